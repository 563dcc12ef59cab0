import keras
import tensorflow as tf

from tf1_semantics import AUC

accuracy = keras.metrics.Accuracy(name="accuracy")
accuracy.update_state(labels, tf.argmax(logits, 1))
auc = AUC(curve="PR", name="auc")
