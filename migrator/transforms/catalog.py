"""What the transforms are, in words and examples: for `list`, `explain`, docs/ and the tests.

Kept apart from the transforms themselves, so that nothing heavy is loaded to read it.
"""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TransformDoc:
    """What is said about a transform.

    Attributes:
        name: its name, as in ``--select``.
        summary: what it does, in a line.
        before: an example, as the statements that matter.
        after: the example migrated.
    """

    name: str
    summary: str
    before: str
    after: str


CATALOG: tuple[TransformDoc, ...] = (
    TransformDoc(
        "model_fns", "A model_fn becomes one keras.Model: layers in __init__, the forward pass in call, a train_step.",
        before='''\
def model_fn(features, labels, mode, params):
    logits = tf.layers.dense(features["x"], params["classes"])
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"logits": logits})
    ...
''',
        after='''\
class Model(keras.Model):

    def __init__(self, classes, **kwargs):
        super().__init__(**kwargs)
        self.logits = keras.layers.Dense(classes)

    def call(self, features, training=False):
        return self.logits(features["x"])

    def predictions(self, logits):
        return {"logits": logits}

    ...
'''),
    TransformDoc(
        "drivers", "Estimator(...), train, evaluate, predict, train_and_evaluate become compile, fit, evaluate, predict.",
        before='''\
estimator = tf.estimator.Estimator(model_fn, params={"classes": 3})
estimator.train(train_input, steps=200)
''',
        after='''\
model = Model(classes=3)
model.fit(train_input().take(200))
'''),
    TransformDoc(
        "inputs", "Input functions return a tf.data.Dataset, with the batches that the iterator gave.",
        before='''\
def train_input():
    dataset = tf.data.Dataset.from_tensor_slices((x, y)).batch(32)
    return dataset.make_one_shot_iterator().get_next()
''',
        after='''\
def train_input():
    dataset = tf.data.Dataset.from_tensor_slices((x, y)).batch(32)
    return dataset
'''),
    TransformDoc(
        "layers", "tf.layers functions and classes become keras.layers.",
        before="net = tf.layers.dense(net, 128, activation=tf.nn.relu)\n",
        after='net = keras.layers.Dense(128, activation="relu")(net)\n'),
    TransformDoc(
        "contrib_layers", "tf.contrib.layers and tf.contrib.slim layers become keras.layers.",
        before="net = tf.contrib.layers.fully_connected(net, 64)\n",
        after='net = keras.layers.Dense(64, activation="relu")(net)\n'),
    TransformDoc(
        "contrib_norms", "The normalizations of tf.contrib.layers become keras.layers.",
        before="net = tf.contrib.layers.layer_norm(net)\n",
        after="net = keras.layers.LayerNormalization(epsilon=1e-12)(net)\n"),
    TransformDoc(
        "losses", "tf.losses functions become keras.losses, with TF1's weighting and reduction.",
        before="loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)\n",
        after="loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(labels, logits)\n"),
    TransformDoc(
        "optimizers", "tf.train optimizers become keras.optimizers, or exact ones where the update rules differ.",
        before="optimizer = tf.train.GradientDescentOptimizer(0.1)\n",
        after="optimizer = keras.optimizers.SGD(0.1)\n"),
    TransformDoc(
        "schedules", "Functions of the global step become keras.optimizers.schedules.",
        before="rate = tf.train.exponential_decay(0.1, tf.train.get_global_step(), 1000, 0.96)\n",
        after="rate = keras.optimizers.schedules.ExponentialDecay(0.1, 1000, 0.96)\n"),
    TransformDoc(
        "metrics", "tf.metrics functions become keras.metrics objects that test_step updates.",
        before='eval_metric_ops = {"accuracy": tf.metrics.accuracy(labels, classes)}\n',
        after='self.accuracy = keras.metrics.Accuracy(name="accuracy")\n'),
    TransformDoc(
        "initializers", "TF1 initializers become keras.initializers that draw from the same distributions.",
        before="kernel_initializer=tf.variance_scaling_initializer()\n",
        after="kernel_initializer=keras.initializers.VarianceScaling()\n"),
    TransformDoc(
        "regularizers", "tf.contrib.layers regularizers become keras.regularizers, with TF1's factor of one half.",
        before="kernel_regularizer=tf.contrib.layers.l2_regularizer(1e-4)\n",
        after="kernel_regularizer=keras.regularizers.L2(1e-4 / 2)\n"),
    TransformDoc(
        "platform", "tf.app, tf.flags, tf.logging, tf.gfile become absl and tf.io.gfile.",
        before='tf.logging.info("step %d", step)\n',
        after='logging.info("step %d", step)\n'),
    TransformDoc(
        "symbols", "Renamed functions and arguments, for every symbol that tf_upgrade_v2 knows.",
        before="x = tf.log(tf.to_float(x))\n",
        after="x = tf.math.log(tf.cast(x, tf.float32))\n"),
)


def transform_doc(name: str) -> TransformDoc | None:
    """Returns what is said about a transform, or None if there is none of that name.

    Args:
        name: the transform's name.
    """
    return next((doc for doc in CATALOG if doc.name == name), None)
