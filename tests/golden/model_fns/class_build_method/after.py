"""net = TextCNN(params); net.build(features); its attributes are read."""
import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import Adam, predict_examples


class Embed(keras.layers.Layer):

    def __init__(self, vocab_size, embedding_size, **kwargs):
        super().__init__(**kwargs)
        self.table = self.add_weight(name='embedding', shape=[vocab_size, embedding_size])

    def call(self, tokens):
        return tf.nn.embedding_lookup(self.table, tokens)


class ConvAndPool(keras.layers.Layer):

    def __init__(self, filter_size, num_filters, **kwargs):
        super().__init__(**kwargs)
        self.conv = keras.layers.Conv1D(num_filters, filter_size, activation='relu')

    def call(self, inputs):
        conv = self.conv(inputs)
        return tf.reduce_max(conv, axis=1)


class TextCNN(keras.layers.Layer):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        vocab_size = params['vocab_size']
        embedding_size = params['embedding_size']
        filter_sizes = params.get('filter_sizes', [2, 3])
        num_filters = params['num_filters']
        num_classes = params['num_classes']
        self.embed = Embed(vocab_size=vocab_size, embedding_size=embedding_size)
        self.conv_and_pools = [
            ConvAndPool(size, num_filters=num_filters)
            for size in filter_sizes
        ]
        self.dropped = keras.layers.Dropout(0.0)
        self.logits = keras.layers.Dense(num_classes)

    def call(self, tokens, training=False):
        embedded = self.embed(tokens)
        pooled = []
        for conv_and_pool_layer in self.conv_and_pools:
            pooled.append(conv_and_pool_layer(embedded))
        features = tf.concat(pooled, 1)
        dropped = self.dropped(features, training=training)
        logits = self.logits(dropped)
        predictions = tf.argmax(logits, 1)
        return features, logits, predictions


class TextCNNModel(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.text_cnn = TextCNN(params)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.acc_metric = keras.metrics.Accuracy(name='acc')
        self.compile(optimizer=Adam(params['learning_rate']))

    def call(self, features, training=False):
        net_features, logits, predictions = self.text_cnn(features['tokens'], training=training)
        return logits, net_features, predictions

    def predictions(self, net_features, predictions):
        return {'class': predictions, 'features': net_features}

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(
            tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            logits, _, _ = self(features, training=True)
            loss = self.loss_fn(labels, logits)
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        logits, _, predictions = self(features, training=False)
        loss = self.loss_fn(labels, logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            self.acc_metric.update_state(labels, predictions)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        _, net_features, predictions = self(features, training=False)
        return self.predictions(net_features, predictions)


def input_fn():
    random = np.random.RandomState(0)
    x = random.randint(0, 20, (32, 7)).astype(np.int32)
    y = (x.sum(1) % 2).astype(np.int32)
    return tf.data.Dataset.from_tensor_slices(({'tokens': x}, y)).repeat(2).batch(16)


if __name__ == '__main__':
    params = dict(vocab_size=20, embedding_size=5, num_filters=4, num_classes=2, learning_rate=0.01)
    estimator = TextCNNModel(params)
    estimator.steps_per_execution = 20
    estimator.fit(input_fn(), verbose=0)
    print(sorted({**estimator.evaluate(input_fn(), return_dict=True, verbose=0),
                  'global_step': int(estimator.optimizer.iterations)}))
    print(len(list(predict_examples(estimator, input_fn()))))
