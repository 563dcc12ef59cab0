import keras
import tensorflow as tf

from tf1_semantics import AccuracyOfElements, Adam, index_table_from_file, index_table_from_tensor

TARGETS = ["business", "sport", "tech"]


class TextModel(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.table = index_table_from_file(
            vocabulary_file=params.vocabulary, num_oov_buckets=1, vocab_size=params.words)
        self.embedded = keras.layers.Embedding(
            input_dim=params.words + 1, output_dim=10, embeddings_initializer="glorot_uniform")
        self.logits = keras.layers.Dense(len(TARGETS))
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.acc_metric = AccuracyOfElements(name="acc")
        self.compile(optimizer=Adam(0.01))

    def call(self, features, training=False):
        words = tf.compat.v1.string_split(features["title"])
        dense_words = tf.sparse.to_dense(words, default_value="<pad>")
        numbers = self.table.lookup(dense_words)
        embedded = self.embedded(numbers)
        return self.logits(tf.reduce_mean(embedded, axis=1))

    def predictions(self, logits):
        predicted = tf.argmax(logits, 1)
        names = tf.gather(TARGETS, predicted)
        return {"class": names}

    def loss_fn(self, labels, logits):
        targets = index_table_from_tensor(tf.constant(TARGETS))
        labels = targets.lookup(labels)
        loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))
        return loss, labels

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss, _ = self.loss_fn(labels, self(features, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {"loss": loss}

    def test_step(self, data):
        features, labels = data
        logits = self(features, training=False)
        loss, labels = self.loss_fn(labels, logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            predicted = tf.argmax(logits, 1)
            self.acc_metric.update_state(labels, predicted)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))
