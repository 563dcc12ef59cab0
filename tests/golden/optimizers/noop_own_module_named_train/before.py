import tensorflow as tf

from project import train

optimizer = train.AdamOptimizer(tf.constant(0.1), beta1=0.5)
