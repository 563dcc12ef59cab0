"""House prices: hyperparameters in an HParams, TFRecords on disk, train_and_evaluate."""
import os
import tempfile

import numpy as np
import tensorflow as tf

flags = tf.app.flags
FLAGS = flags.FLAGS
flags.DEFINE_integer('max_steps', 48, 'Number of steps to train.')
flags.DEFINE_string('hparams', 'hidden=10,rate=0.05', 'Comma separated hyperparameters.')


def get_hparams():
    hparams = tf.contrib.training.HParams(hidden=4, rate=0.1, l2=0.001, batch_size=8, activation='relu')
    hparams.parse(FLAGS.hparams)
    return hparams


def _float_feature(values):
    return tf.train.Feature(float_list=tf.train.FloatList(value=values))


def write_records(path, count, seed):
    rng = np.random.RandomState(seed)
    writer = tf.python_io.TFRecordWriter(path)
    for _ in range(count):
        values = rng.uniform(-1, 1, 4)
        price = 2 * values[0] - values[1] * values[2] + 0.3
        example = tf.train.Example(features=tf.train.Features(feature={
            'values': _float_feature(values), 'price': _float_feature([price])}))
        writer.write(example.SerializeToString())
    writer.close()


def make_input_fn(path, hparams, training):
    def parse(serialized):
        parsed = tf.parse_single_example(serialized, features={
            'values': tf.FixedLenFeature([4], tf.float32),
            'price': tf.FixedLenFeature([], tf.float32),
        })
        price = parsed.pop('price')
        return parsed, price

    def input_fn():
        dataset = tf.data.TFRecordDataset(path).map(parse)
        if training:
            dataset = dataset.repeat()
        return dataset.batch(hparams.batch_size).prefetch(1)

    return input_fn


def model_fn(features, labels, mode, params):
    hparams = params
    regularizer = tf.contrib.layers.l2_regularizer(hparams.l2)
    activation = getattr(tf.nn, hparams.activation)
    with tf.variable_scope('net'):
        hidden = tf.layers.dense(
            features['values'], hparams.hidden,
            kernel_initializer=tf.constant_initializer(
                np.sin(np.arange(4 * hparams.hidden)).reshape(4, hparams.hidden)),
            kernel_regularizer=regularizer, name='hidden')
        hidden = activation(hidden)
        price = tf.layers.dense(
            hidden, 1, kernel_initializer=tf.constant_initializer(.1), kernel_regularizer=regularizer, name='price')
    price = tf.reshape(price, [-1])

    predictions = {'price': price}
    loss, train_op, metrics = None, None, None
    if mode != tf.estimator.ModeKeys.PREDICT:
        mse = tf.losses.mean_squared_error(labels, price)
        loss = mse + tf.losses.get_regularization_loss()
        metrics = {'mse': tf.metrics.mean_squared_error(labels, price),
                   'mean_price': tf.metrics.mean(price)}
    if mode == tf.estimator.ModeKeys.TRAIN:
        optimizer = tf.train.AdamOptimizer(hparams.rate)
        gradients, variables = zip(*optimizer.compute_gradients(loss, gate_gradients=optimizer.GATE_OP))
        gradients, _ = tf.clip_by_global_norm(gradients, 1.0)
        train_op = optimizer.apply_gradients(zip(gradients, variables), tf.train.get_global_step(), name='train')
    return tf.estimator.EstimatorSpec(mode, predictions, loss, train_op, metrics)


def main(_):
    folder = tempfile.mkdtemp()
    train_path, eval_path = os.path.join(folder, 'train.tfrecord'), os.path.join(folder, 'eval.tfrecord')
    write_records(train_path, 64, 0)
    write_records(eval_path, 24, 1)

    hparams = get_hparams()
    estimator = tf.estimator.Estimator(
        model_fn, model_dir=os.path.join(folder, 'model'), params=hparams,
        config=tf.estimator.RunConfig(save_checkpoints_steps=16, log_step_count_steps=None))
    train_spec = tf.estimator.TrainSpec(make_input_fn(train_path, hparams, True), max_steps=FLAGS.max_steps)
    eval_spec = tf.estimator.EvalSpec(
        make_input_fn(eval_path, hparams, False), steps=None, start_delay_secs=0, throttle_secs=0, name='holdout')
    metrics, _ = tf.estimator.train_and_evaluate(estimator, train_spec, eval_spec)
    print(', '.join('%s: %.4f' % item for item in sorted(metrics.items())))
    for count, prediction in enumerate(estimator.predict(make_input_fn(eval_path, hparams, False))):
        if count == 3:
            break
        print('%.4f' % prediction['price'])


if __name__ == '__main__':
    tf.app.run()
