import tensorflow as tf


def train_input_fn(filenames, batch_size):
    files = tf.data.Dataset.list_files(filenames)
    dataset = files.apply(tf.data.experimental.parallel_interleave(tf.data.TFRecordDataset, cycle_length=2))
    print(tf.compat.v1.data.get_output_classes(files))
    dataset = tf.data.TFRecordDataset(filenames).map(parse)
    dataset = dataset.shuffle(100).repeat().batch(batch_size)
    print(tf.compat.v1.data.get_output_types(dataset))
    print("shapes: %s" % (tf.compat.v1.data.get_output_shapes(dataset),))
    return dataset


def report(layer):
    return layer.output_shape, layer.output_shapes, layer.output_types
