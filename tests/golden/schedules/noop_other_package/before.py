import tensorflow as tf
import optax

rate = optax.exponential_decay(0.1, 100, 0.9)(tf.constant(3))
