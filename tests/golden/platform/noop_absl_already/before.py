from absl import app, flags, logging
import tensorflow as tf

FLAGS = flags.FLAGS
flags.DEFINE_string("name", None, "Whose.")
logging.set_verbosity(logging.INFO)


def main(_):
    logging.info("%s", FLAGS.name)


if __name__ == "__main__":
    app.run(main)
