"""A regression: weights of examples, an absolute error, an optimizer with slots, a decay to a floor."""
import numpy as np
import tensorflow as tf


def model_fn(features, labels, mode, params):
    net = tf.layers.dense(features['x'], 6, tf.nn.elu, name='hidden')
    prediction = tf.squeeze(tf.layers.dense(net, 1, name='output'), 1)
    scaled = tf.exp(0.1 * prediction)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'prediction': prediction, 'scaled': scaled})

    loss = tf.losses.mean_squared_error(labels, prediction, weights=features['weight'])
    loss += 0.5 * tf.losses.absolute_difference(labels, prediction)
    loss += 0.01 * tf.add_n([tf.nn.l2_loss(v) for v in tf.trainable_variables() if 'bias' not in v.name])
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={
            'mse': tf.metrics.mean_squared_error(labels, prediction),
            'weighted': tf.metrics.mean(tf.abs(labels - prediction), weights=features['weight']),
        })

    step = tf.train.get_global_step()
    rate = tf.train.polynomial_decay(params['rate'], step, 25, end_learning_rate=0.001, power=2.0)
    optimizer = tf.train.FtrlOptimizer(rate, l1_regularization_strength=0.001)
    pairs = [(tf.clip_by_norm(gradient, 0.5), variable) for gradient, variable in optimizer.compute_gradients(loss)]
    train_op = optimizer.apply_gradients(pairs, global_step=step)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn(seed):
    random = np.random.RandomState(seed)
    x = random.normal(size=(70, 4)).astype(np.float32)
    weight = random.choice([0.0, 1.0, 3.0], size=70).astype(np.float32)
    labels = (x[:, 0] - 2 * x[:, 1]).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices(({'x': x, 'weight': weight}, labels)).batch(15)


if __name__ == '__main__':
    estimator = tf.estimator.Estimator(model_fn, params={'rate': 0.3})
    estimator.train(lambda: input_fn(0))
    print(estimator.evaluate(lambda: input_fn(1)))
    print(len(list(estimator.predict(lambda: input_fn(2)))))
