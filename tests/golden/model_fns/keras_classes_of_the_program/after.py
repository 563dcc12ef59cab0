import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import Adam, as_dataset, predict_examples

rng = np.random.RandomState(1)
TOKENS = rng.randint(1, 20, (80, 6)).astype("int32")
TOKENS[:, 4:] *= rng.randint(0, 2, (80, 2))
LABELS = (TOKENS.sum(1) % 3).astype("int32")


class Attention(tf.keras.layers.Layer):
    """Additive attention over time."""

    def __init__(self, units, **kwargs):
        self.units = units
        super(Attention, self).__init__(**kwargs)

    def build(self, input_shape):
        dim = input_shape[-1] if hasattr(input_shape[-1], "value") else input_shape[-1]
        self.W = self.add_weight(name="W", shape=[dim, self.units], initializer=keras.initializers.Constant(0.1))
        self.v = self.add_weight(name="v", shape=[self.units, 1], initializer=keras.initializers.Ones())
        self.b = self.add_weight(name="b", shape=[self.units], initializer=keras.initializers.Zeros())
        super(Attention, self).build(input_shape)

    def call(self, inputs, mask=None):
        score = tf.tanh(tf.tensordot(inputs, self.W, axes=1) + self.b)
        score = tf.tensordot(score, self.v, axes=1)
        if mask is not None:
            score += (1.0 - tf.cast(tf.expand_dims(mask, -1), tf.float32)) * -1e9
        alpha = tf.nn.softmax(score, axis=1)
        return tf.reduce_sum(alpha * inputs, axis=1)

    def compute_output_shape(self, input_shape):
        return input_shape[0], input_shape[-1]


class Scale(keras.layers.Layer):
    def build(self, input_shape):
        self.scale = self.add_weight(name="scale", shape=[input_shape[-1]], initializer=keras.initializers.Ones())
        self.built = True

    def call(self, x):
        return x * self.scale


class Classifier(tf.keras.Model):
    def __init__(self, vocab, dim, classes, name="classifier"):
        super(Classifier, self).__init__(name=name)
        self.embed = tf.keras.layers.Embedding(vocab, dim, embeddings_initializer=tf.keras.initializers.Constant(0.05))
        self.att = Attention(4)
        self.scale = Scale()
        self.blocks = [tf.keras.layers.Dense(8, activation="relu", kernel_initializer=keras.initializers.Constant(0.2))
                       for _ in range(2)]
        self.out = tf.keras.layers.Dense(classes, kernel_initializer=tf.constant_initializer(np.linspace(-1, 1, 24).reshape(8, 3)))

    def call(self, inputs, training=None):
        mask = tf.not_equal(inputs, 0)
        x = self.embed(inputs)
        x += tf.reshape(tf.range(6, dtype=tf.float32), [1, 6, 1]) * 0.01
        x = self.scale(self.att(x, mask=mask))
        for block in self.blocks:
            x = block(x)
        return self.out(x)


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.model = Classifier(params["vocab"], params["dim"], 3)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.accuracy_metric = keras.metrics.Accuracy(name="accuracy")
        self.compile(optimizer=Adam(0.01))

    def call(self, features, training=False):
        return self.model(features["tokens"], training=training)

    def predictions(self, logits):
        return {"probs": tf.nn.softmax(logits), "cls": tf.argmax(logits, -1)}

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
        logits = self(features, training=False)
        loss = self.loss_fn(labels, logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            self.accuracy_metric.update_state(labels, tf.argmax(logits, -1))
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


def input_fn(training):
    ds = tf.data.Dataset.from_tensor_slices(({"tokens": TOKENS}, LABELS))
    return ds.repeat(3).batch(16) if training else ds.batch(16)


est = Model({"vocab": 20, "dim": 5})
est.steps_per_execution = 20
est.fit(as_dataset(input_fn(True)), verbose=0)
print({**est.evaluate(as_dataset(input_fn(False)), return_dict=True, verbose=0),
       "global_step": int(est.optimizer.iterations)})
for p in list(predict_examples(est, as_dataset(input_fn(False))))[:2]:
    print(p["cls"], p["probs"])
