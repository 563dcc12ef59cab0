import tensorflow as tf

COLUMNS = ['sepal', 'petal', 'kind']
DEFAULTS = [[0.0], [0.0], ['']]


def read_csv(filename_queue):
    # TODO(migrator): MIG180 TextLineReader works with queues: tf.data.TextLineDataset(files) reads lines, and its skip the header of one file
    reader = tf.TextLineReader(skip_header_lines=1)
    _, value = reader.read(filename_queue)
    values = tf.io.decode_csv(value, record_defaults=DEFAULTS)
    return dict(zip(COLUMNS, values))


def generate_input_fn(pattern, batch_size=8, num_epochs=None):
    def _input_fn():
        # TODO(migrator): MIG180 train.string_input_producer works with queues: the files are the elements of a Dataset: tf.data.Dataset.from_tensor_slices(files), with shuffle and repeat for its shuffle and num_epochs
        filename_queue = tf.train.string_input_producer(
            tf.io.match_filenames_once(pattern), num_epochs=num_epochs, shuffle=False)
        features = read_csv(filename_queue)
        # TODO(migrator): MIG180 train.batch works with queues: Dataset.batch makes batches, Dataset.padded_batch those of dynamic_pad
        batch = tf.train.batch(features, batch_size=batch_size)
        label = tf.cast(tf.equal(batch.pop('kind'), 'yes'), tf.int32)
        return batch, label
    return _input_fn
