"""The example of the reference of tf.estimator.train_and_evaluate, with data of its own."""
import tensorflow as tf

WORDS = ['red', 'green', 'blue', 'violet', 'grey', 'white']

categorial_feature_a = tf.feature_column.categorical_column_with_hash_bucket(
    'a', hash_bucket_size=10)
categorial_feature_a_emb = tf.feature_column.embedding_column(
    categorical_column=categorial_feature_a, dimension=3)
categorial_feature_b = tf.feature_column.categorical_column_with_hash_bucket('b', 6)
categorial_feature_b_emb = tf.feature_column.embedding_column(categorial_feature_b, 2)

estimator = tf.estimator.DNNClassifier(
    feature_columns=[categorial_feature_a_emb, categorial_feature_b_emb],
    hidden_units=[16, 8, 4],
    config=tf.estimator.RunConfig(save_checkpoints_steps=20, tf_random_seed=1))

# Or set up the model directory
#   estimator = tf.estimator.DNNClassifier(
#       config=tf.estimator.RunConfig(
#           model_dir='/my_model', save_summary_steps=100),
#       feature_columns=[categorial_feature_a_emb, ...],
#       hidden_units=[1024, 512, 256])


# Input pipeline for train and evaluate.
def examples(repeats):
    pairs = [(WORDS[i % 6], WORDS[(i * i + 1) % 6]) for i in range(36)]
    features = {'a': [a for a, _ in pairs], 'b': [b for _, b in pairs]}
    labels = [int(a < b) for a, b in pairs]
    return tf.data.Dataset.from_tensor_slices((features, labels)).repeat(repeats).batch(8)


def train_input_fn(): # returns x, y
    # please shuffle the data.
    return examples(None)


def eval_input_fn(): # returns x, y
    return examples(1)


train_spec = tf.estimator.TrainSpec(input_fn=train_input_fn, max_steps=50)
eval_spec = tf.estimator.EvalSpec(input_fn=eval_input_fn, throttle_secs=0)

metrics, exports = tf.estimator.train_and_evaluate(estimator, train_spec, eval_spec)
for name in sorted(metrics):
    print(name, metrics[name])
print(exports)
