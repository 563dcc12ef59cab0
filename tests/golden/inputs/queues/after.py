import tensorflow as tf


def train_input_fn(pattern, batch_size):
    """Images and their classes."""
    # All the files, in any order.
    filenames = tf.io.gfile.glob(pattern)
    dataset = tf.data.Dataset.from_tensor_slices(filenames).shuffle(1024).repeat()
    dataset = dataset.flat_map(tf.data.TFRecordDataset)  # one example

    def parse(serialized):
        features = tf.io.parse_single_example(serialized, features={
            'image': tf.io.FixedLenFeature([], tf.string),
            'label': tf.io.FixedLenFeature([], tf.int64),
        })
        image = tf.io.decode_raw(features['image'], tf.uint8)
        image.set_shape([784])
        image = tf.cast(image, tf.float32) / 255.0
        return image, features['label']

    # Shuffled batches.
    def take_apart(images, labels):
        return {'image': images}, labels

    return dataset.map(parse).shuffle(
        1000 + 3 * batch_size).batch(batch_size, drop_remainder=True).map(take_apart)


def whole_files(names):
    dataset = tf.data.Dataset.from_tensor_slices(names)
    dataset = dataset.map(tf.io.read_file)
    return dataset.padded_batch(8)


def keys_are_used(names):
    # TODO(migrator): MIG180 train.string_input_producer works with queues: the files are the elements of a Dataset: tf.data.Dataset.from_tensor_slices(files), with shuffle and repeat for its shuffle and num_epochs
    queue = tf.train.string_input_producer(names)
    # TODO(migrator): MIG180 WholeFileReader works with queues: Dataset.map(tf.io.read_file) reads whole files
    key, contents = tf.WholeFileReader().read(queue)
    # TODO(migrator): MIG180 train.batch works with queues: Dataset.batch makes batches, Dataset.padded_batch those of dynamic_pad
    return tf.train.batch([key, contents], 8)
