"""net = TextCNN(params); net.build(features); its attributes are read."""
import numpy as np
import tensorflow as tf


class TextCNN(object):
    def __init__(self, params, mode):
        self.vocab_size = params['vocab_size']
        self.embedding_size = params['embedding_size']
        self.filter_sizes = params.get('filter_sizes', [2, 3])
        self.num_filters = params['num_filters']
        self.num_classes = params['num_classes']
        self.is_training = mode == tf.estimator.ModeKeys.TRAIN

    def embed(self, tokens):
        table = tf.get_variable('embedding', [self.vocab_size, self.embedding_size])
        return tf.nn.embedding_lookup(table, tokens)

    def conv_and_pool(self, inputs, filter_size):
        conv = tf.layers.conv1d(inputs, self.num_filters, filter_size, activation=tf.nn.relu)
        return tf.reduce_max(conv, axis=1)

    def build(self, tokens):
        embedded = self.embed(tokens)
        pooled = []
        for size in self.filter_sizes:
            pooled.append(self.conv_and_pool(embedded, size))
        self.features = tf.concat(pooled, 1)
        dropped = tf.layers.dropout(self.features, 0.0, training=self.is_training)
        self.logits = tf.layers.dense(dropped, self.num_classes)
        self.predictions = tf.argmax(self.logits, 1)

    def add_loss(self, labels):
        self.loss = tf.reduce_mean(
            tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=self.logits))
        return self.loss

    def train_op(self, learning_rate):
        optimizer = tf.train.AdamOptimizer(learning_rate)
        return optimizer.minimize(self.loss, global_step=tf.train.get_global_step())


def text_cnn_model_fn(features, labels, mode, params):
    net = TextCNN(params, mode)
    net.build(features['tokens'])
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode=mode, predictions={'class': net.predictions, 'features': net.features})
    net.add_loss(labels)
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(
            mode=mode, loss=net.loss, eval_metric_ops={'acc': tf.metrics.accuracy(labels, net.predictions)})
    return tf.estimator.EstimatorSpec(mode=mode, loss=net.loss, train_op=net.train_op(params['learning_rate']))


def input_fn():
    random = np.random.RandomState(0)
    x = random.randint(0, 20, (32, 7)).astype(np.int32)
    y = (x.sum(1) % 2).astype(np.int32)
    return tf.data.Dataset.from_tensor_slices(({'tokens': x}, y)).repeat(2).batch(16)


if __name__ == '__main__':
    params = dict(vocab_size=20, embedding_size=5, num_filters=4, num_classes=2, learning_rate=0.01)
    estimator = tf.estimator.Estimator(text_cnn_model_fn, params=params)
    estimator.train(input_fn)
    print(sorted(estimator.evaluate(input_fn)))
    print(len(list(estimator.predict(input_fn))))
