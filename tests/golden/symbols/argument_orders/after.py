import tensorflow as tf


def compute(vectors, images, labels, logits):
    best = tf.argmax(logits, 1, name='best')
    worst = tf.argmin(logits, axis=1, output_type=tf.int32)
    size = tf.size(vectors, name='size')
    shape = tf.shape(vectors, name='shape', out_type=tf.int64)
    turned = tf.transpose(vectors, [1, 0], name='turned')
    padded = tf.pad(vectors, [[0, 1], [1, 0]], 'CONSTANT', name='padded', constant_values=1.0)
    hits = tf.nn.in_top_k(predictions=logits, targets=labels, k=2)
    mean, variance = tf.nn.moments(vectors, [0], None, name='moments', keepdims=True)
    rows = tf.gather(vectors, labels, True, name='rows', axis=1)
    confusion = tf.math.confusion_matrix(labels, labels, 3, dtype=tf.int64, name='confusion')
    masked = tf.boolean_mask(vectors, labels > 0, name='masked', axis=0)
    blocks = tf.nn.space_to_depth(images, 2, name='blocks')
    back = tf.nn.depth_to_space(blocks, block_size=2, data_format='NHWC')
    turned_around = tf.reverse_sequence(vectors, labels, seq_axis=1, batch_axis=0)
    return [best, worst, size, shape, turned, padded, hits, mean, variance, rows, confusion, masked, back, turned_around]
