import tensorflow as tf

from columns import feature_column


def network(features):
    return feature_column.input_layer(features, [feature_column.numeric_column("age")])
