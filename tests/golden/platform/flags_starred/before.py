import tensorflow as tf

OPTIONS = [("steps", 100, "How long."), ("size", 10, "How many.")]
for option in OPTIONS:
    tf.flags.DEFINE_integer(*option)
names = list(tf.flags.FLAGS)
