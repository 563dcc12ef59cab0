import tensorflow as tf


def compute(images):
    small = tf.compat.v1.image.resize_images(images, [3, 4])
    aligned = tf.compat.v1.image.resize_bilinear(images, [9, 9], align_corners=True)
    nearest = tf.compat.v1.image.resize_nearest_neighbor(images, size=(9, 5))
    again = tf.compat.v1.image.resize(images, [4, 3], method=tf.image.ResizeMethod.BICUBIC)
    crops = tf.image.crop_and_resize(
        images, [[0.0, 0.0, 0.5, 0.5]], box_indices=[1], crop_size=[2, 2])
    patches = tf.image.extract_patches(
        images, sizes=[1, 2, 2, 1], strides=[1, 2, 2, 1], rates=[1, 1, 1, 1], padding="VALID")
    return [small, aligned, nearest, again, crops, patches]
