import tensorflow as tf

init = tf.global_variables_initializer()
local = tf.initializers.local_variables()
