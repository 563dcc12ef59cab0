import keras
import tensorflow as tf

from tf1_semantics import AddSign, PowerSign

adds = AddSign(0.01, alpha=0.5)
powers = PowerSign(learning_rate=0.01)
# TODO(migrator): MIG102 tf.contrib.opt.AddSignOptimizer with sign_decay_fn is not rewritten yet
decays = tf.contrib.opt.AddSignOptimizer(0.01, sign_decay_fn=tf.contrib.opt.get_linear_decay_fn(100))
regular = keras.optimizers.Adagrad(0.1, epsilon=0.0)
