import numpy as np
import tensorflow as tf

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
        dim = input_shape[-1].value if hasattr(input_shape[-1], "value") else input_shape[-1]
        self.W = self.add_weight("W", [dim, self.units], initializer=tf.constant_initializer(0.1))
        self.v = self.add_weight(name="v", shape=[self.units, 1], initializer=tf.ones_initializer())
        self.b = self.add_variable("b", shape=[self.units], initializer=tf.zeros_initializer())
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


class Scale(tf.layers.Layer):
    def build(self, input_shape):
        self.scale = self.add_variable("scale", shape=[input_shape[-1]], initializer=tf.ones_initializer())
        self.built = True

    def call(self, x):
        return x * self.scale


class Classifier(tf.keras.Model):
    def __init__(self, vocab, dim, classes, name="classifier"):
        super(Classifier, self).__init__(name=name)
        self.embed = tf.keras.layers.Embedding(vocab, dim, embeddings_initializer=tf.keras.initializers.Constant(0.05))
        self.att = Attention(4)
        self.scale = Scale()
        self.blocks = [tf.keras.layers.Dense(8, activation="relu", kernel_initializer=tf.constant_initializer(0.2)) for _ in range(2)]
        self.out = tf.keras.layers.Dense(classes, kernel_initializer=tf.constant_initializer(np.linspace(-1, 1, 24).reshape(8, 3)))

    def call(self, inputs, training=None):
        mask = tf.not_equal(inputs, 0)
        x = self.embed(inputs)
        x += tf.reshape(tf.range(6, dtype=tf.float32), [1, 6, 1]) * 0.01
        x = self.scale(self.att(x, mask=mask))
        for block in self.blocks:
            x = block(x)
        return self.out(x)


def model_fn(features, labels, mode, params):
    model = Classifier(params["vocab"], params["dim"], 3)
    if mode == tf.estimator.ModeKeys.PREDICT:
        logits = model(features["tokens"], training=False)
        return tf.estimator.EstimatorSpec(mode, predictions={"probs": tf.nn.softmax(logits), "cls": tf.argmax(logits, -1)})
    if mode == tf.estimator.ModeKeys.TRAIN:
        logits = model(features["tokens"], training=True)
        loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
        opt = tf.train.AdamOptimizer(0.01)
        return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=opt.minimize(loss, tf.train.get_or_create_global_step()))
    logits = model(features["tokens"], training=False)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={"accuracy": tf.metrics.accuracy(labels, tf.argmax(logits, -1))})


def input_fn(training):
    ds = tf.data.Dataset.from_tensor_slices(({"tokens": TOKENS}, LABELS))
    return ds.repeat(3).batch(16) if training else ds.batch(16)


est = tf.estimator.Estimator(model_fn, params={"vocab": 20, "dim": 5})
est.train(lambda: input_fn(True))
print(est.evaluate(lambda: input_fn(False)))
for p in list(est.predict(lambda: input_fn(False)))[:2]:
    print(p["cls"], p["probs"])
