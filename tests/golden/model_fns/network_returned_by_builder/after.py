import keras
import tensorflow as tf

from tf1_semantics import FusedBatchNormalization


class Mixer(keras.layers.Layer):
    """A residual network."""

    def __init__(self, blocks, num_classes, **kwargs):
        super().__init__(**kwargs)
        units = [8] * blocks
        self.stem = keras.layers.Dense(8, name='stem')
        self.batch_normalization_layers = []
        self.dense_layers = []
        for i, n in enumerate(units):
            self.batch_normalization_layers.append(FusedBatchNormalization())
            self.dense_layers.append(keras.layers.Dense(n))
        self.logits = keras.layers.Dense(num_classes, name='logits')

    def call(self, inputs, training=False):
        # The stem.
        net = self.stem(inputs)
        for batch_normalization, dense in zip(self.batch_normalization_layers, self.dense_layers):
            shortcut = net
            net = batch_normalization(net, training=training)
            net = dense(tf.nn.relu(net)) + shortcut
        return self.logits(net)


class Attention(keras.layers.Layer):
    """Additive attention."""

    def __init__(self, size, **kwargs):
        super().__init__(**kwargs)
        self.u = keras.layers.Dense(size, activation='tanh', name='proj')
        self.score = keras.layers.Dense(1, name='score')

    def call(self, x):
        u = self.u(x)
        alpha = tf.nn.softmax(self.score(u), axis=1)
        return tf.reduce_sum(x * alpha, axis=1), alpha


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.attention = Attention(params['attention'])
        self.mixer = Mixer(params['blocks'], params['num_classes'])
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=keras.optimizers.SGD(0.1, momentum=0.9))

    def call(self, features, training=False):
        pooled, alpha = self.attention(features['x'])
        # The size of the network is a hyperparameter.
        logits = self.mixer(pooled, training=training)
        return alpha, logits

    def predictions(self, alpha, logits):
        return {'logits': logits, 'alpha': alpha}

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(
            keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            _, logits = self(features, training=True)
            loss = self.loss_fn(labels, logits)
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        _, logits = self(features, training=False)
        loss = self.loss_fn(labels, logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        alpha, logits = self(features, training=False)
        return self.predictions(alpha, logits)


estimator = Model({'blocks': 2, 'num_classes': 3, 'attention': 4})
