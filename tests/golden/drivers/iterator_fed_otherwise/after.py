import tensorflow as tf


# TODO(migrator): MIG282 InitHook is a hook of a session: after_create_session uses session in a way that no callback has
class InitHook(tf.train.SessionRunHook):
    def __init__(self, op, feeds):
        self.op = op
        self.feeds = feeds

    def after_create_session(self, session, coord):
        session.run(self.op, feed_dict=self.feeds)
