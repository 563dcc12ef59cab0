import tensorflow as tf

tf.logging.set_verbosity(tf.logging.INFO)
LEVELS = {"debug": tf.logging.DEBUG, "warn": tf.logging.WARN}


def report(step, loss):
  tf.logging.info("step %d: %.3f", step, loss)
  tf.logging.warn("slow")  # sometimes
  tf.logging.warning("slower")
  tf.logging.log_every_n(tf.logging.ERROR, "often", 10)
  tf.logging.log_first_n(tf.logging.WARN, "once", 1)
  tf.logging.log_if(tf.logging.INFO, "maybe %s", step > 3, step)
  tf.logging.log(
      tf.logging.DEBUG,
      "done")
  callback(tf.logging.error)
