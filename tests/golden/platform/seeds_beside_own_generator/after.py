import keras
import numpy as np

keras.utils.set_random_seed(1)
data = np.random.RandomState(4).rand(4)
