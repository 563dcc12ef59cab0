"""What is differentiated is computed in the very calls that ask for gradients."""
import keras
import numpy as np
import tensorflow as tf


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.params = params
        self.logits = keras.layers.Dense(3, name="logits")
        self.out = keras.layers.Dense(1, name="out")
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.optimizer_1 = keras.optimizers.Adam(0.1, beta_2=np.float32(0.999), epsilon=1e-8)
        self.optimizer_1_1 = keras.optimizers.SGD(0.1)
        self.global_step = self.add_weight(
            name="global_step", shape=(), dtype="int64", initializer="zeros", trainable=False)
        self.compile()

    def call(self, features, training=False):
        logits = self.logits(features["state"])
        value = self.out(features["state"])
        return logits, value

    def predictions(self, value):
        return {"value": value}

    def loss_fn(self, labels, logits, value):
        policy_loss = tf.reduce_mean(
            keras.losses.sparse_categorical_crossentropy(labels["action"], logits, from_logits=True))
        value_loss = tf.reduce_mean(keras.losses.mean_squared_error(labels["reward"], value))
        loss = policy_loss + value_loss
        return loss, policy_loss, value_loss

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape(persistent=True) as tape:
            logits, value = self(features, training=True)
            loss, policy_loss, value_loss = self.loss_fn(labels, logits, value)
            entropy = tf.reduce_mean(tf.nn.softmax(logits))
            # The policy's gradients are clipped one by one.
            objective = policy_loss - self.params["beta"] * entropy
            objective_1 = 0.5 * value_loss
        gradients = list(
            zip(tape.gradient(objective, self.logits.trainable_variables), self.logits.trainable_variables))
        gradients = [(tf.clip_by_norm(gradient, 0.5), variable) for gradient, variable in gradients]
        value_variables = self.out.trainable_variables
        value_gradients = tape.gradient(objective_1, value_variables)
        self.optimizer_1.build([variable for _, variable in gradients])
        self.optimizer_1_1.build(value_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer_1.apply_gradients(gradients)
            self.optimizer_1_1.apply(value_gradients, value_variables)
            self.global_step.assign_add(1)
            self.loss_metric.update_state(loss)
        return {"loss": loss}

    def test_step(self, data):
        features, labels = data
        logits, value = self(features, training=False)
        loss, _, _ = self.loss_fn(labels, logits, value)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        _, value = self(features, training=False)
        return self.predictions(value)
