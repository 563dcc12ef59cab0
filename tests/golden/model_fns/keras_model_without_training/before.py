import tensorflow as tf


def tower():
    return tf.keras.Sequential([
        tf.keras.layers.Dense(32, activation=tf.nn.relu),
        tf.keras.layers.Dropout(0.5),
    ])


class Head(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(10)
        self.drop = tf.keras.layers.Dropout(0.5)

    def call(self, inputs, training=None):
        return self.dense(self.drop(inputs, training=training))


# Dropout never ran: nobody said that it is the training.
def model_fn(features, labels, mode):
    net = tower()
    head = Head()
    if mode == tf.estimator.ModeKeys.TRAIN:
        logits = head(net(features))
        loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
        train_op = tf.train.AdamOptimizer(1e-3).minimize(loss, tf.train.get_global_step())
        spec = tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
    elif mode == tf.estimator.ModeKeys.EVAL:
        logits = head(net(features, training=False), training=False)
        loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
        spec = tf.estimator.EstimatorSpec(mode, loss=loss)
    return spec
