import tensorflow as tf

model.set_random_seed(1)
dataset.shuffle(10, seed=1)
