import math

import tensorflow as tf

from tf1_semantics import Adagrad, LinearRegressor, clip_gradients_by_norm, predict_examples


def train(columns, steps, periods=10):
    steps_per_period = steps / periods
    regressor = LinearRegressor(
        feature_columns=columns,
        optimizer=clip_gradients_by_norm(Adagrad(0.1), 5.0))
    regressor.steps_per_execution = 20
    for period in range(periods):
        regressor.fit(tf.data.Dataset.from_tensors(({'x': [[1.0]]}, [1.0])).repeat().take(math.ceil(steps_per_period)),
                      verbose=0)
    return list(predict_examples(regressor, tf.data.Dataset.from_tensors({'x': [[1.0]]})))
