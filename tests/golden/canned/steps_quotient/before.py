import tensorflow as tf


def train(columns, steps, periods=10):
    steps_per_period = steps / periods
    regressor = tf.estimator.LinearRegressor(
        feature_columns=columns,
        optimizer=tf.contrib.estimator.clip_gradients_by_norm(tf.train.AdagradOptimizer(0.1), 5.0))
    for period in range(periods):
        regressor.train(lambda: tf.data.Dataset.from_tensors(({'x': [[1.0]]}, [1.0])).repeat(), steps=steps_per_period)
    return list(regressor.predict(lambda: tf.data.Dataset.from_tensors({'x': [[1.0]]})))
