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


class SequenceInputLayer(InputLayer):
    """`tf.contrib.feature_column.sequence_input_layer`: turns features that are sequences into one tensor.

    Args:
        feature_columns: sequence columns of `tf.feature_column`, numeric or wrapped in indicator or
            embedding columns: an iterable of them, or one.
        **kwargs: arguments of `keras.layers.Layer`.

    Call arguments:
        features: sparse tensors of shape [batch, steps, …], by name.

    Returns:
        A float32 tensor of shape [batch, steps, sum of the widths of the columns], and the lengths
        of the sequences, of shape [batch].
    """

    def call(self, features):
        cache = tf.__internal__.feature_column.FeatureTransformationCache(features)
        parts, lengths = [], []
        for column in self.columns:
            part, length = column.get_sequence_dense_tensor(cache, self.state)
            shape = tf.shape(part)
            parts.append(tf.reshape(part, [shape[0], shape[1], column.variable_shape.num_elements()]))
            lengths.append(length)
        for length in lengths:
            tf.debugging.assert_equal(length, lengths[0])
        return tf.concat(parts, axis=-1), lengths[0]


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


class SharedEmbeddingColumn(
    tf.__internal__.feature_column.DenseColumn, tf.__internal__.feature_column.SequenceDenseColumn
):
    """One of the columns of `shared_embedding_columns`.

    Args:
        embedding: an embedding column that has all but the weights.
    """

    def __init__(self, embedding):
        self.embedding = embedding
        self.owner = self  # The column that the weights belong to.

    @property
    def name(self):
        return f"{self.embedding.categorical_column.name}_shared_embedding"

    @property
    def parents(self):
        return [self.embedding.categorical_column]

    @property
    def parse_example_spec(self):
        return self.embedding.parse_example_spec

    @property
    def variable_shape(self):
        return self.embedding.variable_shape

    @property
    def _is_v2_column(self):
        return True

    def create_state(self, state):
        self.embedding.create_state(SharedState(state, self.owner))

    def transform_feature(self, cache, state):
        return self.embedding.transform_feature(cache, state)

    def get_dense_tensor(self, cache, state):
        return self.embedding.get_dense_tensor(cache, SharedState(state, self.owner))

    def get_sequence_dense_tensor(self, cache, state):
        return self.embedding.get_sequence_dense_tensor(cache, SharedState(state, self.owner))


def shared_embedding_columns(
    categorical_columns, dimension, combiner="mean", initializer=None, max_norm=None, trainable=True
):
    """`tf.feature_column.shared_embedding_columns`: embeddings with the same weights, within one layer.

    Args:
        categorical_columns: categorical columns with equally many ids.
        dimension, combiner, initializer, max_norm, trainable: see `tf.feature_column.embedding_column`.

    Returns:
        A list of columns.
    """
    columns = [
        SharedEmbeddingColumn(
            tf.feature_column.embedding_column(
                column, dimension, combiner, initializer, max_norm=max_norm, trainable=trainable
            )
        )
        for column in categorical_columns
    ]
    for column in columns:
        column.owner = columns[0]
    return columns


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


class SharedState:
    """The `ColumnState` of a layer for a column whose weights belong to another column."""

    def __init__(self, state, owner):
        self.state = state
        self.owner = owner
        self.has_resource = state.has_resource
        self.add_resource = state.add_resource
        self.get_resource = state.get_resource

    def create_variable(self, column, name, **kwargs):
        if (self.owner, name) not in self.state.weights:
            self.state.create_variable(self.owner, name, **kwargs)

    def get_variable(self, column, name):
        return self.state.get_variable(self.owner, name)
