import argparse
import functools
import keras
import tensorflow as tf

from tf1_semantics import (
    Adagrad,
    Adam,
    BaselineRegressor,
    DNNLinearCombinedRegressor,
    DNNRegressor,
    Estimator,
    Ftrl,
    LinearRegressor,
    Momentum,
    RMSProp,
    named_optimizer,
)

parser = argparse.ArgumentParser()
parser.add_argument("--optimizer", default="Adam")
args = parser.parse_args()
columns = [tf.feature_column.embedding_column(
    tf.feature_column.categorical_column_with_identity("id", 9), 4)]


def decaying():
    return Adam(
        learning_rate=keras.optimizers.schedules.ExponentialDecay(
            initial_learning_rate=0.1, decay_steps=1000, decay_rate=0.96))


momentum = Momentum(0.1, 0.9)
models = {
    "flag": Estimator(DNNRegressor([8], columns, optimizer=named_optimizer(args.optimizer, 0.05))),
    "name": Estimator(
        DNNRegressor([8], columns, label_dimension=1, weight_column="w", optimizer=keras.optimizers.SGD(0.05))),
    "combined": Estimator(DNNLinearCombinedRegressor(
        dnn_feature_columns=columns, dnn_hidden_units=[4], dnn_optimizer=RMSProp(0.001),
        linear_optimizer=named_optimizer(args.optimizer, 0.005))),
    "decaying": Estimator(DNNRegressor([8], columns, optimizer=decaying)),
    "lambda": Estimator(LinearRegressor(columns, optimizer=lambda: Ftrl(
        learning_rate=0.05))),
    "variable": Estimator(LinearRegressor(columns, optimizer=momentum)),
    "partial": Estimator(DNNRegressor([8], columns, optimizer=functools.partial(Adagrad, 0.1))),
    "class": Estimator(DNNRegressor([8], columns, optimizer=Adam)),
    "default": Estimator(BaselineRegressor(optimizer=Ftrl(0.3))),
}
