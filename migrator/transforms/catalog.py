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
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    train_op = optimizer.minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
''',
        after='''\
class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.logits = keras.layers.Dense(params["classes"])
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        return self.logits(features["x"])

    def predictions(self, logits):
        return {"logits": logits}

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(
            labels, logits, from_logits=True))

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
'''),
    TransformDoc(
        "drivers", "Estimator(...), train, evaluate, predict, train_and_evaluate become compile, fit, evaluate, predict.",
        before='''\
def model_fn(features, labels, mode):
    outputs = tf.layers.dense(features, 1)
    loss = tf.reduce_mean(tf.square(outputs - labels))
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    train_op = optimizer.minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn():
    return tf.data.Dataset.from_tensor_slices((x, y)).batch(32)


estimator = tf.estimator.Estimator(model_fn)
estimator.train(input_fn, steps=200)
print(estimator.evaluate(input_fn))
''',
        after='''\
class Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        return self.dense(features)

    def loss_fn(self, labels, outputs):
        return tf.reduce_mean(tf.square(outputs - labels))

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(labels, self(features, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        loss = self.loss_fn(labels, self(features, training=False))
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()


def input_fn():
    return tf.data.Dataset.from_tensor_slices((x, y)).batch(32)


estimator = Model()
estimator.steps_per_execution = 20
estimator.fit(input_fn().take(200), verbose=0)
print({**estimator.evaluate(input_fn(), return_dict=True, verbose=0),
       'global_step': int(estimator.optimizer.iterations)})
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
        after="net = keras.layers.Dense(128, activation='relu')(net)\n"),
    TransformDoc(
        "contrib_layers", "tf.contrib.layers and tf.contrib.slim layers become keras.layers.",
        before="net = tf.contrib.layers.fully_connected(net, 64)\n",
        after="net = keras.layers.Dense(64, activation='relu')(net)\n"),
    TransformDoc(
        "contrib_norms", "The normalizations of tf.contrib.layers become keras.layers.",
        before="net = tf.contrib.layers.layer_norm(net)\n",
        after="net = LayerNorm()(net)\n"),
    TransformDoc(
        "contrib_functions", "Functions of tf.contrib.layers without variables become those of today's TensorFlow.",
        before="probabilities = tf.contrib.layers.softmax(logits)\n",
        after="probabilities = tf.nn.softmax(logits)\n"),
    TransformDoc(
        "contrib_stacks", "tf.contrib.layers.stack and repeat become a keras.Sequential of the layers that they made.",
        before="net = tf.contrib.layers.stack(net, tf.contrib.layers.fully_connected, hidden_units)\n",
        after='''\
net = keras.Sequential(
    [keras.layers.Dense(units, activation='relu') for units in hidden_units])(net)
'''),
    TransformDoc(
        "losses", "tf.losses functions become keras.losses, with TF1's weighting and reduction.",
        before="loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)\n",
        after='''\
loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(
    labels, logits, from_logits=True))
'''),
    TransformDoc(
        "contrib_losses", "tf.contrib.losses functions become what tf.losses becomes; their labels come first.",
        before="loss = tf.contrib.losses.sparse_softmax_cross_entropy(logits, labels)\n",
        after='''\
loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(
    labels, logits, from_logits=True))
'''),
    TransformDoc(
        "optimizers", "tf.train optimizers become keras.optimizers, or exact ones where the update rules differ.",
        before="optimizer = tf.train.GradientDescentOptimizer(0.1)\n",
        after="optimizer = keras.optimizers.SGD(0.1)\n"),
    TransformDoc(
        "schedules", "Functions of the global step become keras.optimizers.schedules.",
        before="rate = tf.train.exponential_decay(0.1, tf.train.get_global_step(), 1000, 0.96)\n",
        after="rate = keras.optimizers.schedules.ExponentialDecay(0.1, 1000, 0.96)\n"),
    TransformDoc(
        "metrics", "tf.metrics functions become keras.metrics objects, each called with what TF1 streamed into it.",
        before="accuracy = tf.metrics.accuracy(labels, classes)\n",
        after="accuracy = keras.metrics.Accuracy()(labels, classes)\n"),
    TransformDoc(
        "contrib_metrics", "tf.contrib.metrics functions become keras.metrics objects; their labels come first.",
        before="accuracy = tf.contrib.metrics.streaming_accuracy(classes, labels)\n",
        after="accuracy = keras.metrics.Accuracy()(labels, classes)\n"),
    TransformDoc(
        "feature_columns", "tf.feature_column.input_layer becomes a layer that computes the same columns.",
        before="net = tf.feature_column.input_layer(features, columns)\n",
        after="net = InputLayer(columns)(features)\n"),
    TransformDoc(
        "canned", "tf.estimator.DNNClassifier and its like become Keras models of the same names.",
        before='''\
classifier = tf.estimator.DNNClassifier(
    feature_columns=columns,
    hidden_units=[10, 10],
    n_classes=3,
    optimizer="Adam")
classifier.train(lambda: train_input_fn(x, y), steps=100)
''',
        after='''\
classifier = DNNClassifier(
    feature_columns=columns,
    hidden_units=[10, 10],
    n_classes=3,
    optimizer=Adam(0.05))
classifier.steps_per_execution = 20
classifier.fit(as_dataset(train_input_fn(x, y)).take(100), verbose=0)
'''),
    TransformDoc(
        "heads", "Heads, which made specs of logits, become the support module's heads; a model_fn with one has its predictions, "
                 "loss and metrics made by it.",
        before='head = tf.contrib.estimator.regression_head(weight_column="weight")\n',
        after='''\
head = RegressionHead(
    weight_column="weight", loss_reduction="sum_over_batch_size")
'''),
    TransformDoc(
        "initializers", "TF1 initializers become keras.initializers that draw from the same distributions.",
        before="initializer = tf.variance_scaling_initializer()\n",
        after='''\
initializer = keras.initializers.VarianceScaling(
    seed=keras.random.SeedGenerator())
'''),
    TransformDoc(
        "regularizers", "tf.contrib.layers regularizers become keras.regularizers, with TF1's factor of one half.",
        before="regularizer = tf.contrib.layers.l2_regularizer(scale)\n",
        after="regularizer = keras.regularizers.L2(0.5 * scale)\n"),
    TransformDoc(
        "recurrent", "RNN cells with TF1's variables, dynamic_rnn and its kin, conditional random fields.",
        before="cell = tf.nn.rnn_cell.GRUCell(64)\noutputs, state = tf.nn.dynamic_rnn(cell, x, lengths, dtype=tf.float32)\n",
        after="cell = PackedGRUCell(64)\noutputs, state = dynamic_rnn(cell, x, lengths)\n"),
    TransformDoc(
        "platform", "tf.app, tf.flags, tf.logging, tf.gfile become absl and tf.io.gfile.",
        before='tf.logging.info("step %d", step)\n',
        after='logging.info("step %d", step)\n'),
    TransformDoc(
        "symbols", "Renamed functions and arguments, for every symbol that tf_upgrade_v2 knows.",
        before="x = tf.log(tf.to_float(x))\n",
        after="x = tf.math.log(tf.cast(x, tf.float32))\n"),
    TransformDoc(
        "numpy_names", "Names that NumPy 2 no longer has, such as np.float, in programs that use TF.",
        before="import numpy as np\nids = np.array(ids, dtype=np.int)\n",
        after="ids = np.array(ids, dtype=int)\n"),
)


def transform_doc(name: str) -> TransformDoc | None:
    """Returns what is said about a transform, or None if there is none of that name.

    Args:
        name: the transform's name.
    """
    return next((doc for doc in CATALOG if doc.name == name), None)
