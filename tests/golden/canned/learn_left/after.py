import tensorflow as tf

columns = [tf.feature_column.numeric_column("x")]
# TODO(migrator): MIG176 DNNRegressor is given gradient_clip_norm
clipped = tf.contrib.learn.DNNRegressor([8], columns, gradient_clip_norm=5.0)
# TODO(migrator): MIG176 LinearClassifier is given feature_engineering_fn
engineered = tf.contrib.learn.LinearClassifier(columns, feature_engineering_fn=engineer)
# TODO(migrator): MIG176 LinearRegressor is given enable_centered_bias
centered = tf.contrib.learn.LinearRegressor(columns, enable_centered_bias=True)
# TODO(migrator): MIG176 tf.contrib.learn.DNNLinearCombinedClassifier: use that of tf.estimator with the columns of tf.feature_column, and migrate again
both = tf.contrib.learn.DNNLinearCombinedClassifier(linear_feature_columns=columns, dnn_feature_columns=columns)
# TODO(migrator): MIG176 its fit is given monitors
watched = tf.contrib.learn.DNNClassifier([8], columns)
watched.fit(input_fn=input_fn, steps=10, monitors=[monitor])
