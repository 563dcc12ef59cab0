import tensorflow as tf
import logging

logging.warn("x")
logging.getLogger("tensorflow").setLevel(logging.ERROR)
tf.get_logger().setLevel("ERROR")
