"""Two heads over one trunk: grade and pass/fail of a pupil; labels come as a dict."""
import numpy as np
import tensorflow as tf

MODES = tf.estimator.ModeKeys


def constant(*shape):
    count = int(np.prod(shape))
    return tf.constant_initializer(np.linspace(-0.5, 0.6, count).reshape(shape))


def block(net, units, training, name):
    with tf.variable_scope(name):
        size = net.shape.as_list()[-1]
        net = tf.layers.dense(net, units, kernel_initializer=constant(size, units), use_bias=False)
        net = tf.layers.batch_normalization(net, momentum=0.8, training=training)
        return tf.nn.elu(net)


def model_fn(features, labels, mode, params):
    training = mode == MODES.TRAIN
    net = tf.concat([features['marks'], tf.one_hot(features['school'], params['schools'])], axis=-1)
    for i in range(params['depth']):
        net = block(net, params['units'], training, 'block%d' % i)

    grade = tf.layers.dense(net, 1, kernel_initializer=constant(params['units'], 1), name='grade')[:, 0]
    passed = tf.layers.dense(net, 1, kernel_initializer=constant(params['units'], 1), name='passed')[:, 0]
    predictions = {'grade': grade, 'passed': tf.nn.sigmoid(passed)}
    if mode == MODES.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=predictions)

    losses = {
        'grade': tf.losses.mean_squared_error(labels['grade'], grade, weights=params['grade_weight']),
        'passed': tf.losses.sigmoid_cross_entropy(labels['passed'], passed, label_smoothing=0.1),
    }
    loss = losses['grade'] + losses['passed']

    metrics = {
        'grade/mae': tf.metrics.mean_absolute_error(labels['grade'], grade),
        'passed/accuracy': tf.metrics.accuracy(labels['passed'], tf.round(predictions['passed'])),
        'passed/auc': tf.metrics.auc(labels['passed'], predictions['passed'], num_thresholds=50),
    }
    if mode == MODES.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops=metrics)

    update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    optimizer = tf.train.RMSPropOptimizer(params['rate'], decay=0.95, momentum=0.1)
    with tf.control_dependencies(update_ops):
        train_op = optimizer.minimize(loss, tf.train.get_global_step(), colocate_gradients_with_ops=True)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def pupils(count, seed):
    rng = np.random.RandomState(seed)
    marks = rng.uniform(0, 1, (count, 3)).astype(np.float32)
    school = rng.randint(0, 4, count)
    grade = marks.sum(1) + 0.2 * school
    return ({'marks': marks, 'school': school},
            {'grade': grade.astype(np.float32), 'passed': (grade > 1.8).astype(np.float32)})


def input_fn(params, count, seed, repeat=1):
    dataset = tf.data.Dataset.from_tensor_slices(pupils(count, seed))
    return dataset.repeat(repeat).batch(params['batch_size'], drop_remainder=repeat > 1)


if __name__ == '__main__':
    tf.logging.set_verbosity(tf.logging.ERROR)
    params = dict(schools=4, depth=2, units=6, rate=0.01, grade_weight=0.7, batch_size=16)
    estimator = tf.estimator.Estimator(model_fn, params=params)
    for epoch in range(1, 4):
        estimator.train(lambda: input_fn(params, 80, 0, 2))
        train, test = [estimator.evaluate(lambda: input_fn(params, *data), name=name)
                       for name, data in (('train', (80, 0)), ('test', (40, 1)))]
        print('%d: train %.4f test %.4f (%s)' % (epoch, train['loss'], test['loss'], ', '.join(
            '%s %.3f' % (key, test[key]) for key in sorted(test) if '/' in key)))
    rows = list(estimator.predict(lambda: input_fn(params, 6, 2)))
    print(np.round([row['grade'] for row in rows], 3), np.round([row['passed'] for row in rows], 3))
