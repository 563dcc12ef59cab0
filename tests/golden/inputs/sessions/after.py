from absl import flags
import numpy as np
import tensorflow as tf

FLAGS = flags.FLAGS
flags.DEFINE_string('path', 'data.csv', 'the data')

# What comes out of the pipeline?
with tf.Graph().as_default():
    dataset = tf.data.TextLineDataset(FLAGS.path).batch(2)
    lines = tf.compat.v1.data.make_one_shot_iterator(dataset).get_next()
    count = tf.size(lines)
    with tf.compat.v1.Session(
            config=tf.compat.v1.ConfigProto(log_device_placement=False)) as sess:
        print(sess.run([lines, count]))


def last_of(path):
  with tf.Graph().as_default():
    it = tf.compat.v1.data.make_one_shot_iterator(tf.data.TextLineDataset(path))
    line = it.get_next()
    session = tf.compat.v1.Session()
    try:
      while True:
        last = session.run(line)
    except tf.errors.OutOfRangeError:
      pass
    finally:
      session.close()
  return last


def served(path, values):
    with tf.compat.v1.Session(graph=tf.Graph()) as sess:
        tf.compat.v1.saved_model.loader.load(sess, [tf.saved_model.SERVING], path)
        return sess.run('y:0', feed_dict={'x:0': values})


def entropy(p):
    with tf.Graph().as_default() as graph:
        probabilities = tf.compat.v1.placeholder(tf.float32)
        total = -tf.reduce_sum(probabilities * tf.math.log(probabilities))
    with tf.compat.v1.Session(graph=graph) as sess:
        return sess.run(total, {probabilities: p})
