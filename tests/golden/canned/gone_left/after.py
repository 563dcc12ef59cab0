import tensorflow as tf


def trees(columns):
    # TODO(migrator): MIG176 tf.estimator.BoostedTreesClassifier: the package ydf trains boosted trees, by another algorithm
    return tf.estimator.BoostedTreesClassifier(columns, n_batches_per_layer=1, n_trees=50)


# TODO(migrator): MIG176 tf.contrib.factorization.KMeansClustering: scikit-learn clusters with k-means
clusters = tf.contrib.factorization.KMeansClustering(num_clusters=3)
# TODO(migrator): MIG176 tf.estimator.experimental.LinearSDCA: nothing trains by stochastic dual coordinate ascent
# TODO(migrator): MIG174 tf.estimator.experimental.LinearSDCA is no optimizer of tf.train
dual = tf.estimator.LinearClassifier(columns, optimizer=tf.estimator.experimental.LinearSDCA("id"))
# TODO(migrator): MIG174 tf.keras.optimizers.Adam is no optimizer of tf.train
adam = tf.estimator.DNNClassifier([8], columns, optimizer=tf.keras.optimizers.Adam(0.01))
# TODO(migrator): MIG174 no optimizer is called Nadam
mine = tf.estimator.DNNClassifier([8], columns, optimizer="Nadam")
