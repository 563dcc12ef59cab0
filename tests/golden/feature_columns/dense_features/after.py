import tensorflow as tf

from tf1_semantics import InputLayer

columns = [tf.feature_column.numeric_column('vectors', shape=6)]
model = tf.keras.Sequential([InputLayer(columns, name='inputs'), tf.keras.layers.Dense(3)])


def compute(vectors):
    net = InputLayer(columns)({'vectors': vectors})
    inputs = InputLayer(feature_columns=columns, trainable=False)
    return [net, inputs({'vectors': vectors})]
