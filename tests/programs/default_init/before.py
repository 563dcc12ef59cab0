"""Convergence smoke test with the default (random) initializers: only facts that don't depend on them are printed."""
import numpy as np
import tensorflow as tf


def classifier_fn(features, labels, mode, params):
    net = tf.layers.dense(features['point'], 16, activation=tf.nn.relu)
    net = tf.layers.dense(net, 16, activation=tf.nn.relu,
                          kernel_initializer=tf.contrib.layers.xavier_initializer())
    net = tf.layers.dropout(net, rate=0.1, training=(mode == tf.estimator.ModeKeys.TRAIN))
    logits = tf.layers.dense(net, params['classes'], kernel_initializer=tf.variance_scaling_initializer())
    classes = tf.argmax(input=logits, axis=1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode=mode, predictions={'class': classes})
    loss = tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=logits)
    if mode == tf.estimator.ModeKeys.TRAIN:
        train_op = tf.train.AdamOptimizer(params['lr']).minimize(loss, tf.train.get_or_create_global_step())
        return tf.estimator.EstimatorSpec(mode=mode, loss=loss, train_op=train_op)
    return tf.estimator.EstimatorSpec(
        mode=mode, loss=loss, eval_metric_ops={'accuracy': tf.metrics.accuracy(labels=labels, predictions=classes)})


def points(count, seed):
    """Three clouds far from each other."""
    random = np.random.RandomState(seed)
    labels = random.randint(0, 3, size=count).astype(np.int32)
    centers = np.array([[6, 0], [-3, 5], [-3, -5]], np.float32)
    return (centers[labels] + random.uniform(-1, 1, size=(count, 2))).astype(np.float32), labels


if __name__ == '__main__':
    x, y = points(300, 0)
    test_x, test_y = points(60, 1)
    estimator = tf.estimator.Estimator(classifier_fn, params={'classes': 3, 'lr': 0.02})
    train = tf.estimator.inputs.numpy_input_fn({'point': x}, y, batch_size=50, num_epochs=None, shuffle=True)
    test = tf.estimator.inputs.numpy_input_fn({'point': test_x}, test_y, num_epochs=1, shuffle=False)
    estimator.train(train, steps=80)
    evaluation = estimator.evaluate(test)
    print('accuracy:', evaluation['accuracy'], 'steps:', evaluation['global_step'])
    print('learned:', bool(evaluation['loss'] < 0.2))
    print('classes:', ''.join(str(p['class']) for p in estimator.predict(test)))
