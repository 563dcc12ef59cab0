import argparse
import functools
import tensorflow as tf

parser = argparse.ArgumentParser()
parser.add_argument("--optimizer", default="Adam")
args = parser.parse_args()
columns = [tf.feature_column.embedding_column(
    tf.feature_column.categorical_column_with_identity("id", 9), 4)]


def decaying():
    return tf.train.AdamOptimizer(
        learning_rate=tf.train.exponential_decay(
            learning_rate=0.1, global_step=tf.train.get_global_step(), decay_steps=1000, decay_rate=0.96))


momentum = tf.train.MomentumOptimizer(0.1, 0.9)
models = {
    "flag": tf.estimator.DNNRegressor([8], columns, optimizer=args.optimizer),
    "name": tf.estimator.DNNRegressor([8], columns, None, 1, "w", "SGD"),
    "combined": tf.estimator.DNNLinearCombinedRegressor(
        dnn_feature_columns=columns, dnn_hidden_units=[4], dnn_optimizer="RMSProp", linear_optimizer=args.optimizer),
    "decaying": tf.estimator.DNNRegressor([8], columns, optimizer=decaying),
    "lambda": tf.estimator.LinearRegressor(columns, optimizer=lambda: tf.train.FtrlOptimizer(
        learning_rate=0.05)),
    "variable": tf.estimator.LinearRegressor(columns, optimizer=momentum),
    "partial": tf.estimator.DNNRegressor([8], columns, optimizer=functools.partial(tf.train.AdagradOptimizer, 0.1)),
    "class": tf.estimator.DNNRegressor([8], columns, optimizer=tf.train.AdamOptimizer),
    "default": tf.estimator.BaselineRegressor(optimizer="Ftrl"),
}
