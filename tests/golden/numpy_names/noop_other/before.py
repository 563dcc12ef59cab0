import numpy as np
import tensorflow as tf


class np_like:
    float = 3
    int = 4


x = np.zeros(3, np.float32) + np_like.float
y = np.int64(np.inf) if np.isnan(np.nan) else np.bool_(True)
z = tf.constant(x)
