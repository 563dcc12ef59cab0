import tensorflow as tf


class Data(object):
    def __init__(self, n):
        self.n = n

    def make_batch(self, batch_size):
        dataset = tf.data.Dataset.range(self.n).map(
            lambda i: (tf.cast(i, tf.float32), tf.cast(i, tf.float32) * 2)).batch(batch_size)
        return dataset


def input_fn(n, batch_size):
    data = Data(n)

    def take_apart(x, y):
        return {'x': x}, y

    return data.make_batch(batch_size).map(take_apart)


def plain_fn(n, batch_size):
    dataset = tf.data.Dataset.range(n).map(
        lambda i: (tf.cast(i, tf.float32), tf.cast(i, tf.float32) * 2)).batch(batch_size)
    return dataset


def features_fn(n):
    return plain_fn(n, 2).map(lambda *element: element[0])


def both_fn(n):

    def take_apart(x, y):
        return {'x': x, 'twice': 2 * x}, y

    return plain_fn(n, 2).map(take_apart)


def first(n):

    def take_apart(x, _):
        return x

    return plain_fn(n, 2).map(take_apart)
predict = lambda: plain_fn(3, 2).map(lambda *element: element[0])


def labels_of(n):
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        return session.run(tf.compat.v1.data.make_one_shot_iterator(plain_fn(n, 2)).get_next()[1])


class Other(object):
    def batches(self):
        return self.n

    def use(self, data):
        # TODO(migrator): MIG141 this gives a Dataset, where an element of it is used
        return data.make_batch(2), self.batches()
