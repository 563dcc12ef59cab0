from tensorflow import flags
from tensorflow.compat.v1 import app, logging as log

flags.DEFINE_enum("mode", "train", ["train", "eval"], "What to do.")


def main(_):
  log.info("mode %s", flags.FLAGS.mode)


if __name__ == "__main__":
  app.run()
