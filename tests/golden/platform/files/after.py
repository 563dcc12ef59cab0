import tensorflow as tf


def prepare(directory, pattern):
    if tf.io.gfile.exists(directory):
        tf.io.gfile.rmtree(path=directory)
    tf.io.gfile.makedirs(directory)
    tf.io.gfile.mkdir(directory + "/a")
    for name in tf.io.gfile.listdir(directory):
        if not tf.io.gfile.isdir(name):
            tf.io.gfile.remove(path=name)
    tf.io.gfile.copy("a", dst="b", overwrite=True)
    tf.io.gfile.rename("a", "b", True)
    with tf.io.gfile.GFile(
            directory + "/x", "w") as x, tf.io.gfile.GFile("y", "rb") as y:
        x.write(y.read())
    for root, folders, files in tf.io.gfile.walk(directory, topdown=False):
        print(root, tf.io.gfile.stat(root).length, files)
    return [
        tf.io.gfile.GFile(name).read() for name in sorted(tf.io.gfile.glob(pattern))]
