import tensorflow as tf


def compute(one_hot, logits, labels):
    plain = tf.nn.softmax_cross_entropy_with_logits(labels=one_hot, logits=logits)
    both = tf.nn.softmax_cross_entropy_with_logits_v2(labels=tf.nn.softmax(one_hot), logits=logits, name="xent")
    encoded = tf.nn.softmax_cross_entropy_with_logits(labels=tf.one_hot(labels, 3), logits=logits)
    along = tf.nn.softmax_cross_entropy_with_logits_v2(
        labels=one_hot,
        logits=logits,
        dim=0)
    return [plain, both, encoded, along]
