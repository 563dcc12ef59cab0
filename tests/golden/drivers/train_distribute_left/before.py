import tensorflow as tf

# Variables on servers.
servers = tf.contrib.distribute.ParameterServerStrategy()
several = tf.distribute.experimental.MultiWorkerMirroredStrategy(
    communication=tf.distribute.experimental.CollectiveCommunication.RING)
config = tf.estimator.RunConfig(
    model_dir='/tmp/model',
    experimental_distribute=tf.contrib.distribute.DistributeConfig(train_distribute=several))
config = tf.estimator.RunConfig(train_distribute=several, eval_distribute=several)

optimizer = tf.train.AdagradOptimizer(0.1)
columns = [tf.feature_column.numeric_column('x')]
classifier = tf.estimator.DNNClassifier([10], columns, optimizer=optimizer, config=config)
regressor = tf.estimator.LinearRegressor(columns, config=config)
regressor.train(input_fn)
