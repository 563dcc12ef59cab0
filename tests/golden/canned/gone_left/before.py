import tensorflow as tf


def trees(columns):
    return tf.estimator.BoostedTreesClassifier(columns, n_batches_per_layer=1, n_trees=50)


clusters = tf.contrib.factorization.KMeansClustering(num_clusters=3)
dual = tf.estimator.LinearClassifier(columns, optimizer=tf.estimator.experimental.LinearSDCA("id"))
adam = tf.estimator.DNNClassifier([8], columns, optimizer=tf.keras.optimizers.Adam(0.01))
mine = tf.estimator.DNNClassifier([8], columns, optimizer="Nadam")
