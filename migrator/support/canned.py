"""The models that `tf.estimator` brought along, with its defaults: `DNNClassifier` and its like."""
import keras
import tensorflow as tf

from migrator.support.feature_columns import InputLayer, LinearModel
from migrator.support.heads import RegressionHead, classification_head
from migrator.support.optimizers import Adagrad, Adam, Ftrl, RMSProp


class CannedModel(keras.Model):
    """Base of the canned models: the sum of the outputs of its parts are the logits of a head.

    Args:
        head: makes predictions, losses and metrics of logits.
        *parts: pairs of a layer from features to logits, and what trains it: an optimizer or a
            function that makes one.
    """

    def __init__(self, head, *parts):
        super().__init__()
        self.autocast = False
        self.head = head
        # Tuples, since checkpoints and exports look into no list of a Keras model.
        self.parts = tuple(part for part, _ in parts)
        self.optimizers = tuple(optimizer() if callable(optimizer) else optimizer for _, optimizer in parts)
        for part, optimizer in zip(self.parts, self.optimizers):
            optimizer.build(part.trainable_variables)
        self.built = True
        self.compile(optimizer=self.optimizers[0], jit_compile=False)

    @property
    def metrics(self):
        return self.head.metrics

    def call(self, features, training=False):
        return tf.add_n([part(features, training=training) for part in self.parts])

    def train_step(self, data):
        features, labels, _ = keras.utils.unpack_x_y_sample_weight(data)
        variables = [part.trainable_variables for part in self.parts]
        with tf.GradientTape() as tape:
            loss = self.head.loss(labels, self(features, training=True), features)
        gradients = tape.gradient(loss, variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            for optimizer, pairs in zip(self.optimizers, zip(gradients, variables)):
                optimizer.apply(*pairs)
        return {"loss": loss}

    def test_step(self, data):
        features, labels, _ = keras.utils.unpack_x_y_sample_weight(data)
        logits = self(features, training=False)
        with tf.control_dependencies([logits]):  # No update where the data end.
            self.head.update_metrics(labels, logits, features)
        return self.head.results()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.head.predictions(self(features, training=False))

    def export_outputs(self, features):
        """Returns the outputs of the signatures of an export."""
        return self.head.export_outputs(self(features, training=False))

    def named_weights(self):
        """Returns the weights by the names that TF1 gave to them."""
        return {name: weight for part in self.parts for name, weight in part.named_weights().items()}


class DNN(keras.layers.Layer):
    """Dense layers over feature columns, and one for the logits.

    Args:
        units: number of logits.
        hidden_units: sizes of the hidden layers.
        feature_columns: dense columns; see `InputLayer`.
        activation_fn: activation of the hidden layers.
        dropout: rate of the dropout behind each; None for none.
        batch_norm: whether to normalize behind each.
    """

    def __init__(
        self, units, hidden_units, feature_columns, activation_fn=tf.nn.relu, dropout=None, batch_norm=False
    ):
        super().__init__(autocast=False)
        self.input_layer = InputLayer(feature_columns)
        network = []
        for i, size in enumerate(hidden_units):
            network.append(keras.layers.Dense(int(size), activation_fn, name=f"hiddenlayer_{i}"))
            if dropout is not None:
                network.append(keras.layers.Dropout(dropout))
            if batch_norm:
                network.append(keras.layers.BatchNormalization(momentum=0.999, name=f"batchnorm_{i}"))
        network.append(keras.layers.Dense(units, name="logits"))
        self.network = tuple(network)
        width = sum(column.variable_shape.num_elements() for column in self.input_layer.columns)
        self.logits(tf.zeros([1, width]))  # Creates the weights.

    def call(self, features, training=False):
        return self.logits(self.input_layer(features), training)

    def logits(self, net, training=False):
        for layer in self.network:
            net = layer(net, training=training)
        return net

    def named_weights(self):
        """Returns the weights by the names that TF1 gave to them."""
        named = {
            f"dnn/input_from_feature_columns/input_layer/{column.name}/{name}": weight
            for (column, name), weight in self.input_layer.state.weights.items()
        }
        for layer in self.network:
            scope = layer.name
            if isinstance(layer, keras.layers.BatchNormalization):
                scope = f"{scope.replace('batchnorm', 'hiddenlayer')}/{scope}"
            named.update((f"dnn/{scope}/{weight.name}", weight) for weight in layer.weights)
        return named


class DNNClassifier(CannedModel):
    """`tf.estimator.DNNClassifier`; see `DNN` and `classification_head`."""

    def __init__(
        self,
        hidden_units,
        feature_columns,
        n_classes=2,
        weight_column=None,
        label_vocabulary=None,
        optimizer=lambda: Adagrad(0.05),
        activation_fn=tf.nn.relu,
        dropout=None,
        loss_reduction="sum",
        batch_norm=False,
    ):
        head = classification_head(n_classes, weight_column, label_vocabulary, loss_reduction)
        dnn = DNN(head.units, hidden_units, feature_columns, activation_fn, dropout, batch_norm)
        super().__init__(head, (dnn, optimizer))


class DNNRegressor(CannedModel):
    """`tf.estimator.DNNRegressor`; see `DNN` and `RegressionHead`."""

    def __init__(
        self,
        hidden_units,
        feature_columns,
        label_dimension=1,
        weight_column=None,
        optimizer=lambda: Adagrad(0.05),
        activation_fn=tf.nn.relu,
        dropout=None,
        loss_reduction="sum",
        batch_norm=False,
    ):
        head = RegressionHead(label_dimension, weight_column, loss_reduction)
        dnn = DNN(head.units, hidden_units, feature_columns, activation_fn, dropout, batch_norm)
        super().__init__(head, (dnn, optimizer))


class LinearClassifier(CannedModel):
    """`tf.estimator.LinearClassifier`; see `LinearModel` and `classification_head`."""

    def __init__(
        self,
        feature_columns,
        n_classes=2,
        weight_column=None,
        label_vocabulary=None,
        optimizer=lambda: Ftrl(0.2),
        loss_reduction="sum",
        sparse_combiner="sum",
    ):
        head = classification_head(n_classes, weight_column, label_vocabulary, loss_reduction)
        super().__init__(head, (LinearModel(feature_columns, head.units, sparse_combiner), optimizer))


class LinearRegressor(CannedModel):
    """`tf.estimator.LinearRegressor`; see `LinearModel` and `RegressionHead`."""

    def __init__(
        self,
        feature_columns,
        label_dimension=1,
        weight_column=None,
        optimizer=lambda: Ftrl(0.2),
        loss_reduction="sum",
        sparse_combiner="sum",
    ):
        head = RegressionHead(label_dimension, weight_column, loss_reduction)
        super().__init__(head, (LinearModel(feature_columns, head.units, sparse_combiner), optimizer))


class DNNLinearCombinedModel(CannedModel):
    """A deep part and a wide one, each with an optimizer of its own; see `DNN` and `LinearModel`."""

    def __init__(
        self,
        head,
        linear_feature_columns=None,
        linear_optimizer=lambda: Ftrl(0.005),
        dnn_feature_columns=None,
        dnn_optimizer=lambda: Adagrad(0.001),
        dnn_hidden_units=None,
        dnn_activation_fn=tf.nn.relu,
        dnn_dropout=None,
        batch_norm=False,
        linear_sparse_combiner="sum",
    ):
        parts = []
        if dnn_feature_columns:
            dnn = DNN(
                head.units, dnn_hidden_units, dnn_feature_columns, dnn_activation_fn, dnn_dropout, batch_norm
            )
            parts.append((dnn, dnn_optimizer))
        if linear_feature_columns:
            linear = LinearModel(linear_feature_columns, head.units, linear_sparse_combiner)
            parts.append((linear, linear_optimizer))
        if not parts:
            raise ValueError("Either linear_feature_columns or dnn_feature_columns must be defined.")
        super().__init__(head, *parts)


class DNNLinearCombinedClassifier(DNNLinearCombinedModel):
    """`tf.estimator.DNNLinearCombinedClassifier`; see `DNNLinearCombinedModel` and `classification_head`."""

    def __init__(
        self, n_classes=2, weight_column=None, label_vocabulary=None, loss_reduction="sum", **parts
    ):
        super().__init__(classification_head(n_classes, weight_column, label_vocabulary, loss_reduction), **parts)


class DNNLinearCombinedRegressor(DNNLinearCombinedModel):
    """`tf.estimator.DNNLinearCombinedRegressor`; see `DNNLinearCombinedModel` and `RegressionHead`."""

    def __init__(self, label_dimension=1, weight_column=None, loss_reduction="sum", **parts):
        super().__init__(RegressionHead(label_dimension, weight_column, loss_reduction), **parts)


class Bias(keras.layers.Layer):
    """Gives each example the same logits, whatever its features."""

    def __init__(self, units):
        super().__init__(autocast=False)
        self.bias = self.add_weight(shape=(units,), initializer="zeros", name="bias")

    def call(self, features):
        batch = tf.shape(tf.nest.flatten(features)[0])[0]
        return tf.tile(self.bias.value[tf.newaxis], [batch, 1])

    def named_weights(self):
        """Returns the weights by the names that TF1 gave to them."""
        return {"baseline/bias": self.bias}


class BaselineClassifier(CannedModel):
    """`tf.estimator.BaselineClassifier`: learns how frequent the classes are; see `classification_head`."""

    def __init__(
        self,
        n_classes=2,
        weight_column=None,
        label_vocabulary=None,
        optimizer=lambda: Ftrl(0.3),
        loss_reduction="sum",
    ):
        head = classification_head(n_classes, weight_column, label_vocabulary, loss_reduction)
        super().__init__(head, (Bias(head.units), optimizer))


class BaselineRegressor(CannedModel):
    """`tf.estimator.BaselineRegressor`: learns the mean of the labels; see `RegressionHead`."""

    def __init__(
        self, label_dimension=1, weight_column=None, optimizer=lambda: Ftrl(0.3), loss_reduction="sum"
    ):
        head = RegressionHead(label_dimension, weight_column, loss_reduction)
        super().__init__(head, (Bias(head.units), optimizer))


def named_optimizer(optimizer, learning_rate):
    """Returns the optimizer of a name that `tf.estimator` knew, with a learning rate; anything else as it is."""
    if not isinstance(optimizer, str):
        return optimizer
    known = {"Adagrad": Adagrad, "Adam": Adam, "Ftrl": Ftrl, "RMSProp": RMSProp, "SGD": keras.optimizers.SGD}
    return known[optimizer](learning_rate)
