from absl import app, flags

FLAGS = flags.FLAGS

flags.DEFINE_string("data_dir", "/tmp/data", "Where the data is.")
flags.DEFINE_integer(name="steps", default=100, help="How long.")
flags.DEFINE_float('rate', default=0.1, help='How fast.')  # per step
flags.DEFINE_bool("fresh", False, "Start over.")
flags.mark_flag_as_required("data_dir")


def main(argv):
    del argv
    print(FLAGS.data_dir, flags.FLAGS.steps)


if __name__ == "__main__":
    app.run(main)
