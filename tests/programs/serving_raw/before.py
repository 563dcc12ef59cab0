"""Taxi fares: trains and evaluates with exporters, then serves the latest export to a client."""
import os
import shutil
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow.contrib import predictor

tf.logging.set_verbosity(tf.logging.WARN)

CSV_COLUMNS = ['fare_amount', 'pickuplon', 'pickuplat', 'dropofflon', 'dropofflat', 'passengers', 'key']
LABEL_COLUMN = 'fare_amount'
INPUT_COLUMNS = CSV_COLUMNS[1:-1]


def read_dataset(seed, mode, batch_size=32):
    def _input_fn():
        random = np.random.RandomState(seed)
        columns = {name: random.uniform(-1, 1, 160).astype(np.float32) for name in INPUT_COLUMNS}
        fares = 3 + 10 * np.hypot(columns['pickuplon'] - columns['dropofflon'],
                                  columns['pickuplat'] - columns['dropofflat'])
        dataset = tf.data.Dataset.from_tensor_slices((columns, fares.astype(np.float32)))
        num_epochs = None if mode == tf.estimator.ModeKeys.TRAIN else 1
        return dataset.repeat(num_epochs).batch(batch_size)
    return _input_fn


def add_engineered(features):
    londiff = features['pickuplon'] - features['dropofflon']
    latdiff = features['pickuplat'] - features['dropofflat']
    features['euclidean'] = tf.sqrt(londiff * londiff + latdiff * latdiff)
    return features


def serving_input_fn():
    feature_placeholders = {column: tf.placeholder(tf.float32, [None]) for column in INPUT_COLUMNS}
    feature_placeholders['key'] = tf.placeholder_with_default(tf.constant(['nokey']), [None])
    features = {
        key: tf.identity(tensor)
        for key, tensor in feature_placeholders.items()
    }
    return tf.estimator.export.ServingInputReceiver(features, feature_placeholders)


def sine(shape):
    return tf.constant_initializer(np.sin(np.arange(np.prod(shape))).reshape(shape))


def fare_model(features, labels, mode, params):
    features = add_engineered(dict(features))
    columns = [tf.expand_dims(features[name], 1) for name in INPUT_COLUMNS + ['euclidean']]
    net = tf.concat(columns, axis=1)
    net = tf.layers.dense(net, params['hidden'], activation=tf.nn.relu, kernel_initializer=sine([6, params['hidden']]))
    fare = tf.layers.dense(net, 1, kernel_initializer=sine([params['hidden'], 1]))[:, 0]

    if mode == tf.estimator.ModeKeys.PREDICT:
        predictions = {'fare': fare}
        if 'key' in features:
            predictions['key'] = features['key']
        return tf.estimator.EstimatorSpec(mode, predictions=predictions)

    loss = tf.losses.mean_squared_error(labels, fare)
    metrics = {'rmse': tf.metrics.root_mean_squared_error(labels, fare)}
    train_op = tf.train.AdagradOptimizer(params['rate']).minimize(loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops=metrics)


def train_and_evaluate(output_dir, num_train_steps):
    estimator = tf.estimator.Estimator(
        model_fn=fare_model,
        model_dir=output_dir,
        config=tf.estimator.RunConfig(save_checkpoints_steps=10),
        params={'hidden': 8, 'rate': 0.3})
    train_spec = tf.estimator.TrainSpec(
        input_fn=read_dataset(0, mode=tf.estimator.ModeKeys.TRAIN),
        max_steps=num_train_steps)
    latest = tf.estimator.LatestExporter('exporter', serving_input_fn, exports_to_keep=2)
    final = tf.estimator.FinalExporter('final', serving_input_fn)
    best = tf.estimator.BestExporter(
        serving_input_receiver_fn=serving_input_fn,
        event_file_pattern=None,
        compare_fn=lambda best_eval_result, current_eval_result: current_eval_result['rmse'] < best_eval_result['rmse'],
        exports_to_keep=1)
    eval_spec = tf.estimator.EvalSpec(
        input_fn=read_dataset(1, mode=tf.estimator.ModeKeys.EVAL),
        steps=None,
        start_delay_secs=0,
        throttle_secs=0,
        exporters=[latest, final, best])
    return tf.estimator.train_and_evaluate(estimator, train_spec, eval_spec)


OUTDIR = os.path.join(tempfile.mkdtemp(), 'taxi_trained')
shutil.rmtree(OUTDIR, ignore_errors=True)
metrics, exports = train_and_evaluate(OUTDIR, num_train_steps=40)
print('rmse %.4f at step %d' % (metrics['rmse'], metrics['global_step']))
print([None if path is None else os.path.relpath(os.path.dirname(path.decode()), OUTDIR) for path in exports])
for name in ('exporter', 'final', 'best_exporter'):
    print(name, len(os.listdir(os.path.join(OUTDIR, 'export', name))))

newest = sorted(os.listdir(os.path.join(OUTDIR, 'export', 'exporter')))[-1]
predict_fn = predictor.from_saved_model(os.path.join(OUTDIR, 'export', 'exporter', newest))
request = {
    'pickuplon': [0.1, -0.3], 'pickuplat': [0.2, 0.4], 'dropofflon': [-0.5, 0.6], 'dropofflat': [0.9, -0.8],
    'passengers': [1, 3], 'key': ['first', 'second']}
response = predict_fn(request)
for key, fare in zip(response['key'], response['fare']):
    print(key.decode(), '%.4f' % fare)
try:
    predict_fn({'pickup': [0.1]})
except ValueError as error:
    print(str(error).splitlines()[0])
