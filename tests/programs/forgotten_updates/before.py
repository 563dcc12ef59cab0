import numpy as np
import tensorflow as tf

tf.logging.set_verbosity(tf.logging.ERROR)

NUM_CLASSES = 3


def conv_block(x, filters, in_filters, training, name, pool=True):
    with tf.variable_scope(name):
        x = tf.layers.conv2d(
            x, filters, (3, 3), padding='SAME',
            kernel_initializer=tf.constant_initializer(
                np.linspace(-0.4, 0.5, 9 * in_filters * filters).reshape(3, 3, in_filters, filters)),
            kernel_regularizer=tf.keras.regularizers.l2(0.01))
        x = tf.layers.batch_normalization(x, training=training, momentum=0.8, epsilon=1e-5)
        x = tf.nn.relu(x)
        if pool: x = tf.layers.average_pooling2d(x, 2, 2)
        return x


def cnn_model(features, labels, mode, params):
    training = True if mode == tf.estimator.ModeKeys.TRAIN else False

    x = features['img']
    # scale the pixels to [-1, 1]
    x = x / 127.5 - 1.0
    x = conv_block(x, 4, 1, training, 'block1')
    x = conv_block(x, 6, 4, training, 'block2')
    x = conv_block(x, 6, 6, training, 'block3', pool=False)
    x = tf.reduce_mean(x, [1, 2])
    x = tf.layers.dense(x, params['fc'], activation=tf.nn.relu,
                        kernel_initializer=tf.constant_initializer(np.linspace(-1., 1., 6 * params['fc'])))
    x = tf.layers.batch_normalization(x, training=training)
    logits = tf.layers.dense(x, NUM_CLASSES,
                             kernel_initializer=tf.constant_initializer(np.linspace(-1., 1., NUM_CLASSES * params['fc'])))

    preds = tf.argmax(logits, axis=1, output_type=tf.int32)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode=mode, predictions=preds)

    onehot = tf.one_hot(tf.cast(labels, tf.int32), depth=NUM_CLASSES)
    loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=onehot, logits=logits))

    if mode == tf.estimator.ModeKeys.EVAL:
        acc = tf.metrics.accuracy(labels=labels, predictions=preds)
        return tf.estimator.EstimatorSpec(mode=mode, loss=loss, eval_metric_ops={'acc': acc})

    optimizer = tf.train.AdamOptimizer(learning_rate=params['lr'], epsilon=1e-4)
    train_op = optimizer.minimize(loss=loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode=mode, loss=loss, train_op=train_op)


def images(n, seed):
    r = np.random.RandomState(seed)
    y = r.randint(0, NUM_CLASSES, n)
    x = r.randint(0, 120, size=(n, 12, 12, 1)).astype('float32')
    for i in range(n):
        x[i, 4 * y[i]:4 * y[i] + 4] += 120
    return x, y.astype('int32')


if __name__ == '__main__':
    x_train, y_train = images(96, 0)
    x_test, y_test = images(40, 1)

    model = tf.estimator.Estimator(cnn_model, params={'fc': 8, 'lr': 0.005})

    train_fn = tf.estimator.inputs.numpy_input_fn(
        x={'img': x_train}, y=y_train, batch_size=24, num_epochs=None, shuffle=False)
    for _ in range(2):
        model.train(train_fn, steps=10)
    test_fn = tf.estimator.inputs.numpy_input_fn(
        x={'img': x_test}, y=y_test, batch_size=20, num_epochs=1, shuffle=False)
    e = model.evaluate(test_fn)
    print("Testing Accuracy:", e['acc'])
    print("Loss:", e['loss'])
    # the first predictions against the truth
    n_images = 4
    input_fn = tf.estimator.inputs.numpy_input_fn(x={'img': x_test[:n_images]}, shuffle=False)
    preds = list(model.predict(input_fn))
    for i in range(n_images):
        print("Model prediction:", preds[i], "truth:", y_test[i])
