import tensorflow as tf
from program import *

if __name__ == "__main__":
    tf.app.run()
