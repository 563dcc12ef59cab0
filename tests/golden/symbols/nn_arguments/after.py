import tensorflow as tf
import numpy as np

KERNEL = np.linspace(-1, 1, 3 * 3 * 3 * 4).reshape(3, 3, 3, 4).astype(np.float32)


def compute(images, logits):
    net = tf.nn.conv2d(images, filters=KERNEL,
                       strides=[1, 1, 1, 1],  # dense
                       padding="SAME")
    plain = tf.nn.conv2d(images, KERNEL, [1, 2, 2, 1], "VALID")
    pooled = tf.nn.max_pool(input=net, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding="SAME")
    averaged = tf.nn.avg_pool(net, [1, 2, 2, 1], [1, 2, 2, 1], "VALID")
    depthwise = tf.nn.depthwise_conv2d(images, KERNEL, [1, 1, 1, 1], "SAME", dilations=[2, 2])
    back = tf.nn.conv2d_transpose(input=net, filters=KERNEL, output_shape=[2, 6, 6, 3], strides=[1, 1, 1, 1])
    line = tf.nn.conv1d(input=images[:, 0], filters=KERNEL[0], stride=1, padding="SAME")
    dilated = tf.nn.convolution(images, KERNEL, padding="SAME", dilations=[2, 2])
    unit = tf.nn.l2_normalize(logits, axis=1)
    return [plain, pooled, averaged, depthwise, back, line, dilated, unit,
            tf.nn.softmax(logits, axis=-1), tf.nn.log_softmax(logits, axis=0),
            tf.norm(logits, keepdims=True)]
