import numpy
import numpy as np
import tensorflow as tf

# What a program of 2018 calls its types.
x = np.array([1, 2], dtype=np.float)  # float64
ids = numpy.zeros((3,), numpy.int).astype(np.float_)
mask = np.array([True], dtype=np.bool)
names = np.array(['a'], np.str)
worst = [np.Inf, np.NINF, -np.Infinity, np.NaN, 2 ** np.NINF]
total = np.product(x) if np.alltrue(mask) else np.asscalar(x[:1] * 2)
first = np.asscalar(np.array(3))
same = np.in1d(ids, x)
y = tf.constant(x)
