import tensorflow as tf

from trainer import hparams as hp

CLIP_NORM = 1.0


def create_optimizer(loss, learning_rate, num_warmup_steps):
    """Adam with warm-up and clipping."""
    global_step = tf.train.get_or_create_global_step()
    rate = tf.constant(value=learning_rate, shape=[], dtype=tf.float32)
    if num_warmup_steps:
        step = tf.cast(global_step, tf.float32)
        warm = tf.minimum(1.0, (step + 1.0) / float(num_warmup_steps))
        rate = rate * warm
    optimizer = tf.train.GradientDescentOptimizer(rate)
    tvars = tf.trainable_variables()
    grads = tf.gradients(loss, tvars)
    grads, _ = tf.clip_by_global_norm(grads, clip_norm=CLIP_NORM)
    return optimizer.apply_gradients(zip(grads, tvars), global_step=global_step)
