import tensorflow as tf
from mylib import zeros_initializer, initializers

a = zeros_initializer()
b = initializers.truncated_normal(0.1)
