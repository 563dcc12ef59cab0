import tensorflow as tf
import gflags as flags

flags.DEFINE_string("a", default_value="b", docstring="c")
