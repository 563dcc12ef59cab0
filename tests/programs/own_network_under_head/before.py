"""Flower types: a network of our own under a canned head."""
import numpy as np
import tensorflow as tf

FLAGS = {"hidden": [12, 8], "learning_rate": 0.1, "classes": 3}


def build_columns():
    return [tf.feature_column.numeric_column(name) for name in ("sepal_length", "sepal_width", "petal_length")]


def make_head(n_classes):
    # Weighted examples.
    return tf.contrib.estimator.multi_class_head(n_classes=n_classes, weight_column="weight")


def my_model_fn(features, labels, mode, params):
    """Two hidden layers and a head."""
    head = make_head(params["classes"])
    net = tf.feature_column.input_layer(features, params["columns"])
    for units in params["hidden"]:
        net = tf.layers.dense(net, units=units, activation=tf.nn.relu)
    logits = tf.layers.dense(net, head.logits_dimension, activation=None)
    optimizer = tf.train.AdagradOptimizer(learning_rate=params["learning_rate"])
    return head.create_estimator_spec(
        features=features,
        mode=mode,
        logits=logits,
        labels=labels,
        optimizer=optimizer)


def load(count, seed):
    random = np.random.RandomState(seed)
    y = random.randint(0, 3, count)
    x = {"sepal_length": (y + random.normal(0, 0.5, count)).astype(np.float32),
         "sepal_width": (2 - y + random.normal(0, 0.5, count)).astype(np.float32),
         "petal_length": random.normal(0, 1, count).astype(np.float32),
         "weight": random.uniform(0.5, 2, count).astype(np.float32)}
    return x, y


def train_input_fn():
    return tf.data.Dataset.from_tensor_slices(load(120, 0)).repeat().batch(30)


def eval_input_fn():
    return tf.data.Dataset.from_tensor_slices(load(60, 1)).batch(20)


def main():
    params = dict(FLAGS, columns=build_columns())
    classifier = tf.estimator.Estimator(model_fn=my_model_fn, params=params)
    classifier.train(train_input_fn, steps=40)
    result = classifier.evaluate(eval_input_fn)
    for key in sorted(result):
        print(key, "%.4f" % result[key])
    for one, _ in zip(classifier.predict(eval_input_fn), range(4)):
        print(one["class_ids"][0], np.round(one["probabilities"], 4), one["classes"])


if __name__ == "__main__":
    main()
