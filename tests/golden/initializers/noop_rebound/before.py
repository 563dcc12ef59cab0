import tensorflow as tf

init = tf.nn.relu
if flag:
    init = other
init = init()
