import tensorflow as tf

vocabulary = tf.estimator.VocabInfo(new_vocabulary, 10, 0, '/tmp/words')
settings = tf.estimator.WarmStartSettings('/tmp/first', var_name_to_vocab_info={'words': vocabulary})
columns = [tf.feature_column.numeric_column('x')]
classifier = tf.estimator.LinearClassifier(columns, warm_start_from=settings)
classifier.train(input_fn)
