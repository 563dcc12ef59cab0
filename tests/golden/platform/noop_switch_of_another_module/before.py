import tensorflow as tf
from switches import disable_v2_behavior

disable_v2_behavior()
