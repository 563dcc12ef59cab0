import tensorflow as tf
import random

import numpy as np

np.random.seed(1)
random.seed(1)
