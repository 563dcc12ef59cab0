import tensorflow as tf


class Data(object):
    def __init__(self, n):
        self.n = n

    def make_batch(self, batch_size):
        dataset = tf.data.Dataset.range(self.n).map(lambda i: (tf.to_float(i), tf.to_float(i) * 2)).batch(batch_size)
        iterator = dataset.make_one_shot_iterator()
        x, y = iterator.get_next()
        return x, y


def input_fn(n, batch_size):
    data = Data(n)
    x, y = data.make_batch(batch_size)
    return {'x': x}, y


def plain_fn(n, batch_size):
    dataset = tf.data.Dataset.range(n).map(lambda i: (tf.to_float(i), tf.to_float(i) * 2)).batch(batch_size)
    return dataset.make_one_shot_iterator().get_next()


def features_fn(n):
    return plain_fn(n, 2)[0]


def both_fn(n):
    x, y = plain_fn(n, 2)
    return {'x': x, 'twice': 2 * x}, y


def first(n):
    x, _ = plain_fn(n, 2)
    return x
predict = lambda: plain_fn(3, 2)[0]


def labels_of(n):
    with tf.Session() as session:
        return session.run(plain_fn(n, 2)[1])


class Other(object):
    def batches(self):
        return self.n

    def use(self, data):
        return data.make_batch(2), self.batches()
