import keras
import tensorflow.contrib.slim as slim


def lenet(images, num_classes, is_training=False, dropout_keep_prob=0.5, scope='LeNet'):
  """LeNet, without its arg_scope."""
  net = keras.layers.Conv2D(32, [5, 5], padding='same', activation='relu', name='conv1')(images)
  net = keras.layers.MaxPooling2D([2, 2], 2, name='pool1')(net)
  net = keras.layers.Conv2D(
      64, [5, 5], strides=2, padding='valid', activation='elu', name='conv2')(net)
  net = keras.layers.AveragePooling2D([2, 2], strides=2, name='pool2')(net)
  net = keras.layers.Flatten()(net)
  net = keras.layers.Dense(
      1024, activation='relu', kernel_regularizer=slim.l2_regularizer(0.0005), name='fc3')(net)
  net = keras.layers.Dropout(1 - dropout_keep_prob, name='dropout3')(net, training=is_training)
  net = keras.layers.Dropout(0.2)(net, training=True)
  return keras.layers.Dense(num_classes, name='fc4')(net)
