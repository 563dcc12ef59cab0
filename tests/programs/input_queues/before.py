"""Linear models fed by queues: lines, records and slices."""
import os
import tempfile

import numpy as np
import tensorflow as tf

folder = tempfile.mkdtemp()
for number in range(2):
    with open(os.path.join(folder, "part%d.csv" % number), "w") as f:
        f.write("a,b,y\n")
        for i in range(6):
            v = number * 6 + i
            f.write("%.1f,%.1f,%.2f\n" % (v / 10.0, (v % 4) / 5.0, 0.3 * v - 0.5 * (v % 4)))
records = os.path.join(folder, "data.tfrecord")
with tf.python_io.TFRecordWriter(records) as writer:
    for v in range(11):
        feature = {"x": tf.train.Feature(float_list=tf.train.FloatList(value=[v / 10.0, (v % 3) / 2.0])),
                   "y": tf.train.Feature(float_list=tf.train.FloatList(value=[v * 0.2]))}
        writer.write(tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString())

COLUMNS = ["a", "b", "y"]
DEFAULTS = [[0.0], [0.0], [0.0]]


def read_csv(filenames, batch_size, num_epochs=None):
    filename_queue = tf.train.string_input_producer(filenames, num_epochs=num_epochs, shuffle=False)
    reader = tf.TextLineReader(skip_header_lines=1)
    _, rows = reader.read_up_to(filename_queue, num_records=batch_size)

    # Each line becomes a row of columns.
    row_columns = tf.expand_dims(rows, -1)
    columns = tf.decode_csv(row_columns, record_defaults=DEFAULTS)
    features = dict(zip(COLUMNS, columns))
    labels = features.pop("y")
    return {"x": tf.concat([features["a"], features["b"]], axis=1)}, labels


def read_rows(filenames, batch_size, num_epochs):
    """One line at a time."""
    queue = tf.train.string_input_producer(filenames, shuffle=False, num_epochs=num_epochs)
    key, value = tf.TextLineReader(skip_header_lines=1).read(queue)
    a, b, y = tf.decode_csv(value, record_defaults=DEFAULTS)
    features = tf.stack([a, b])
    # The last batch has fewer rows.
    feature_batch, label_batch = tf.train.batch([features, y], batch_size=batch_size, num_threads=1, capacity=64,
                                                allow_smaller_final_batch=True)
    return {"x": feature_batch}, tf.expand_dims(label_batch, -1)


def read_records():
    reader = tf.TFRecordReader()
    files = tf.train.string_input_producer([records], num_epochs=2, shuffle=False)
    _, serialized = reader.read(files)
    parsed = tf.parse_single_example(serialized, {"x": tf.FixedLenFeature([2], tf.float32),
                                                  "y": tf.FixedLenFeature([1], tf.float32)})
    y = parsed.pop("y")
    batch = tf.train.batch({"x": parsed["x"], "y": y}, 4)
    labels = batch.pop("y")
    return batch, labels


X = np.arange(14, dtype=np.float32).reshape(7, 2) / 10


def read_slices():
    x, y = tf.train.slice_input_producer([X, X[:, :1] * 2], num_epochs=3, shuffle=False)
    x, y = tf.train.batch([x, y], batch_size=5)
    return {"x": x}, y


def model_fn(features, labels, mode):
    y = tf.layers.dense(features["x"], 1, kernel_initializer=tf.zeros_initializer())
    loss = tf.losses.mean_squared_error(labels, y)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, predictions={"y": y})


files = sorted(os.path.join(folder, f) for f in os.listdir(folder) if f.endswith("csv"))
for train_fn, eval_fn, steps in (
        (lambda: read_csv(files, 4), lambda: read_csv(files, 5, num_epochs=1), 10),
        (lambda: read_rows(files, 5, 3), lambda: read_rows(files, 5, 1), None),
        (read_records, read_records, None), (read_slices, read_slices, None)):
    estimator = tf.estimator.Estimator(model_fn)
    estimator.train(train_fn, steps=steps)
    result = estimator.evaluate(eval_fn)
    print(result["global_step"], "%.6f" % result["loss"])
