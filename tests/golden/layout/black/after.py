"""As black writes it."""
import keras
import tensorflow as tf

from tf1_semantics import weighted_loss


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(
            params["units"],
            activation="relu",
            kernel_initializer=keras.initializers.RandomUniform(-0.1, 0.1, seed=7),
            bias_initializer=keras.initializers.Constant(0.25),
        )
        self.dropout = keras.layers.Dropout(rate=params["rate"])
        self.logits = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.Adagrad(
            learning_rate=params["learning_rate"],
            initial_accumulator_value=0.1,
            epsilon=0.0,
        ))

    def call(self, features, training=False):
        net = self.dense(features["x"])
        net = self.dropout(net, training=training)
        return self.logits(net)

    def predictions(self, logits):
        return {"probability": tf.nn.sigmoid(logits)}

    def loss_fn(self, features, labels, logits):
        return weighted_loss(
            tf.nn.sigmoid_cross_entropy_with_logits(
                labels=tf.cast(labels, tf.float32),
                logits=logits,
            ),
            features["weight"] + 1.0,
        )

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(features, labels, self(features, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {"loss": loss}

    def test_step(self, data):
        features, labels = data
        loss = self.loss_fn(features, labels, self(features, training=False))
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))
