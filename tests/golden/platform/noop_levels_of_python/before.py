import tensorflow as tf
import logging

LEVELS = [logging.WARN, logging.FATAL]
log.fatal("x")
