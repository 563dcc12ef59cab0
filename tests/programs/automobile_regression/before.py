# Predicting prices of cars with DNNRegressor, LinearRegressor and pandas_input_fn.
import itertools

import numpy as np
import pandas as pd
import tensorflow as tf

tf.logging.set_verbosity(tf.logging.ERROR)

COLUMNS = ["make", "horsepower", "weight", "doors", "highway-mpg", "price"]
FEATURES = ["horsepower", "weight", "highway-mpg"]
LABEL = "price"


def load(seed, count):
    random = np.random.RandomState(seed)
    frame = pd.DataFrame({
        "make": np.array(["audi", "bmw", "saab", "zis"])[random.randint(4, size=count)],
        "horsepower": random.randint(50, 250, size=count).astype(np.float32),
        "weight": random.randint(1500, 4000, size=count).astype(np.float32),
        "doors": np.array(["two", "four"])[random.randint(2, size=count)],
        "highway-mpg": random.randint(16, 54, size=count).astype(np.float32),
    }, columns=COLUMNS[:-1])
    frame["price"] = (frame["horsepower"] * 50 + frame["weight"] * 3 + 2000 * (frame["make"] == "bmw")).astype(np.float32)
    return frame


def get_input_fn(data_set, num_epochs=None, shuffle=False):
    return tf.estimator.inputs.pandas_input_fn(
        x=pd.DataFrame({k: data_set[k].values for k in FEATURES + ["make", "doors"]}),
        y=pd.Series(data_set[LABEL].values / 1000.),
        batch_size=20,
        num_epochs=num_epochs,
        shuffle=shuffle)


def make_dataset(batch, frame):
    """Slices of a pandas frame."""
    def input_fn():
        ds = tf.data.Dataset.from_tensor_slices((dict(frame[FEATURES]), frame[LABEL] / 1000.))
        return ds.batch(batch).repeat().make_one_shot_iterator().get_next()
    return input_fn


def from_dataset(ds):
    return lambda: ds.make_one_shot_iterator().get_next()


def main(unused_argv):
    training_set, test_set = load(0, 120), load(1, 40)
    prediction_set = load(2, 6)

    scale = lambda x: (x - 120.) / 60.
    numbers = [tf.feature_column.numeric_column("horsepower", normalizer_fn=scale),
               tf.feature_column.numeric_column("weight", normalizer_fn=lambda x: x / 1000.),
               tf.feature_column.numeric_column("highway-mpg", normalizer_fn=lambda x: x / 50.)]
    make = tf.feature_column.categorical_column_with_hash_bucket("make", 50)
    body = tf.feature_column.categorical_column_with_vocabulary_list("doors", vocabulary_list=["two", "four"])

    linear = tf.estimator.LinearRegressor(feature_columns=numbers + [make, body])
    linear.train(input_fn=get_input_fn(training_set), steps=50)
    ev = linear.evaluate(input_fn=get_input_fn(test_set, num_epochs=1))
    print("Linear loss: {0:f}".format(ev["loss"]))
    # The RMSE in thousands.
    print("RMSE: {:.3f} in thousands".format(ev["average_loss"] ** 0.5))

    regressor = tf.estimator.DNNRegressor(
        feature_columns=numbers + [tf.feature_column.indicator_column(make)],
        hidden_units=[10, 10],
        activation_fn=tf.nn.sigmoid,
        optimizer=tf.train.AdamOptimizer(learning_rate=0.01))
    regressor.train(input_fn=get_input_fn(training_set), steps=60)
    ev = regressor.evaluate(input_fn=get_input_fn(test_set, num_epochs=1), steps=2)
    for key in sorted(ev):
        print("%s: %s" % (key, ev[key]))

    # Print out predictions
    y = regressor.predict(input_fn=get_input_fn(prediction_set, num_epochs=1))
    # .predict() returns an iterator of dicts; convert to a list and print
    predictions = list(p["predictions"][0] for p in itertools.islice(y, 6))
    print("Predictions: {}".format(" ".join("%.4f" % p for p in predictions)))

    only_numbers = tf.estimator.DNNRegressor([5], numbers, optimizer=tf.train.GradientDescentOptimizer(0.0001))
    only_numbers.train(make_dataset(30, training_set), max_steps=30)
    print("One-shot: %.5f" % only_numbers.evaluate(make_dataset(40, test_set), steps=1)["average_loss"])


if __name__ == "__main__":
    tf.app.run()
