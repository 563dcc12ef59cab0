"""DCGAN after the TPU sample: joint op, batch norm in both networks."""
import numpy as np
import tensorflow as tf

NOISE_DIM = 6


def _leaky_relu(x):
    return tf.nn.leaky_relu(x, alpha=0.2)


def _batch_norm(x, is_training, name):
    return tf.layers.batch_normalization(
        x, momentum=0.9, epsilon=1e-5, training=is_training, name=name)


def _dense(x, channels, name):
    return tf.layers.dense(
        x, channels,
        kernel_initializer=tf.truncated_normal_initializer(stddev=0.2),
        name=name)


def _conv2d(x, filters, kernel_size, stride, name):
    return tf.layers.conv2d(
        x, filters, [kernel_size, kernel_size],
        strides=[stride, stride], padding='same',
        kernel_initializer=tf.truncated_normal_initializer(stddev=0.2),
        name=name)


def _deconv2d(x, filters, kernel_size, stride, name):
    return tf.layers.conv2d_transpose(
        x, filters, [kernel_size, kernel_size],
        strides=[stride, stride], padding='same',
        kernel_initializer=tf.truncated_normal_initializer(stddev=0.2),
        name=name)


def discriminator(x, is_training=True, scope='Discriminator'):
    # conv64-lrelu + conv128-bn-lrelu + fc
    with tf.variable_scope(scope, reuse=tf.AUTO_REUSE):
        x = _conv2d(x, 4, 4, 2, name='d_conv1')
        x = _leaky_relu(x)

        x = _conv2d(x, 6, 4, 2, name='d_conv2')
        x = _leaky_relu(_batch_norm(x, is_training, name='d_bn2'))

        x = tf.reshape(x, [-1, 2 * 2 * 6])

        x = _dense(x, 1, name='d_fc4')
        return x


def generator(x, is_training=True, scope='Generator'):
    # fc-bn-relu + deconv-bn-relu + deconv-tanh
    with tf.variable_scope(scope, reuse=tf.AUTO_REUSE):
        x = _dense(x, 2 * 2 * 6, name='g_fc1')
        x = tf.nn.relu(_batch_norm(x, is_training, name='g_bn1'))
        x = tf.reshape(x, [-1, 2, 2, 6])

        x = _deconv2d(x, 4, 4, 2, name='g_dconv2')
        x = tf.nn.relu(_batch_norm(x, is_training, name='g_bn2'))

        x = _deconv2d(x, 1, 4, 2, name='g_dconv3')
        x = tf.tanh(x)
        return x


def model_fn(features, labels, mode, params):
    """Constructs DCGAN from individual generator and discriminator networks."""
    del labels  # Unconditional GAN does not use labels

    if mode == tf.estimator.ModeKeys.PREDICT:
        # Only the generator is needed
        random_noise = features['random_noise']
        predictions = {
            'generated_images': generator(random_noise, is_training=False)
        }
        return tf.estimator.EstimatorSpec(mode=mode, predictions=predictions)

    # Use params['batch_size'] for the batch size inside model_fn
    real_images = features['real_images']
    random_noise = features['random_noise']

    is_training = (mode == tf.estimator.ModeKeys.TRAIN)
    generated_images = generator(random_noise, is_training=is_training)

    # Get logits from discriminator
    d_on_data_logits = tf.squeeze(discriminator(real_images))
    d_on_g_logits = tf.squeeze(discriminator(generated_images))

    # Calculate discriminator loss
    d_loss_on_data = tf.nn.sigmoid_cross_entropy_with_logits(
        labels=tf.ones_like(d_on_data_logits),
        logits=d_on_data_logits)
    d_loss_on_gen = tf.nn.sigmoid_cross_entropy_with_logits(
        labels=tf.zeros_like(d_on_g_logits),
        logits=d_on_g_logits)

    d_loss = d_loss_on_data + d_loss_on_gen

    # Calculate generator loss
    g_loss = tf.nn.sigmoid_cross_entropy_with_logits(
        labels=tf.ones_like(d_on_g_logits),
        logits=d_on_g_logits)

    if mode == tf.estimator.ModeKeys.TRAIN:
        #########
        # TRAIN #
        #########
        d_loss = tf.reduce_mean(d_loss)
        g_loss = tf.reduce_mean(g_loss)
        d_optimizer = tf.train.AdamOptimizer(
            learning_rate=params['learning_rate'], beta1=0.5)
        g_optimizer = tf.train.AdamOptimizer(
            learning_rate=params['learning_rate'], beta1=0.5)

        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
            d_step = d_optimizer.minimize(
                d_loss,
                var_list=tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES,
                                           scope='Discriminator'))
            g_step = g_optimizer.minimize(
                g_loss,
                var_list=tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES,
                                           scope='Generator'))

            increment_step = tf.assign_add(tf.train.get_or_create_global_step(), 1)
            joint_op = tf.group([d_step, g_step, increment_step])

            return tf.estimator.EstimatorSpec(
                mode=mode,
                loss=g_loss,
                train_op=joint_op)

    elif mode == tf.estimator.ModeKeys.EVAL:
        ########
        # EVAL #
        ########
        eval_metric_ops = {
            'discriminator_loss': tf.metrics.mean(d_loss),
            'generator_loss': tf.metrics.mean(g_loss)
        }
        return tf.estimator.EstimatorSpec(
            mode=mode, loss=tf.reduce_mean(g_loss), eval_metric_ops=eval_metric_ops)

    # Should never reach here
    raise ValueError('Invalid mode provided to model_fn')


def input_fn(n=80):
    rng = np.random.RandomState(3)
    data = {'real_images': rng.uniform(-1, 1, (n, 8, 8, 1)).astype(np.float32),
            'random_noise': rng.normal(size=(n, NOISE_DIM)).astype(np.float32)}
    return tf.data.Dataset.from_tensor_slices(data).batch(8, drop_remainder=True)


def main():
    est = tf.estimator.Estimator(model_fn, params={'learning_rate': 0.0005})
    est.train(lambda: input_fn(160))
    results = est.evaluate(lambda: input_fn(16))
    print({name: round(float(value), 1) for name, value in sorted(results.items())})
    for p in est.predict(lambda: input_fn(8)):
        print(p['generated_images'].shape, p['generated_images'].mean().round(1))
        break


if __name__ == '__main__':
    main()
