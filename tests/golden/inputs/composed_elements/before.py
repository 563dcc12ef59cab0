import tensorflow as tf


def read(path):
    dataset = tf.data.TFRecordDataset(path).map(parse).batch(8)
    return dataset.make_one_shot_iterator().get_next()


def parse(record):
    return tf.parse_single_example(record, {'x': tf.FixedLenFeature([3], tf.float32)})


def train_input_fn():
    batch = read('train.tfrecords')
    # The last column is the label.
    label = batch['x'][:, 2:]
    return {'x': batch['x'][:, :2]}, label


def eval_input_fn():
    return read('eval.tfrecords')


def show():
    batch = read('eval.tfrecords')
    print(batch)


class Reader(object):
    def __init__(self, path):
        self.batch = read(path)
