import tensorflow as tf

columns = [tf.feature_column.numeric_column('vectors', shape=6)]
model = tf.keras.Sequential([tf.keras.layers.DenseFeatures(columns, name='inputs'), tf.keras.layers.Dense(3)])


def compute(vectors):
    net = tf.keras.layers.DenseFeatures(columns)({'vectors': vectors})
    inputs = tf.keras.layers.DenseFeatures(feature_columns=columns, trainable=False)
    return [net, inputs({'vectors': vectors})]
