import tensorflow as tf


def run(logging, flags, app):
    logging.warn(flags.FLAGS)
    app.run()
