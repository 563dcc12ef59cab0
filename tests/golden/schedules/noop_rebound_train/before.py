import tensorflow as tf

train = tf.train
train = make_train(train)
rate = train.exponential_decay(0.1, step, 100, 0.9)
