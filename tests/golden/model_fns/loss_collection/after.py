import keras
import tensorflow as tf


class Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.hidden = keras.layers.Dense(8, 'relu')
        self.logits = keras.layers.Dense(3)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        hidden = self.hidden(features['x'])
        logits = self.logits(hidden)
        return hidden, logits

    def loss_fn(self, labels, hidden, logits):
        cross_entropy = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))
        return tf.add_n([cross_entropy, 1e-3 * tf.reduce_mean(tf.square(hidden))], name='total_loss')

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            hidden, logits = self(features, training=True)
            loss = self.loss_fn(labels, hidden, logits)
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        hidden, logits = self(features, training=False)
        loss = self.loss_fn(labels, hidden, logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()


estimator = Model()
