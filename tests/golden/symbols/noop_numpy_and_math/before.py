import tensorflow as tf
import math

import numpy as np

y = np.where(mask, x, y)
z = np.log(x) + math.log(2) + np.sum(x, keepdims=True)
w = tf.math.log(x)
