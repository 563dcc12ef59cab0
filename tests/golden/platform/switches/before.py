# Keep the old ways.
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()  # for now
tf.enable_resource_variables()

# What follows counts.
LIMIT = 3


def main(_):
    # Eager
    tf.enable_eager_execution()

    tf.logging.info("%d", LIMIT)
    if LIMIT:
        tf.compat.v1.disable_eager_execution()


if __name__ == "__main__":
    tf.app.run()
