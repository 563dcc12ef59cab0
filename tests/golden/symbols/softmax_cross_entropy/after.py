import keras
import tensorflow as tf


def compute(one_hot, logits, labels):
    plain = keras.ops.categorical_crossentropy(
        target=tf.stop_gradient(one_hot), output=logits, from_logits=True)
    both = keras.ops.categorical_crossentropy(target=tf.nn.softmax(one_hot), output=logits, from_logits=True)
    encoded = keras.ops.categorical_crossentropy(target=tf.one_hot(labels, 3), output=logits, from_logits=True)
    along = keras.ops.categorical_crossentropy(
        target=one_hot,
        output=logits,
        from_logits=True,
        axis=0)
    return [plain, both, encoded, along]
