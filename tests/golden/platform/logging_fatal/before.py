import tensorflow as tf


def check(path):
    if not path:
        tf.logging.fatal("no path")
        return None
    return path
