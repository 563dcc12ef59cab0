import tensorflow as tf

FLAGS = tf.flags.FLAGS
tf.flags.DEFINE_integer("steps", 100, "How long.")


def main():
    print(FLAGS.steps)


if __name__ == "__main__":
    main()
