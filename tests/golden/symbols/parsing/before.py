import tensorflow as tf

SPEC = {
  'image': tf.FixedLenFeature([], tf.string),  # encoded
  'label': tf.FixedLenFeature(shape=[1], dtype=tf.int64, default_value=[0]),
  'words': tf.VarLenFeature(tf.string),
}


def parse(serialized):
  features = tf.parse_single_example(serialized, SPEC, 'parse')
  image = tf.reshape(tf.decode_raw(features['image'], tf.uint8), [28, 28])
  return tf.image.convert_image_dtype(image, tf.float32), features['label']


def rows(line):
  return tf.decode_csv(line, [[0.0], ['']], ';', True, 'rows')


def write(path, records):
  with tf.python_io.TFRecordWriter(path) as writer:
    for record in records:
      writer.write(record)
