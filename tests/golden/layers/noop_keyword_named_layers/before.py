import tensorflow as tf

config = dict(layers=3, dense=4)
net = build(x, layers=config['layers'], dense=tf.nn.relu)
