import tensorflow as tf
import os
import shutil

shutil.rmtree(path)
os.remove(path)
gfile.Exists(path)
