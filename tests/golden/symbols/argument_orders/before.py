import tensorflow as tf


def compute(vectors, images, labels, logits):
    best = tf.argmax(logits, 1, 'best')
    worst = tf.argmin(logits, dimension=1, output_type=tf.int32)
    size = tf.size(vectors, 'size')
    shape = tf.shape(vectors, 'shape', tf.int64)
    turned = tf.transpose(vectors, [1, 0], 'turned')
    padded = tf.pad(vectors, [[0, 1], [1, 0]], 'CONSTANT', 'padded', 1.0)
    hits = tf.nn.in_top_k(logits, labels, 2)
    mean, variance = tf.nn.moments(vectors, [0], None, 'moments', True)
    rows = tf.gather(vectors, labels, True, 'rows', 1)
    confusion = tf.confusion_matrix(labels, labels, 3, tf.int64, 'confusion')
    masked = tf.boolean_mask(vectors, labels > 0, 'masked', 0)
    blocks = tf.space_to_depth(images, 2, 'blocks')
    back = tf.depth_to_space(blocks, block_size=2, data_format='NHWC')
    turned_around = tf.reverse_sequence(vectors, labels, seq_dim=1, batch_dim=0)
    return [best, worst, size, shape, turned, padded, hits, mean, variance, rows, confusion, masked, back, turned_around]
