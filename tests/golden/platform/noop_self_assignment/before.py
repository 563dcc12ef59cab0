import tensorflow as tf

flags = flags
x = x
