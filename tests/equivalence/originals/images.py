"""A small network over images: fused batch norm, padding, RMSProp, clipping by value."""
import numpy as np
import tensorflow as tf


def block(net, filters, training, name):
    net = tf.layers.conv2d(net, filters, 3, strides=2, padding='same', use_bias=False, name=name + '_conv')
    net = tf.layers.batch_normalization(net, momentum=0.95, training=training, name=name + '_norm')
    return tf.nn.leaky_relu(net, alpha=0.1)


def model_fn(features, labels, mode, params):
    training = mode == tf.estimator.ModeKeys.TRAIN
    net = block(features, 4, training, 'one')
    net = tf.layers.max_pooling2d(net, 2, 2, padding='same')
    net = block(net, 6, training, 'two')
    net = tf.reduce_mean(net, axis=[1, 2])
    net = tf.nn.dropout(net, keep_prob=0.8) if training else net
    scores = tf.squeeze(tf.layers.dense(net, 1, name='score'), axis=1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'score': scores})

    loss = tf.losses.huber_loss(labels, scores, delta=0.5)
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={
            'mae': tf.metrics.mean_absolute_error(labels, scores),
            'rmse': tf.metrics.root_mean_squared_error(labels, scores),
        })

    optimizer = tf.train.RMSPropOptimizer(params['rate'], decay=0.95, momentum=0.5, epsilon=1e-6)
    pairs = optimizer.compute_gradients(loss)
    pairs = [(tf.clip_by_value(gradient, -0.05, 0.05), variable) for gradient, variable in pairs]
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        train_op = optimizer.apply_gradients(pairs, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn(seed):
    random = np.random.RandomState(seed)
    images = random.normal(size=(40, 8, 8, 2)).astype(np.float32)
    labels = images.mean(axis=(1, 2, 3)).astype(np.float32) * 5
    return tf.data.Dataset.from_tensor_slices((images, labels)).batch(4)


if __name__ == '__main__':
    estimator = tf.estimator.Estimator(model_fn, params={'rate': 0.01})
    estimator.train(lambda: input_fn(0))
    print(estimator.evaluate(lambda: input_fn(1)))
    print(len(list(estimator.predict(lambda: input_fn(2)))))
