import keras
import tensorflow as tf

a = keras.regularizers.L2(0.5 * scale)
b = keras.regularizers.L1L2(l1=0.1, l2=0.05)
c = tf.nn.l2_loss(w)
