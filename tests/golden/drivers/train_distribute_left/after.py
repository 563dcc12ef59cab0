import keras
import tensorflow as tf

from tf1_semantics import DistributedEstimator, LinearRegressor, RunConfig, multi_worker_strategy

# Variables on servers.
# TODO(migrator): MIG286 Keras 3 trains no model with parameter servers; MultiWorkerMirroredStrategy is the nearest that works
servers = tf.contrib.distribute.ParameterServerStrategy()
several = multi_worker_strategy()
# TODO(migrator): MIG142 RunConfig has the field experimental_distribute
# TODO(migrator): MIG100 tf.contrib.distribute.DistributeConfig: tf.contrib is gone
config = tf.estimator.RunConfig(
    model_dir='/tmp/model',
    experimental_distribute=tf.contrib.distribute.DistributeConfig(train_distribute=several))
config = RunConfig(train_distribute=several)

optimizer = keras.optimizers.Adagrad(0.1, epsilon=0.0)
columns = [tf.feature_column.numeric_column('x')]
# TODO(migrator): MIG142 its optimizer is made before the model is, and the strategy has to make both
classifier = tf.estimator.DNNClassifier([10], columns, optimizer=optimizer, config=config)
regressor = DistributedEstimator(lambda: LinearRegressor(columns), config=config)
regressor.train(input_fn)
