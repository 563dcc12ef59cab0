import tensorflow as tf


def read(path):
    dataset = tf.data.TFRecordDataset(path).map(parse).batch(8)
    return dataset


def parse(record):
    return tf.io.parse_single_example(
        record, {'x': tf.io.FixedLenFeature([3], tf.float32)})


def train_input_fn():

    def take_apart(batch):
        # The last column is the label.
        label = batch['x'][:, 2:]
        return {'x': batch['x'][:, :2]}, label

    return read('train.tfrecords').map(take_apart)


def eval_input_fn():
    return read('eval.tfrecords')


def show():
    # TODO(migrator): MIG141 this gives a Dataset, where an element of it is used
    batch = read('eval.tfrecords')
    print(batch)


class Reader(object):
    def __init__(self, path):
        # TODO(migrator): MIG141 this gives a Dataset, where an element of it is used
        self.batch = read(path)
