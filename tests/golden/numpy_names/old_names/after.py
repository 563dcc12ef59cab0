import numpy
import numpy as np
import tensorflow as tf

# What a program of 2018 calls its types.
x = np.array([1, 2], dtype=float)  # float64
ids = numpy.zeros((3,), int).astype(np.float64)
mask = np.array([True], dtype=np.bool)
names = np.array(['a'], str)
worst = [np.inf, (-np.inf), -np.inf, np.nan, 2 ** (-np.inf)]
total = np.prod(x) if np.all(mask) else (x[:1] * 2).item()
first = np.array(3).item()
same = np.isin(ids, x)
y = tf.constant(x)
