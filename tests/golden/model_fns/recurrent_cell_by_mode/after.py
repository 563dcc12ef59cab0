import keras
import tensorflow as tf

from tf1_semantics import DropoutCell, PackedLSTMCell, StackedCells, dynamic_rnn


class MakeCell(keras.layers.Layer):

    def __init__(self, size, keep_prob, **kwargs):
        super().__init__(**kwargs)
        self.keep_prob = keep_prob
        self.basic_lstm_cell = PackedLSTMCell(size, forget_bias=0.0)

    def call(self, training=False):
        cell = self.basic_lstm_cell
        if training:
            if self.keep_prob < 1:
                cell = DropoutCell(cell, output_keep_prob=self.keep_prob)
        return cell


class LanguageModel(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.embedding = self.add_weight(name="embedding", shape=[params["vocab"], params["size"]])
        self.make_cells = [
            MakeCell(params["size"], params["keep_prob"])
            for _ in range(params["layers"])
        ]
        self.logits = keras.layers.Dense(params["vocab"])
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.SGD(1.0))

    def call(self, features, training=False):
        inputs = tf.nn.embedding_lookup(self.embedding, features)
        cell = StackedCells([make_cell_layer(training=training) for make_cell_layer in self.make_cells])
        initial = cell.zero_state(tf.shape(features)[0], tf.float32)
        outputs, _ = dynamic_rnn(cell, inputs, initial_state=initial)
        return self.logits(outputs)

    def predictions(self, logits):
        return {"logits": logits}

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
