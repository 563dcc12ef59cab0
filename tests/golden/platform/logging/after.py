from absl import logging

logging.set_verbosity(logging.INFO)
LEVELS = {"debug": logging.DEBUG, "warn": logging.WARNING}


def report(step, loss):
  logging.info("step %d: %.3f", step, loss)
  logging.warning("slow")  # sometimes
  logging.warning("slower")
  logging.log_every_n(logging.ERROR, "often", 10)
  logging.log_first_n(logging.WARNING, "once", 1)
  logging.log_if(logging.INFO, "maybe %s", step > 3, step)
  logging.log(logging.DEBUG, "done")
  callback(logging.error)
