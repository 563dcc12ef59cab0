"""Wide columns in the old API: sparse, bucketized, crossed and embedded columns, metrics of two classes."""
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow.contrib import layers

N = 64
rng = np.random.RandomState(5)
AGE = rng.randint(18, 80, N).astype(np.float32)
HOURS = rng.randint(10, 60, N).astype(np.float32)
GENDER = rng.choice(["Female", "Male"], N)
JOB = rng.choice(["clerk", "sales", "farmer", "tech"], N)
STATE = rng.randint(0, 5, N).astype(np.int64)
WEIGHT = (rng.rand(N) + 0.5).astype(np.float32)
LABEL = ((AGE > 40) ^ (JOB == "tech")).astype(np.int64)

gender = layers.sparse_column_with_keys(column_name="gender", keys=["Female", "Male"])
job = layers.sparse_column_with_hash_bucket("a_job", hash_bucket_size=5)
state = layers.sparse_column_with_integerized_feature("state", bucket_size=5)
age = layers.real_valued_column("age")
hours = layers.real_valued_column("hours", normalizer=lambda h: (h - 35.0) / 10.0)
age_buckets = layers.bucketized_column(age, boundaries=[25, 35, 45, 55])
gender_x_job = layers.crossed_column([gender, job], hash_bucket_size=4, hash_key=9)
age_x_job = layers.crossed_column([age_buckets, job], hash_bucket_size=6, hash_key=77)


def to_sparse(values):
    return tf.SparseTensor(indices=[[i, 0] for i in range(N)], values=values, dense_shape=[N, 1])


def input_fn():
    """Builds the tensors."""
    features = {"age": tf.constant(AGE), "hours": tf.constant(HOURS), "gender": to_sparse(GENDER), "a_job": to_sparse(JOB),
                "state": to_sparse(STATE), "w": tf.constant(WEIGHT)}
    return features, tf.constant(LABEL[:, None])


def show(name, results):
    print(name)
    for key in sorted(results):
        print("  %s: %s" % (key, results[key]))


model_dir = tempfile.mkdtemp()
wide = tf.contrib.learn.LinearClassifier(
    feature_columns=[gender, job, state, age_buckets, gender_x_job, age_x_job, hours], model_dir=model_dir,
    weight_column_name="w")
wide.fit(input_fn=input_fn, steps=20)
show("wide", wide.evaluate(input_fn=input_fn, steps=1))
print(list(wide.predict(input_fn=input_fn))[:6])
print(np.round([p for p in wide.predict_proba(input_fn=input_fn)][:2], 4))
print(sorted(wide.predict(input_fn=input_fn, outputs=["logistic"], as_iterable=False)))
deep_columns = [hours, layers.one_hot_column(gender), layers.embedding_column(job, dimension=3),
                layers.embedding_column(age_x_job, 2, combiner="sum")]
deep = tf.contrib.learn.DNNClassifier(hidden_units=[6, 3], feature_columns=deep_columns, optimizer="Adam",
                                      config=tf.contrib.learn.RunConfig(save_checkpoints_secs=1000))
deep.fit(input_fn=input_fn, max_steps=15)
deep.fit(input_fn=input_fn, max_steps=15)
show("deep", deep.evaluate(input_fn=input_fn, steps=1))
words = tf.contrib.learn.DNNClassifier(
    [4], [hours], n_classes=3, label_keys=["a", "b", "c"], optimizer=tf.train.RMSPropOptimizer(0.01))


def with_words():
    return {"hours": tf.constant(HOURS[:9])}, tf.constant(["a", "b", "c"] * 3)


words.partial_fit(input_fn=with_words, steps=3)
print(list(words.predict_classes(input_fn=with_words)))
show("words", words.evaluate(input_fn=with_words, steps=2))
x, y = np.stack([AGE / 80.0, HOURS / 60.0], 1), (AGE / 40.0 + 1.0)
lin = tf.contrib.learn.LinearRegressor(feature_columns=tf.contrib.learn.infer_real_valued_columns_from_input(x))
lin.fit(x, y, steps=25, batch_size=10)
show("lin", lin.evaluate(x, y))
print(lin.get_variable_value("global_step"), np.round(list(lin.predict(x[:3])), 4))
reg = tf.contrib.learn.DNNRegressor([3], [hours], label_dimension=2)
reg.fit(input_fn=lambda: ({"hours": tf.constant(HOURS)}, tf.constant(np.stack([AGE, HOURS], 1))), steps=5)
print(reg.predict(input_fn=lambda: {"hours": tf.constant(HOURS[:2])}, as_iterable=False))
