#!/usr/bin/env python
# Which city a house is in, from a csv file, with separate train and eval input functions.
import argparse
import os
import sys
import tempfile

import numpy as np
import tensorflow as tf

COLUMNS = ['rooms', 'area', 'price', 'city']
DEFAULTS = [[0.0], [0.0], [0.0], ['']]
CITIES = ['oslo', 'riga', 'bern']

parser = argparse.ArgumentParser()
parser.add_argument('--batch_size', default=20, type=int, help='batch size')
parser.add_argument('--train_steps', default=60, type=int, help='number of training steps')


def write_csv(path, count, seed):
  rng = np.random.RandomState(seed)
  with open(path, 'w') as f:
    f.write(','.join(COLUMNS) + '\n')
    for _ in range(count):
      city = rng.randint(3)
      rooms = rng.randint(1, 7)
      area = rooms * 20 + rng.randint(10)
      price = area * (2 + city) + rng.randint(20)
      f.write('%d,%d,%.1f,%s\n' % (rooms, area, price / 10., CITIES[city]))


def _parse_line(line):
  fields = tf.decode_csv(line, record_defaults=DEFAULTS)
  features = dict(zip(COLUMNS, fields))
  label = features.pop('city')
  return features, label


def train_input_fn(path, batch_size):
  dataset = tf.data.TextLineDataset(path).skip(1)
  dataset = dataset.map(_parse_line)
  dataset = dataset.repeat().batch(batch_size)
  return dataset.make_one_shot_iterator().get_next()


def eval_input_fn(path, batch_size):
  dataset = tf.data.TextLineDataset(path).skip(1).map(_parse_line, num_parallel_calls=2).batch(batch_size)
  iterator = dataset.make_one_shot_iterator()
  features, labels = iterator.get_next()
  return features, labels


def scaled(features):
  return tf.stack([features['rooms'] / 5., features['area'] / 100., features['price'] / 50.], axis=1)


def my_model(features, labels, mode, params):
  net = scaled(features)
  n = 3
  for units in params['hidden_units']:
    weights = np.linspace(-1, 1, n * units).reshape(n, units)
    net = tf.layers.dense(net, units=units, activation=tf.nn.relu,
                          kernel_initializer=tf.constant_initializer(weights))
    n = units
  logits = tf.layers.dense(net, params['n_classes'], activation=None,
                           kernel_initializer=tf.constant_initializer(np.linspace(-.4, .4, n * 3).reshape(n, 3)))

  predicted_classes = tf.argmax(logits, 1)
  if mode == tf.estimator.ModeKeys.PREDICT:
    predictions = {
        'class_ids': predicted_classes[:, tf.newaxis],
        'probabilities': tf.nn.softmax(logits),
        'logits': logits,
    }
    return tf.estimator.EstimatorSpec(mode, predictions=predictions)

  # The labels are names of cities.
  ids = tf.argmax(tf.cast(tf.equal(tf.expand_dims(labels, 1), tf.constant([CITIES])), tf.int32), axis=1)
  loss = tf.losses.sparse_softmax_cross_entropy(labels=ids, logits=logits)

  accuracy = tf.metrics.accuracy(labels=ids,
                                 predictions=predicted_classes,
                                 name='acc_op')
  metrics = {'accuracy': accuracy}
  tf.summary.scalar('accuracy', accuracy[1])

  if mode == tf.estimator.ModeKeys.EVAL:
    return tf.estimator.EstimatorSpec(
        mode, loss=loss, eval_metric_ops=metrics)

  assert mode == tf.estimator.ModeKeys.TRAIN
  optimizer = tf.train.AdagradOptimizer(learning_rate=0.1)
  train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())
  return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def main(argv):
  args = parser.parse_args(argv[1:])
  folder = tempfile.mkdtemp()
  train_path, test_path = os.path.join(folder, 'train.csv'), os.path.join(folder, 'test.csv')
  write_csv(train_path, 120, 0)
  write_csv(test_path, 45, 1)

  classifier = tf.estimator.Estimator(
      model_fn=my_model,
      params={'hidden_units': [10, 6], 'n_classes': 3})
  classifier.train(
      input_fn=lambda: train_input_fn(train_path, args.batch_size),
      steps=args.train_steps)
  for name, path in (('train', train_path), ('test', test_path)):
    eval_result = classifier.evaluate(input_fn=lambda: eval_input_fn(path, args.batch_size), name=name)
    print('\n%s set accuracy: {accuracy:0.3f} loss: {loss:0.4f} step: {global_step}\n'.format(**eval_result) % name)

  predictions = classifier.predict(input_fn=lambda: eval_input_fn(test_path, args.batch_size))
  template = 'Prediction is "{}" ({:.1f}%)'
  for pred_dict, count in zip(predictions, range(4)):
    class_id = pred_dict['class_ids'][0]
    probability = pred_dict['probabilities'][class_id]
    print(template.format(CITIES[class_id], 100 * probability))


if __name__ == '__main__':
  tf.logging.set_verbosity(tf.logging.WARN)
  tf.app.run(main, [sys.argv[0]])
