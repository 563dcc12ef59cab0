from absl import flags, logging
import tensorflow as tf

FLAGS = flags.FLAGS
logging.set_verbosity(logging.INFO)
logging.info("%s", tf.io.gfile.exists("a"))
