import tensorflow as tf
from program import *

if __name__ == "__main__":
    # TODO(migrator): MIG102 tf.app.run() runs a main that this module does not define
    tf.app.run()
