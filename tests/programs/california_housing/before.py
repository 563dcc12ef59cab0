# # First steps: predict a housing block's median value from one feature, then from several.
from __future__ import print_function

import math

import numpy as np
import pandas as pd
import tensorflow as tf
from tensorflow.python.data import Dataset

tf.logging.set_verbosity(tf.logging.ERROR)

rng = np.random.RandomState(4)
california_housing_dataframe = pd.DataFrame({
    "total_rooms": rng.randint(500, 6000, size=300).astype(float),
    "population": rng.randint(300, 3000, size=300).astype(float),
    "longitude": rng.uniform(-124, -114, size=300),
})
california_housing_dataframe["median_house_value"] = (
    california_housing_dataframe["total_rooms"] * 0.03 - 0.01 * california_housing_dataframe["population"] + 120.)


def my_input_fn(features, targets, batch_size=1, shuffle=True, num_epochs=None):
    """Trains a model of one or more features.

    Returns:
      Tuple of (features, labels) for next data batch
    """

    # Convert pandas data into a dict of np arrays.
    features = {key:np.array(value) for key,value in dict(features).items()}

    # Construct a dataset, and configure batching/repeating.
    ds = Dataset.from_tensor_slices((features,targets)) # warning: 2GB limit
    ds = ds.batch(batch_size).repeat(num_epochs)

    # Shuffle the data, if specified.
    if shuffle:
      ds = ds.shuffle(buffer_size=10000)

    # Return the next batch of data.
    features, labels = ds.make_one_shot_iterator().get_next()
    return features, labels


def get_quantile_based_boundaries(feature_values, num_buckets):
  boundaries = np.arange(1.0, num_buckets) / num_buckets
  quantiles = feature_values.quantile(boundaries)
  return [quantiles[q] for q in quantiles.keys()]


def construct_feature_columns(frame):
  """Construct the TensorFlow Feature Columns."""
  longitude = tf.feature_column.numeric_column("longitude")
  bucketized = tf.feature_column.bucketized_column(
    longitude, boundaries=get_quantile_based_boundaries(frame["longitude"], 5))
  return set([tf.feature_column.numeric_column("total_rooms", normalizer_fn=lambda v: v / 3000.), bucketized])


def train_model(learning_rate, steps, batch_size, feature_columns, input_feature):
  periods = 3
  steps_per_period = steps / periods
  my_feature_data = california_housing_dataframe[input_feature]
  targets = california_housing_dataframe["median_house_value"]

  # Create input functions.
  training_input_fn = lambda:my_input_fn(my_feature_data, targets, batch_size=batch_size, shuffle=False)
  prediction_input_fn = lambda: my_input_fn(my_feature_data, targets, num_epochs=1, shuffle=False)

  # Create a linear regressor object.
  my_optimizer = tf.train.GradientDescentOptimizer(learning_rate=learning_rate)
  my_optimizer = tf.contrib.estimator.clip_gradients_by_norm(my_optimizer, 5.0)
  linear_regressor = tf.estimator.LinearRegressor(
      feature_columns=feature_columns,
      optimizer=my_optimizer
  )

  # Train the model, but do so inside a loop so that we can periodically assess
  # loss metrics.
  print("Training model...")
  print("RMSE (on training data):")
  root_mean_squared_errors = []
  for period in range (0, periods):
    # Train the model, starting from the prior state.
    linear_regressor.train(
        input_fn=training_input_fn,
        steps=steps_per_period
    )
    # Take a break and compute predictions.
    predictions = linear_regressor.predict(input_fn=prediction_input_fn)
    predictions = np.array([item['predictions'][0] for item in predictions])

    # Compute loss.
    root_mean_squared_error = math.sqrt(np.mean((predictions - targets) ** 2))
    # Occasionally print the current loss.
    print("  period %02d : %0.2f" % (period, root_mean_squared_error))
    root_mean_squared_errors.append(root_mean_squared_error)
  print("Model training finished.")
  return linear_regressor


model = train_model(0.05, 60, 5, [tf.feature_column.numeric_column("population", normalizer_fn=lambda v: v / 1000.)],
                    ["population"])
# Retrieve the weight and bias
print(model.get_variable_names())
print(model.get_variable_value('linear/linear_model/population/weights')[0],
      model.get_variable_value('linear/linear_model/bias_weights'))
train_model(0.5, 60, 20, construct_feature_columns(california_housing_dataframe), ["total_rooms", "longitude"])
