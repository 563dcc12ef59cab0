import tensorflow as tf


class Losses(object):

  def huber_loss(self, labels, predictions):
    return tf.abs(labels - predictions)


loss = Losses().huber_loss(labels, predictions)
