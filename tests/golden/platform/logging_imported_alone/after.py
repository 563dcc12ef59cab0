"""Where all that changes is what a name means."""
from absl import logging


def report(epoch, loss):
    logging.info("epoch %d: %.3f", epoch, loss)  # to the log, not to the terminal
