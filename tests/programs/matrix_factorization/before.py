import argparse
import tempfile

import numpy as np
import tensorflow as tf


def table(name, rows, dim):
  values = np.cos(np.arange(rows * dim, dtype=np.float32) * 0.7).reshape(rows, dim)
  return tf.get_variable(name, initializer=tf.constant(0.5 * values))


def model_fn(features, labels, mode, params):
  user, item = features
  with tf.variable_scope('factors'):
    user_factors = table('user', params['n_users'], params['dim'])
    item_factors = table('item', params['n_items'], params['dim'])
    user_bias = tf.get_variable('user_bias', [params['n_users']], initializer=tf.zeros_initializer)
    item_bias = tf.get_variable('item_bias', [params['n_items']], initializer=tf.zeros_initializer)
  mean = tf.Variable(3.0, name='mean', trainable=params['train_mean'])

  u = tf.nn.embedding_lookup(user_factors, user)
  v = tf.nn.embedding_lookup(item_factors, item)
  rating = tf.reduce_sum(u * v, axis=1) + tf.gather(user_bias, user) + tf.gather(item_bias, item) + mean

  if mode == tf.estimator.ModeKeys.PREDICT:
    return tf.estimator.EstimatorSpec(mode=mode, predictions={'rating': rating})

  mse = tf.losses.mean_squared_error(labels, rating)
  penalty = params['reg'] * (tf.nn.l2_loss(u) + tf.nn.l2_loss(v))
  loss = mse + penalty

  eval_metric_ops = {
      'rmse': tf.metrics.root_mean_squared_error(labels, rating),
      'mae': tf.metrics.mean_absolute_error(labels, rating),
  }

  train_op = None
  if mode == tf.estimator.ModeKeys.TRAIN:
    if params['optimizer'] == 'adagrad':
      opt = tf.train.AdagradOptimizer(params['lr'])
    elif params['optimizer'] == 'momentum':
      opt = tf.train.MomentumOptimizer(params['lr'], momentum=0.8)
    elif params['optimizer'] == 'rmsprop':
      opt = tf.train.RMSPropOptimizer(params['lr'])
    else:
      raise ValueError('Unknown optimizer: %s' % params['optimizer'])
    train_op = opt.minimize(loss, global_step=tf.train.get_global_step())

  return tf.estimator.EstimatorSpec(
      mode=mode, loss=loss, train_op=train_op, eval_metric_ops=eval_metric_ops)


def ratings(n, seed, n_users, n_items):
  rng = np.random.RandomState(seed)
  users = rng.randint(n_users, size=n)
  items = rng.randint(n_items, size=n) // 2  # popular items come often
  return users, items, (1.0 + (users + items) % 5).astype(np.float32)


def input_fn(n, seed, params, repeat=1):
  users, items, stars = ratings(n, seed, params['n_users'], params['n_items'])
  dataset = tf.data.Dataset.from_tensor_slices(((users, items), stars))
  return dataset.repeat(repeat).batch(params['batch_size'])


def main(args):
  for name in args.optimizers.split(','):
    params = dict(n_users=12, n_items=20, dim=3, lr=args.lr, reg=0.001, batch_size=24,
                  optimizer=name, train_mean=True)
    est = tf.estimator.Estimator(model_fn, model_dir=tempfile.mkdtemp(prefix=name), params=params)
    est.train(lambda: input_fn(240, 0, params, repeat=3))
    metrics = est.evaluate(lambda: input_fn(60, 1, params))
    print(name, 'rmse: %.5f' % metrics['rmse'], 'mae: %.5f' % metrics['mae'], 'loss: %.5f' % metrics['loss'])
    ratings_out = [p['rating'] for p in est.predict(lambda: input_fn(5, 2, params))]
    print(name, np.array(ratings_out).round(4).tolist())


if __name__ == '__main__':
  parser = argparse.ArgumentParser()
  parser.add_argument('--lr', type=float, default=0.05)
  parser.add_argument('--optimizers', default='adagrad,momentum,rmsprop')
  main(parser.parse_args())
