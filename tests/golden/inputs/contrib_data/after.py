import tensorflow as tf


def images(paths, batch_size):
    dataset = tf.data.TFRecordDataset(paths)
    # The graph needs batches of one size.
    dataset = dataset.batch(batch_size, drop_remainder=True)  # the rest is dropped
    return dataset.prefetch(1)


def sentences(lines):
    dataset = tf.data.Dataset.from_tensor_slices(lines).map(
        lambda line: tf.compat.v1.string_split([line]).values)
    return dataset.padded_batch(32, ([None],), drop_remainder=True)


def shards(files):
    in_batches = lambda dataset: dataset.batch(8, drop_remainder=True)
    dataset = files.apply(tf.data.experimental.parallel_interleave(
        tf.data.TFRecordDataset, cycle_length=4, sloppy=True))
    return dataset.apply(in_batches).apply(lambda dataset: dataset.repeat())
