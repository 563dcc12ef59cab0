"""Taxi fares from a CSV file: TextLineDataset, decode_csv, custom estimator."""
from __future__ import absolute_import
from __future__ import division
from __future__ import print_function

import csv
import os
import shutil
import tempfile

import numpy as np
import tensorflow as tf

tf.logging.set_verbosity(tf.logging.INFO)

# List the CSV columns
CSV_COLUMNS = ['fare_amount', 'hour', 'distance', 'passengers', 'zone', 'key']
# Choose which column is your label
LABEL_COLUMN = 'fare_amount'
UNUSED_COLUMNS = ['key']
# Set the default values for each CSV column in case there is a missing value
DEFAULTS = [[0.0], [12], [1.5], [1.0], ['none'], ['nokey']]
ZONES = ['center', 'north', 'airport']


def write_csv(filename, rows, seed):
    random = np.random.RandomState(seed)
    with open(filename, 'w') as f:
        writer = csv.writer(f)
        writer.writerow(CSV_COLUMNS)
        for i in range(rows):
            zone = ZONES[random.randint(3)]
            distance = round(random.uniform(0.5, 12), 2)
            fare = round(2.5 + 1.6 * distance + (8 if zone == 'airport' else 0) + random.uniform(-.5, .5), 2)
            # some distances are missing
            writer.writerow([fare, random.randint(24), '' if i % 13 == 5 else distance, random.randint(1, 5), zone, 'k%d' % i])


# Create an input function that stores your data into a dataset
def read_dataset(filename, mode, batch_size=512):
    def _input_fn():
        def decode_csv(value_column):
            columns = tf.decode_csv(value_column, record_defaults=DEFAULTS)
            features = dict(zip(CSV_COLUMNS, columns))
            for name in UNUSED_COLUMNS:
                features.pop(name)
            label = features.pop(LABEL_COLUMN)
            return features, label

        # Create list of files that match pattern
        file_list = sorted(tf.gfile.Glob(filename))

        # Create dataset from file list
        dataset = tf.data.TextLineDataset(file_list).skip(1).map(decode_csv)

        if mode == tf.estimator.ModeKeys.TRAIN:
            num_epochs = None  # indefinitely
        else:
            num_epochs = 1  # end-of-input after this

        dataset = dataset.repeat(num_epochs).batch(batch_size)
        return dataset.make_one_shot_iterator().get_next()

    return _input_fn


def add_engineered(features):
    """Adds the rush hour and the zone as numbers."""
    hour = tf.cast(features['hour'], tf.float32)
    features['rush'] = tf.cast((hour > 7) & (hour < 10) | (hour > 16) & (hour < 19), tf.float32)
    for zone in ZONES:
        features['zone_' + zone] = tf.cast(tf.equal(features['zone'], zone), tf.float32)
    return features


def fare_model(features, labels, mode, params):
    features = add_engineered(features)
    names = ['rush', 'distance', 'passengers'] + ['zone_' + zone for zone in ZONES]
    net = tf.stack([features[name] for name in names], axis=1)
    if 'hidden_units' in params:
        for i, units in enumerate(params['hidden_units']):
            net = tf.layers.dense(net, units, tf.nn.relu, kernel_initializer=tf.constant_initializer(
                np.linspace(-0.2, 0.5, int(net.shape[1]) * units)), name='hidden_%d' % i)
    fare = tf.layers.dense(net, 1, name='fare', kernel_initializer=tf.constant_initializer(0.3),
                           bias_initializer=tf.constant_initializer(params.get('bias', 0.0)))
    fare = tf.squeeze(fare, 1)

    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'fare': fare, 'zone': features['zone']})

    loss = tf.losses.mean_squared_error(labels, fare)
    train_op = None
    if mode == tf.estimator.ModeKeys.TRAIN:
        train_op = tf.train.AdamOptimizer(params['learning_rate']).minimize(
            loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(
        mode, loss=loss, train_op=train_op,
        eval_metric_ops={'rmse': tf.metrics.root_mean_squared_error(labels, fare),
                         'mae': tf.metrics.mean_absolute_error(labels, fare)})


def train_and_evaluate(data_dir, output_dir, num_train_steps):
    estimator = tf.estimator.Estimator(
        model_fn=fare_model,
        model_dir=output_dir,
        params={'hidden_units': [8], 'learning_rate': 0.02, 'bias': 2.5})
    train_spec = tf.estimator.TrainSpec(
        input_fn=read_dataset(os.path.join(data_dir, 'train-*.csv'), mode=tf.estimator.ModeKeys.TRAIN, batch_size=40),
        max_steps=num_train_steps)
    eval_spec = tf.estimator.EvalSpec(
        input_fn=read_dataset(os.path.join(data_dir, 'valid-*.csv'), mode=tf.estimator.ModeKeys.EVAL),
        steps=None,
        start_delay_secs=1,  # start evaluating after N seconds
        throttle_secs=10)  # evaluate every N seconds
    metrics, _ = tf.estimator.train_and_evaluate(estimator, train_spec, eval_spec)
    return estimator, metrics


if __name__ == '__main__':
    data_dir = tempfile.mkdtemp()
    OUTDIR = os.path.join(data_dir, 'taxi_trained')
    shutil.rmtree(OUTDIR, ignore_errors=True)  # start fresh each time
    write_csv(os.path.join(data_dir, 'train-0.csv'), 160, seed=0)
    write_csv(os.path.join(data_dir, 'valid-0.csv'), 60, seed=1)
    estimator, metrics = train_and_evaluate(data_dir, OUTDIR, num_train_steps=60)
    print('RMSE on dataset = {}'.format(metrics['rmse']))
    print('MAE on dataset = {}'.format(metrics['mae']))
    fares = estimator.predict(read_dataset(os.path.join(data_dir, 'valid-0.csv'), tf.estimator.ModeKeys.PREDICT))
    for _ in range(3):
        print(next(fares))
