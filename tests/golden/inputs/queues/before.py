import tensorflow as tf


def train_input_fn(pattern, batch_size):
    """Images and their classes."""
    # All the files, in any order.
    filenames = tf.gfile.Glob(pattern)
    filename_queue = tf.train.string_input_producer(filenames)
    reader = tf.TFRecordReader()
    _, serialized = reader.read(filename_queue)  # one example
    features = tf.parse_single_example(serialized, features={
        'image': tf.FixedLenFeature([], tf.string),
        'label': tf.FixedLenFeature([], tf.int64),
    })
    image = tf.decode_raw(features['image'], tf.uint8)
    image.set_shape([784])
    image = tf.cast(image, tf.float32) / 255.0

    # Shuffled batches.
    images, labels = tf.train.shuffle_batch(
        [image, features['label']], batch_size=batch_size, num_threads=2,
        capacity=1000 + 3 * batch_size, min_after_dequeue=1000)
    return {'image': images}, labels


def whole_files(names):
    queue = tf.train.string_input_producer(names, shuffle=False, num_epochs=1)
    _, contents = tf.WholeFileReader().read(queue)
    return tf.train.batch([contents], 8, allow_smaller_final_batch=True, dynamic_pad=True)


def keys_are_used(names):
    queue = tf.train.string_input_producer(names)
    key, contents = tf.WholeFileReader().read(queue)
    return tf.train.batch([key, contents], 8)
