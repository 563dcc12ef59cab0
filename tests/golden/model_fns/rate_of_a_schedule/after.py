"""A learning rate that is made of a schedule's, and a scaffold that does nothing of its own."""
import keras
import tensorflow as tf

from tf1_semantics import Momentum


def scaled(value):
    return lambda shape, dtype=tf.float32, partition_info=None: tf.fill(shape, value)


class LearningRate(keras.optimizers.schedules.LearningRateSchedule):
    """The learning rate at a step."""

    def __init__(self, learning_rate, params):
        self.learning_rate = learning_rate
        self.params = params

    def __call__(self, step):
        return tf.maximum(self.learning_rate(step),
                          tf.constant(self.params["end_learning_rate"], dtype=self.learning_rate(step).dtype))


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.logits = keras.layers.Dense(2, kernel_initializer=scaled(0.1))
        learning_rate = keras.optimizers.schedules.PiecewiseConstantDecay([4, 15], [0.1, 0.2, 0.01])
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=Momentum(LearningRate(learning_rate, params), 0.9))

    def call(self, features, training=False):
        return self.logits(features)

    def predictions(self, logits):
        return logits

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(labels, self(features, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {"loss": loss}

    def test_step(self, data):
        features, labels = data
        loss = self.loss_fn(labels, self(features, training=False))
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))
