import keras
import tensorflow as tf


class SignMomentum(keras.optimizers.Optimizer):
    """Follows the signs of a running mean of the gradients."""

    def __init__(self, learning_rate, decay=0.9, skipped=("bias",), name="SignMomentum"):
        super(SignMomentum, self).__init__(learning_rate, name=name)
        self.decay = decay
        self.skipped = skipped

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        self.mean = [self.add_variable_from_reference(variable, "mean") for variable in variables]

    def update_step(self, grad, var, learning_rate):
        """See base class."""
        index = self._get_variable_index(var)
        mean = self.mean[index]
        # The mean so far counts for most.
        next_mean = self.decay * mean + (1 - self.decay) * grad
        step = learning_rate * tf.sign(next_mean)
        if any(part in self._trainable_variables[index].path for part in self.skipped):
            step = 0.1 * step
        var.assign(var - step)
        mean.assign(next_mean)


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.logits = keras.layers.Dense(params["classes"])
        rate = keras.optimizers.schedules.PolynomialDecay(params["rate"], 1000)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=SignMomentum(rate))

    def call(self, features, training=False):
        return self.logits(features["x"])

    def predictions(self, logits):
        return {"class": tf.argmax(logits, 1)}

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(labels, self(features, training=True))
        variables = self.trainable_variables
        gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, variables), 1.0)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, variables)
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
