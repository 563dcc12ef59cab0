import keras
import tensorflow as tf

from tf1_semantics import AdamW


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.words = self.add_weight(name="words", shape=[100, 16])
        self.sizes = self.add_weight(name="sizes", shape=[10, 16])
        self.logits = keras.layers.Dense(params["classes"])
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=AdamW(weight_decay=params["decay"], learning_rate=params["rate"]))

    def call(self, features, training=False):
        net = tf.nn.embedding_lookup_sparse(self.words.value, features["words"], None, combiner="mean")
        both = tf.stack([self.words[0], self.sizes[0]])
        return self.logits(net + tf.reduce_sum(both, 0))

    def predictions(self, logits):
        return {"class": tf.argmax(logits, 1)}

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(
            keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(labels, self(features, training=True))
        # Biases do not decay.
        decayed = [v for v in self.trainable_variables if "bias" not in v.path]
        pairs = list(zip(tape.gradient(loss, self.trainable_variables), self.trainable_variables))
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(*zip(*pairs), decay_var_list=decayed)
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
