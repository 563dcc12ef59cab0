import tensorflow as tf


def prepare(directory, pattern):
    if tf.gfile.Exists(directory):
        tf.gfile.DeleteRecursively(dirname=directory)
    tf.gfile.MakeDirs(directory)
    tf.gfile.MkDir(directory + "/a")
    for name in tf.gfile.ListDirectory(directory):
        if not tf.gfile.IsDirectory(name):
            tf.gfile.Remove(filename=name)
    tf.gfile.Copy("a", newpath="b", overwrite=True)
    tf.gfile.Rename("a", "b", True)
    with tf.gfile.Open(directory + "/x", "w") as x, tf.gfile.FastGFile("y", "rb") as y:
        x.write(y.read())
    for root, folders, files in tf.gfile.Walk(directory, in_order=False):
        print(root, tf.gfile.Stat(root).length, files)
    return [tf.gfile.GFile(name).read() for name in sorted(tf.gfile.Glob(pattern))]
