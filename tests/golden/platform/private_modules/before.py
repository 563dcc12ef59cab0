from tensorflow.python.platform import flags
from tensorflow.python.platform import gfile
from tensorflow.python.platform import tf_logging as logging

FLAGS = flags.FLAGS
logging.set_verbosity(logging.INFO)
logging.info("%s", gfile.Exists("a"))
