import tensorflow as tf


class InitHook(tf.train.SessionRunHook):
    def __init__(self, op, feeds):
        self.op = op
        self.feeds = feeds

    def after_create_session(self, session, coord):
        session.run(self.op, feed_dict=self.feeds)
