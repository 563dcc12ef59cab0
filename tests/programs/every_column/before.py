"""Every feature column in a wide and deep model and in linear_model."""
import os
import tempfile

import numpy as np
import tensorflow as tf

fc = tf.feature_column
vocab = os.path.join(tempfile.mkdtemp(), "words.txt")
with open(vocab, "w") as f:
    f.write("alpha\nbeta\ngamma\n")

age = fc.numeric_column("age", normalizer_fn=lambda v: (v - 30.0) / 10.0)
pos = fc.numeric_column("pos", shape=[2], default_value=0.0)
age_buckets = fc.bucketized_column(fc.numeric_column("age"), boundaries=[20, 30, 40])
city = fc.categorical_column_with_vocabulary_list("city", ["rome", "oslo", "lima"], num_oov_buckets=2)
colour = fc.categorical_column_with_vocabulary_list("colour", ["red", "blue"], default_value=0)
word = fc.categorical_column_with_vocabulary_file("word", vocab, vocabulary_size=3, num_oov_buckets=1)
code = fc.categorical_column_with_identity("code", 6, default_value=0)
zipc = fc.categorical_column_with_hash_bucket("zip", 11)
num_hash = fc.categorical_column_with_hash_bucket("code", 7, dtype=tf.int64)
crossed = fc.crossed_column([age_buckets, "city"], hash_bucket_size=13)
crossed2 = fc.crossed_column([zipc if False else "zip", "colour"], 9, hash_key=5)
tags = fc.categorical_column_with_hash_bucket("tags", 8)
weighted = fc.weighted_categorical_column(tags, "tag_weights")
a, b = fc.shared_embedding_columns([fc.categorical_column_with_identity("left", 5), fc.categorical_column_with_identity("right", 5)],
                                   dimension=2, combiner="sum", initializer=tf.constant_initializer(0.3))

deep = [age, pos, fc.indicator_column(city), fc.embedding_column(word, 3, combiner="sqrtn"),
        fc.embedding_column(crossed, 2, max_norm=0.5), fc.indicator_column(weighted), a, b,
        fc.embedding_column(tags, 2, combiner="sum", initializer=tf.constant_initializer(0.1), trainable=False), age_buckets]
wide = [city, colour, code, crossed, crossed2, weighted, age_buckets, age]


def examples():
    rng = np.random.RandomState(4)
    n = 48
    return {
        "age": rng.uniform(10, 50, [n, 1]).astype(np.float32),
        "pos": rng.rand(n, 2).astype(np.float32),
        "city": rng.choice(["rome", "oslo", "lima", "bonn", ""], [n, 1]),
        "colour": rng.choice(["red", "blue", "pink"], [n]),
        "word": rng.choice(["alpha", "beta", "gamma", "delta"], [n, 2]),
        "code": rng.randint(-1, 8, [n, 1]).astype(np.int64),
        "zip": rng.choice(["1", "22", "333"], [n, 1]),
        "tags": rng.choice(["x", "y", "z"], [n, 3]),
        "tag_weights": rng.rand(n, 3).astype(np.float32),
        "left": rng.randint(0, 5, [n, 1]).astype(np.int64),
        "right": rng.randint(0, 5, [n, 2]).astype(np.int64),
    }, rng.randint(0, 2, n)


def input_fn(repeat=None):
    return tf.data.Dataset.from_tensor_slices(examples()).batch(16).repeat(repeat)


print(sorted(fc.make_parse_example_spec(wide + deep)))
est = tf.estimator.DNNLinearCombinedClassifier(
    linear_feature_columns=wide, dnn_feature_columns=deep, dnn_hidden_units=[6, 4],
    linear_optimizer=tf.train.FtrlOptimizer(0.1, l1_regularization_strength=0.01),
    dnn_optimizer=tf.train.AdagradOptimizer(0.05))
est.train(input_fn, steps=20)
r = est.evaluate(lambda: input_fn(1))
for k in sorted(r):
    print(k, r[k])
p = next(iter(est.predict(lambda: input_fn(1))))
for k in sorted(p):
    print(k, p[k])
