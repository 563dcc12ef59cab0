import tensorflow as tf

SPEC = {
  'image': tf.io.FixedLenFeature([], tf.string),  # encoded
  'label': tf.io.FixedLenFeature(shape=[1], dtype=tf.int64, default_value=[0]),
  'words': tf.io.VarLenFeature(tf.string),
}


def parse(serialized):
  features = tf.io.parse_single_example(serialized, SPEC, name='parse')
  image = tf.reshape(tf.io.decode_raw(features['image'], tf.uint8), [28, 28])
  return tf.image.convert_image_dtype(image, tf.float32), features['label']


def rows(line):
  return tf.io.decode_csv(line, [[0.0], ['']], ';', True, name='rows')


def write(path, records):
  with tf.io.TFRecordWriter(path) as writer:
    for record in records:
      writer.write(record)
