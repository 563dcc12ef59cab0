import tensorflow as tf

COLUMNS = ['sepal', 'petal', 'kind']
DEFAULTS = [[0.0], [0.0], ['']]


def read_csv(filename_queue):
    reader = tf.TextLineReader(skip_header_lines=1)
    _, value = reader.read(filename_queue)
    values = tf.decode_csv(value, record_defaults=DEFAULTS)
    return dict(zip(COLUMNS, values))


def generate_input_fn(pattern, batch_size=8, num_epochs=None):
    def _input_fn():
        filename_queue = tf.train.string_input_producer(
            tf.train.match_filenames_once(pattern), num_epochs=num_epochs, shuffle=False)
        features = read_csv(filename_queue)
        batch = tf.train.batch(features, batch_size=batch_size)
        label = tf.cast(tf.equal(batch.pop('kind'), 'yes'), tf.int32)
        return batch, label
    return _input_fn
