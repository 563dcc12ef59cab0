import tensorflow as tf


def train_input_fn(filenames, batch_size):
    files = tf.data.Dataset.list_files(filenames)
    dataset = files.apply(tf.data.experimental.parallel_interleave(tf.data.TFRecordDataset, cycle_length=2))
    print(files.output_classes)
    dataset = tf.data.TFRecordDataset(filenames).map(parse)
    dataset = dataset.shuffle(100).repeat().batch(batch_size)
    print(dataset.output_types)
    print("shapes: %s" % (dataset.output_shapes,))
    return dataset


def report(layer):
    return layer.output_shape, layer.output_shapes, layer.output_types
