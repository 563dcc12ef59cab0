import tensorflow as tf

from tf1_semantics import Estimator, LinearClassifier

# TODO(migrator): MIG100 tf.estimator.VocabInfo: use keras.Model with fit, evaluate and predict
vocabulary = tf.estimator.VocabInfo(new_vocabulary, 10, 0, '/tmp/words')
# TODO(migrator): MIG140 the warm start is given vocabularies (var_name_to_vocab_info)
settings = tf.estimator.WarmStartSettings('/tmp/first', var_name_to_vocab_info={'words': vocabulary})
columns = [tf.feature_column.numeric_column('x')]
classifier = Estimator(LinearClassifier(columns), warm_start_from=settings)
classifier.train(input_fn)
