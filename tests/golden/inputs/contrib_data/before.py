import tensorflow as tf
from tensorflow.contrib.data import Dataset, TFRecordDataset


def images(paths, batch_size):
    dataset = TFRecordDataset(paths)
    # The graph needs batches of one size.
    dataset = dataset.apply(
        tf.contrib.data.batch_and_drop_remainder(batch_size=batch_size))  # the rest is dropped
    return dataset.prefetch(1)


def sentences(lines):
    dataset = Dataset.from_tensor_slices(lines).map(lambda line: tf.string_split([line]).values)
    return dataset.apply(tf.contrib.data.padded_batch_and_drop_remainder(32, ([None],)))


def shards(files):
    in_batches = tf.contrib.data.batch_and_drop_remainder(8)
    dataset = files.apply(tf.contrib.data.sloppy_interleave(tf.data.TFRecordDataset, cycle_length=4))
    return dataset.apply(in_batches).apply(lambda dataset: dataset.repeat())
