import keras
import tensorflow as tf


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.params = params
        self.flatten = keras.layers.Flatten()
        self.logits = keras.layers.Dense(10)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        order = None
        images = features["image"]
        # Mix each example with another one of the batch.
        if training:
            order = tf.random.shuffle(tf.range(tf.shape(images)[0]))
            images = (self.params["mix"] * images
                      + (1 - self.params["mix"]) * tf.gather(images, order))
        logits = self.logits(self.flatten(images))
        return order, logits

    def predictions(self, logits):
        return {"class": tf.argmax(logits, 1)}

    def loss_fn(self, labels, order, logits, training):
        loss = tf.reduce_mean(
            keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))
        if training:
            others = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(
                tf.gather(labels, order), logits, from_logits=True))
            loss = self.params["mix"] * loss + (1 - self.params["mix"]) * others
        return loss

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            order, logits = self(features, training=True)
            loss = self.loss_fn(labels, order, logits, training=True)
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {"loss": loss}

    def test_step(self, data):
        features, labels = data
        order, logits = self(features, training=False)
        loss = self.loss_fn(labels, order, logits, training=False)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        _, logits = self(features, training=False)
        return self.predictions(logits)
