"""BiGAN: generator and encoder against a discriminator of pairs."""
import numpy as np
import tensorflow as tf


def mlp(x, sizes, scope, reuse=False, out_act=None):
    with tf.variable_scope(scope, reuse=reuse):
        for i, size in enumerate(sizes[:-1]):
            x = tf.layers.dense(x, size, activation=tf.nn.relu, name='layer_%d' % i)
        return tf.layers.dense(x, sizes[-1], activation=out_act, name='out')


def bigan_fn(features, labels, mode, params):
    x = features['x']
    z_hat = mlp(x, [16, params['latent']], 'encoder')
    if mode == tf.estimator.ModeKeys.PREDICT:
        x_rec = mlp(z_hat, [16, params['size']], 'generator')
        return tf.estimator.EstimatorSpec(mode, predictions={'code': z_hat, 'error': tf.reduce_sum(tf.square(x - x_rec), 1)})
    z = features['z']
    x_hat = mlp(z, [16, params['size']], 'generator')

    d_enc = mlp(tf.concat([x, z_hat], 1), [16, 16, 1], 'discriminator')
    d_gen = mlp(tf.concat([x_hat, z], 1), [16, 16, 1], 'discriminator', reuse=True)
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    loss_d = tf.reduce_mean(bce(logits=d_enc, labels=tf.ones_like(d_enc)) + bce(logits=d_gen, labels=tf.zeros_like(d_gen)))
    loss_ge = tf.reduce_mean(bce(logits=d_gen, labels=tf.ones_like(d_gen)) + bce(logits=d_enc, labels=tf.zeros_like(d_enc)))
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss_ge + loss_d)

    e_vars = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, 'encoder')
    g_vars = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, 'generator')
    d_vars = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, 'discriminator')
    opt_ge = tf.train.AdamOptimizer(params['lr'], beta1=.5)
    opt_d = tf.train.AdamOptimizer(params['lr'], beta1=.5)
    gs = tf.train.get_global_step()

    # both gradients first, so that neither sees what the other changes
    grads_d = opt_d.compute_gradients(loss_d, var_list=d_vars)
    grads_ge = opt_ge.compute_gradients(loss_ge, var_list=e_vars + g_vars)
    with tf.control_dependencies([g for g, _ in grads_d] + [g for g, _ in grads_ge]):
        train_d = opt_d.apply_gradients([(tf.clip_by_norm(g, 1.), v) for g, v in grads_d])
        train_ge = opt_ge.apply_gradients(grads_ge, gs)
    return tf.estimator.EstimatorSpec(mode, loss=loss_d, train_op=tf.group(train_d, train_ge, name='train'))


def data(n):
    r = np.random.RandomState(9)
    return {'x': r.normal(size=(n, 6)).astype('float32'), 'z': r.normal(size=(n, 2)).astype('float32')}


if __name__ == '__main__':
    cfg = tf.estimator.RunConfig(tf_random_seed=1, save_summary_steps=100)
    model = tf.estimator.Estimator(bigan_fn, config=cfg, params={'latent': 2, 'size': 6, 'lr': 3e-3})
    for _ in range(3):
        model.train(tf.estimator.inputs.numpy_input_fn(data(80), batch_size=10, shuffle=False))
        ev = model.evaluate(tf.estimator.inputs.numpy_input_fn(data(40), batch_size=10, shuffle=False))
        print('step', ev['global_step'], 'loss', ev['loss'])
    preds = model.predict(tf.estimator.inputs.numpy_input_fn({'x': data(3)['x']}, shuffle=False))
    for p in preds:
        print(p['code'], p['error'])
