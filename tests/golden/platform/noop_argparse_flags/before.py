import tensorflow as tf
import argparse

FLAGS, unparsed = argparse.ArgumentParser().parse_known_args()
print(FLAGS.data_dir)
