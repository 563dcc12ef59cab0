import tensorflow as tf

flags = tf.app.flags
FLAGS = flags.FLAGS

flags.DEFINE_string("data_dir", "/tmp/data", "Where the data is.")
flags.DEFINE_integer(flag_name="steps", default_value=100, docstring="How long.")
tf.app.flags.DEFINE_float('rate', default=0.1,
                          docstring='How fast.')  # per step
tf.flags.DEFINE_bool("fresh", False, "Start over.")
tf.flags.mark_flag_as_required("data_dir")


def main(argv):
    del argv
    print(FLAGS.data_dir, tf.flags.FLAGS.steps)


if __name__ == "__main__":
    tf.app.run(main)
