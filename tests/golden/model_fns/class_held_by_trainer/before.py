"""Static and class methods make layers; the model_fn is a method; the network object is kept on self."""
import numpy as np
import tensorflow as tf


class Blocks(object):
    @staticmethod
    def conv_block(x, filters, training):
        x = tf.layers.conv2d(x, filters, 3, padding='same', use_bias=False)
        x = tf.layers.batch_normalization(x, training=training)
        return tf.nn.relu(x)

    @classmethod
    def double(cls, x, filters, training):
        x = cls.conv_block(x, filters, training)
        return cls.conv_block(x, filters, training)


class Net(object):
    def __init__(self, filters, classes):
        self.filters = filters
        self.classes = classes

    def inference(self, images, training):
        net = images
        for filters in self.filters:
            net = Blocks.double(net, filters, training)
            net = tf.layers.max_pooling2d(net, 2, 2)
        net = tf.layers.flatten(net)
        return tf.layers.dense(net, self.classes)


class Trainer(object):
    def __init__(self, filters, classes, lr):
        self.net = Net(filters, classes)
        self.lr = lr

    def model_fn(self, features, labels, mode):
        logits = self.net.inference(features, mode == tf.estimator.ModeKeys.TRAIN)
        if mode == tf.estimator.ModeKeys.PREDICT:
            return tf.estimator.EstimatorSpec(mode, predictions=logits)
        self.loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
        if mode == tf.estimator.ModeKeys.EVAL:
            return tf.estimator.EstimatorSpec(mode, loss=self.loss)
        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
            train_op = tf.train.GradientDescentOptimizer(self.lr).minimize(self.loss, tf.train.get_global_step())
        return tf.estimator.EstimatorSpec(mode, loss=self.loss, train_op=train_op)


def input_fn():
    random = np.random.RandomState(0)
    x = random.rand(24, 8, 8, 1).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices((x, random.randint(0, 3, 24).astype(np.int32))).batch(8)


if __name__ == '__main__':
    trainer = Trainer([4, 6], 3, 0.05)
    est = tf.estimator.Estimator(trainer.model_fn)
    est.train(input_fn)
    print(sorted(est.evaluate(input_fn)))
