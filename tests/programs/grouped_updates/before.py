import numpy as np
import tensorflow as tf

BatchNorm = tf.layers.BatchNormalization
Conv = tf.layers.Conv2D


def init(*shape):
    return tf.constant_initializer(np.linspace(-.25, .35, int(np.prod(shape))).reshape(shape))


def block(x, in_channels, channels, training, downsample=False, name='block'):
    """conv - batch norm - relu; returns the activations and their mean."""
    with tf.variable_scope(name):
        stride = 2 if downsample else 1
        conv = Conv(channels, 3, strides=stride, padding='same', use_bias=False, name='conv',
                    kernel_initializer=init(3, 3, in_channels, channels))
        x = conv(x)
        bn = BatchNorm(momentum=0.95, epsilon=1e-3, name='bn', fused=True)
        x = tf.nn.relu(bn(x, training=training))
    return x, tf.reduce_mean(x)


def model_fn(features, labels, mode, params):
    training = mode == tf.estimator.ModeKeys.TRAIN
    x = tf.reshape(features['pixels'], [-1, params['size'], params['size'], 3])
    x, mean_1 = block(x, 3, 4, training, name='block1')
    x, mean_2 = block(x, 4, 6, training, downsample=True, name='block2')
    x, mean_3 = block(x, 6, 6, training, name='block3')
    x = tf.layers.average_pooling2d(x, pool_size=params['size'] // 2, strides=1)
    x = tf.layers.flatten(x)
    # one more, over two dimensions
    x = tf.layers.batch_normalization(x, training=training, center=False, scale=False, name='final_bn')
    logits = tf.layers.dense(x, params['classes'], kernel_initializer=init(6, params['classes']), name='fc')

    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'logits': logits, 'class': tf.argmax(logits, -1)})

    labels = tf.squeeze(labels, axis=1)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    for i, mean in enumerate([mean_1, mean_2, mean_3]):
        tf.summary.scalar('activation/%d' % i, mean)

    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={
            'top1': tf.metrics.accuracy(labels, tf.argmax(logits, -1)),
            'top2': tf.metrics.mean(tf.to_float(tf.nn.in_top_k(logits, labels, 2))),
            'activation': tf.metrics.mean(mean_3),
        })

    optimizer = tf.train.MomentumOptimizer(params['lr'], 0.9)
    minimize_op = optimizer.minimize(loss, tf.train.get_global_step())
    update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    train_op = tf.group(minimize_op, *update_ops)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def make_images(n, size, seed):
    rng = np.random.RandomState(seed)
    y = rng.randint(0, 3, size=(n, 1))
    x = rng.rand(n, size, size, 3)
    x[np.arange(n), :, :, y[:, 0]] += 0.5
    return {'pixels': x.reshape(n, -1).astype(np.float32)}, y.astype(np.int32)


def input_fn(n, seed, params, epochs=1):
    return tf.data.Dataset.from_tensor_slices(make_images(n, params['size'], seed)).repeat(epochs).batch(
        params['batch_size'], drop_remainder=False)


if __name__ == '__main__':
    tf.logging.set_verbosity(tf.logging.ERROR)
    hp = {'size': 8, 'classes': 3, 'lr': 0.02, 'batch_size': 20}
    est = tf.estimator.Estimator(model_fn, params=hp)
    for i in range(2):
        est.train(lambda: input_fn(90, 0, hp, epochs=3))
        r = est.evaluate(lambda: input_fn(50, 1, hp))
        print('[{0}] loss {1[loss]:.4f} top1 {1[top1]:.4f} top2 {1[top2]:.4f} activation {1[activation]:.4f}'.format(i, r))
    ps = list(est.predict(lambda: input_fn(6, 2, hp).map(lambda f, l: f)))
    print([int(p['class']) for p in ps], ps[0]['logits'].round(2))
