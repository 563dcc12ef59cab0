import numpy as np
import tensorflow as tf

hparams = tf.contrib.training.HParams(
    vocab_size=30,
    embedding_dim=6,
    filter_sizes=[2, 3],
    num_filters=4,
    sequence_length=10,
    dropout_rate=0.0,
    num_classes=2,
    learning_rate=0.01,
    decay_steps=15,
    batch_size=20)


def fixed(shape, scale=0.5):
    return tf.constant_initializer(scale * np.sin(1.7 * np.arange(np.prod(shape))).reshape(shape))


def text_cnn(tokens, training, hp):
    """Convolutions of several widths over the words, each pooled over time."""
    table = tf.get_variable('embedding', [hp.vocab_size, hp.embedding_dim],
                            initializer=fixed([hp.vocab_size, hp.embedding_dim]))
    words = tf.nn.embedding_lookup(table, tokens)

    pooled = []
    for width in hp.filter_sizes:
        with tf.variable_scope('conv-%d' % width):
            conv = tf.layers.conv1d(words, hp.num_filters, width, activation=tf.nn.relu,
                                    kernel_initializer=fixed([width, hp.embedding_dim, hp.num_filters]))
            pool = tf.layers.max_pooling1d(conv, pool_size=hp.sequence_length - width + 1, strides=1)
            pooled.append(tf.squeeze(pool, axis=1))
    net = tf.concat(pooled, -1)
    net = tf.layers.dropout(net, rate=hp.dropout_rate, training=training)
    return tf.layers.dense(net, hp.num_classes, name='logits',
                           kernel_initializer=fixed([len(hp.filter_sizes) * hp.num_filters, hp.num_classes]))


def model_fn(features, labels, mode, params):
    is_training = (mode == tf.estimator.ModeKeys.TRAIN)
    features = features['tokens']
    logits = text_cnn(features, is_training, params)
    probs = tf.nn.softmax(logits, name='probs')

    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode=mode, predictions={'probs': probs, 'label': tf.argmax(probs, 1)})

    labels = tf.one_hot(labels, params.num_classes)
    loss = tf.losses.softmax_cross_entropy(onehot_labels=labels, logits=logits)

    if is_training:
        lr = tf.train.exponential_decay(params.learning_rate, tf.train.get_global_step(),
                                        params.decay_steps, 0.5, staircase=True)
        optimizer = tf.train.AdamOptimizer(lr)
        train_op = optimizer.minimize(loss, tf.train.get_global_step())
        return tf.estimator.EstimatorSpec(mode=mode, loss=loss, train_op=train_op)

    return tf.estimator.EstimatorSpec(
        mode=mode, loss=loss,
        eval_metric_ops={'acc': tf.metrics.accuracy(tf.argmax(labels, 1), tf.argmax(logits, 1)),
                         'mean_prob': tf.metrics.mean(probs[:, 1])})


def load(count, seed):
    random = np.random.RandomState(seed)
    tokens = random.randint(0, hparams.vocab_size, size=(count, hparams.sequence_length))
    labels = (tokens < 10).sum(axis=1) > 3
    return tokens.astype(np.int64), labels.astype(np.int64)


def get_input_fn(tokens, labels=None, epochs=1):
    return tf.estimator.inputs.numpy_input_fn(
        {'tokens': tokens}, labels, batch_size=hparams.batch_size, num_epochs=epochs, shuffle=False)


if __name__ == '__main__':
    tf.logging.set_verbosity(tf.logging.ERROR)
    x_train, y_train = load(100, 0)
    x_test, y_test = load(50, 1)
    estimator = tf.estimator.Estimator(model_fn, params=hparams)
    # until the data end: 6 epochs of 5 batches
    estimator.train(get_input_fn(x_train, y_train, epochs=6))
    result = estimator.evaluate(get_input_fn(x_test, y_test))
    for key in sorted(result):
        print('%s = %s' % (key, str(result[key])))
    predictions = list(estimator.predict(get_input_fn(x_test)))
    print(len(predictions), [round(float(p['probs'][1]), 4) for p in predictions[:5]])
