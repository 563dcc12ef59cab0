"""`tf.feature_column.input_layer` as a Keras layer."""
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
        if isinstance(feature_columns, tf.__internal__.feature_column.DenseColumn):
            feature_columns = [feature_columns]
        self.columns = sorted(feature_columns, key=lambda column: column.name)
        self.tables = tf.Module()  # Holds the vocabularies' lookup tables, to be exported with the layer.
        self.state = ColumnState(self)
        for column in self.columns:
            column.create_state(self.state)

    def call(self, features):
        cache = tf.__internal__.feature_column.FeatureTransformationCache(features)
        parts = []
        for column in self.columns:
            part = column.get_dense_tensor(cache, self.state)
            parts.append(tf.reshape(part, [tf.shape(part)[0], column.variable_shape.num_elements()]))
        return tf.concat(parts, axis=1)


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
