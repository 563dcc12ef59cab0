from absl import app, flags, logging

flags.DEFINE_enum("mode", "train", ["train", "eval"], "What to do.")


def main(_):
  logging.info("mode %s", flags.FLAGS.mode)


if __name__ == "__main__":
  app.run(main)
