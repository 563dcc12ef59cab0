"""A classifier with what a careless migration gets wrong: dropout, batch norm, weights, smoothing, decay, clipping."""
import numpy as np
import tensorflow as tf

CLASSES = 3


def model_fn(features, labels, mode, params):
    training = mode == tf.estimator.ModeKeys.TRAIN
    regularizer = tf.keras.regularizers.l2(0.01)
    net = tf.layers.dense(features['x'], 8, activation=tf.nn.tanh, kernel_regularizer=regularizer, name='first')
    net = tf.layers.batch_normalization(net, momentum=0.9, epsilon=1e-3, training=training, name='norm')
    net = tf.layers.dropout(net, rate=0.3, training=training)
    # This regularizer is given, but its loss is not used below.
    net = tf.layers.dense(net, 8, activation=tf.nn.relu, kernel_regularizer=tf.keras.regularizers.l2(0.5), name='second')
    logits = tf.layers.dense(net, CLASSES, name='logits')
    classes = tf.argmax(logits, axis=1)
    probabilities = tf.nn.softmax(logits)
    predictions = {'classes': classes, 'probabilities': probabilities}
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=predictions)

    one_hot = tf.one_hot(labels, CLASSES)
    cross_entropy = tf.losses.softmax_cross_entropy(
        one_hot, logits, weights=features['weight'], label_smoothing=params['smoothing'])
    loss = cross_entropy + tf.losses.get_regularization_losses(scope='first')[0]
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={
            'accuracy': tf.metrics.accuracy(labels, classes, weights=features['weight']),
            'confidence': tf.metrics.mean(tf.reduce_max(probabilities, axis=1)),
            'precision': tf.metrics.precision(tf.equal(labels, 0), tf.equal(classes, 0)),
        })

    step = tf.train.get_global_step()
    rate = tf.train.exponential_decay(params['rate'], step, 4, 0.8, staircase=True)
    optimizer = tf.train.AdamOptimizer(rate)
    gradients, variables = zip(*optimizer.compute_gradients(loss))
    gradients, _ = tf.clip_by_global_norm(gradients, 0.5)
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    with tf.control_dependencies(updates):
        train_op = optimizer.apply_gradients(zip(gradients, variables), global_step=step)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn(seed, epochs):
    random = np.random.RandomState(seed)
    x = random.normal(size=(90, 5)).astype(np.float32)
    labels = np.argmax(x[:, :CLASSES] + 0.3 * random.normal(size=(90, CLASSES)), axis=1).astype(np.int64)
    weight = random.choice([0.0, 0.5, 1.0, 2.0], size=90).astype(np.float32)
    dataset = tf.data.Dataset.from_tensor_slices(({'x': x, 'weight': weight}, labels))
    return dataset.repeat(epochs).batch(16)


def main():
    estimator = tf.estimator.Estimator(model_fn, params={'smoothing': 0.1, 'rate': 0.02})
    estimator.train(lambda: input_fn(0, 4), steps=20)
    print(estimator.evaluate(lambda: input_fn(1, 1)))
    print(len(list(estimator.predict(lambda: input_fn(2, 1)))))


if __name__ == '__main__':
    main()
