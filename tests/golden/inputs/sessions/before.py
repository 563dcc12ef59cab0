import numpy as np
import tensorflow as tf
from tensorflow import Session

flags = tf.app.flags
FLAGS = flags.FLAGS
flags.DEFINE_string('path', 'data.csv', 'the data')

# What comes out of the pipeline?
dataset = tf.data.TextLineDataset(FLAGS.path).batch(2)
lines = dataset.make_one_shot_iterator().get_next()
count = tf.size(lines)
with tf.Session(config=tf.ConfigProto(log_device_placement=False)) as sess:
    print(sess.run([lines, count]))


def last_of(path):
  it = tf.data.TextLineDataset(path).make_one_shot_iterator()
  line = it.get_next()
  session = Session()
  try:
    while True:
      last = session.run(line)
  except tf.errors.OutOfRangeError:
    pass
  finally:
    session.close()
  return last


def served(path, values):
    with tf.Session(graph=tf.Graph()) as sess:
        tf.saved_model.loader.load(sess, [tf.saved_model.tag_constants.SERVING], path)
        return sess.run('y:0', feed_dict={'x:0': values})


def entropy(p):
    with tf.Graph().as_default() as graph:
        probabilities = tf.placeholder(tf.float32)
        total = -tf.reduce_sum(probabilities * tf.log(probabilities))
    with tf.Session(graph=graph) as sess:
        return sess.run(total, {probabilities: p})
