import keras
import tensorflow as tf


class Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.weights_layer = self.add_weight(name="weights", shape=[4, 1])
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        return tf.matmul(features, self.weights_layer)

    def predictions(self, outputs):
        return outputs

    def loss_fn(self, labels, outputs):
        loss = tf.reduce_sum(tf.square(outputs - labels), axis=1)
        return tf.reduce_mean(loss), loss

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            total_loss, loss = self.loss_fn(labels, self(features, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([total_loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(total_loss)
        return {"loss": total_loss}

    def test_step(self, data):
        features, labels = data
        total_loss, _ = self.loss_fn(labels, self(features, training=False))
        with tf.control_dependencies([total_loss]):  # No update where the data end.
            self.loss_metric.update_state(total_loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))
