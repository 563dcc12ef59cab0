import shutil
import tensorflow as tf


def restart(folder):
    shutil.rmtree(folder, ignore_errors=True)
    tf.summary.FileWriterCache.clear() # ensure filewriter cache is clear for TensorBoard events file
    return folder
