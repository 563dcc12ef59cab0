import tensorflow as tf

columns = [tf.contrib.layers.real_valued_column("x")]
clipped = tf.contrib.learn.DNNRegressor([8], columns, gradient_clip_norm=5.0)
engineered = tf.contrib.learn.LinearClassifier(columns, feature_engineering_fn=engineer)
centered = tf.contrib.learn.LinearRegressor(columns, enable_centered_bias=True)
both = tf.contrib.learn.DNNLinearCombinedClassifier(linear_feature_columns=columns, dnn_feature_columns=columns)
watched = tf.contrib.learn.DNNClassifier([8], columns)
watched.fit(input_fn=input_fn, steps=10, monitors=[monitor])
