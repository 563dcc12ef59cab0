"""What consumed the columns of `tf.feature_column`, as Keras layers."""
import keras
import tensorflow as tf


class InputLayer(keras.layers.Layer):
    """`tf.feature_column.input_layer`: turns a dictionary of features into one matrix.

    The columns compute what they computed in TF1, and stand next to each other in the order of
    their names. Their embedding tables are weights of this layer.

    Args:
        feature_columns: numeric, bucketized, indicator or embedding columns of
            `tf.feature_column`: an iterable of them, or one.
        **kwargs: arguments of `keras.layers.Layer`.

    Call arguments:
        features: tensors or sparse tensors of shape [batch] or [batch, …], by name.

    Returns:
        A float32 tensor of shape [batch, sum of the widths of the columns].
    """

    def __init__(self, feature_columns, **kwargs):
        super().__init__(autocast=False, **kwargs)
        self.columns = columns_by_name(feature_columns)
        self.tables = tf.Module()  # Holds the vocabularies' lookup tables, to be exported with the layer.
        self.state = ColumnState(self)
        for column in self.columns:
            column.create_state(self.state)

    def call(self, features):
        cache = tf.__internal__.feature_column.FeatureTransformationCache(features)
        return tf.concat([flat_columns(column, cache, self.state) for column in self.columns], axis=1)


class LinearModel(keras.layers.Layer):
    """`tf.feature_column.linear_model`: a weighted sum over feature columns, plus a bias.

    All weights start at zero. A categorical column has one for each of its ids, and adds up those of
    the ids of an example.

    Args:
        feature_columns: columns of `tf.feature_column`, dense or categorical: an iterable of them, or one.
        units: number of outputs.
        sparse_combiner: what is made of the weights of several ids: "sum", "mean" or "sqrtn".
        **kwargs: arguments of `keras.layers.Layer`.

    Call arguments:
        features: tensors or sparse tensors of shape [batch] or [batch, …], by name.

    Returns:
        A float32 tensor of shape [batch, units].
    """

    def __init__(self, feature_columns, units=1, sparse_combiner="sum", **kwargs):
        super().__init__(autocast=False, **kwargs)
        self.columns = columns_by_name(feature_columns)
        self.sparse_combiner = sparse_combiner
        self.tables = tf.Module()  # Holds the vocabularies' lookup tables, to be exported with the layer.
        self.state = ColumnState(self)
        for column in self.columns:
            column.create_state(self.state)
            width = column.num_buckets if is_categorical(column) else column.variable_shape.num_elements()
            self.state.create_variable(column, "weights", (width, units), initializer="zeros")
        self.bias = self.add_weight(shape=(units,), initializer="zeros", name="bias_weights")

    def call(self, features):
        cache = tf.__internal__.feature_column.FeatureTransformationCache(features)
        return tf.add_n([self.weighted_sum(column, cache) for column in self.columns]) + self.bias

    def weighted_sum(self, column, cache):
        weights = self.state.get_variable(column, "weights")
        if not is_categorical(column):
            return tf.matmul(flat_columns(column, cache, self.state), weights)
        ids, factors = column.get_sparse_tensors(cache, self.state)
        rows = [ids.dense_shape[0], -1]
        return tf.nn.safe_embedding_lookup_sparse(
            weights,
            tf.sparse.reshape(ids, rows),
            None if factors is None else tf.sparse.reshape(factors, rows),
            combiner=self.sparse_combiner,
        )

    def named_weights(self):
        """Returns the weights by the names that TF1 gave to them in a canned model."""
        named = {f"{column.name}/{name}": weight for (column, name), weight in self.state.weights.items()}
        return {f"linear/linear_model/{name}": weight for name, weight in {**named, "bias_weights": self.bias}.items()}


def columns_by_name(columns):
    """Returns feature columns in the order of their names; of one column, a list."""
    if isinstance(columns, tf.__internal__.feature_column.FeatureColumn):
        columns = [columns]
    return sorted(columns, key=lambda column: column.name)


def is_categorical(column):
    """Whether a feature column gives ids; a bucketized column gives ids or a dense tensor."""
    return hasattr(column, "num_buckets")


def flat_columns(column, cache, state):
    """Returns the dense tensor of a feature column in the shape [batch, width of the column]."""
    tensor = column.get_dense_tensor(cache, state)
    return tf.reshape(tensor, [tf.shape(tensor)[0], column.variable_shape.num_elements()])


class ColumnState:
    """The weights and lookup tables of the feature columns of a layer.

    This is the `StateManager` that the columns ask for what they made before.
    """

    def __init__(self, layer):
        self.layer = layer
        self.weights = {}
        self.resources = {}

    def create_variable(self, column, name, shape, dtype=None, trainable=True, use_resource=True, initializer=None):
        self.weights[column, name] = self.layer.add_weight(
            shape=shape, dtype=dtype, trainable=trainable, initializer=initializer, name=column.name.replace("/", "_"))

    def get_variable(self, column, name):
        return self.weights[column, name].value

    def has_resource(self, column, name):
        return (column, name) in self.resources

    def add_resource(self, column, name, resource):
        self.resources[column, name] = resource
        setattr(self.layer.tables, f"table_{len(self.resources)}", resource)

    def get_resource(self, column, name):
        return self.resources[column, name]
