import tensorflow as tf

from tf1_semantics import ServingInputReceiver


def _bytes_input():
    return tf.compat.v1.placeholder(tf.string, shape=[None], name='image_bytes')


def decode(image_bytes):
    image = tf.image.decode_jpeg(image_bytes, channels=3)
    return tf.image.convert_image_dtype(image, tf.float32)


def make_serving_fn(height):
    def serving_fn():
        image_bytes = _bytes_input()
        images = tf.map_fn(decode, image_bytes, back_prop=False, dtype=tf.float32)
        images.set_shape([None, height, height, 3])
        return ServingInputReceiver({'images': images}, {'bytes': image_bytes})
    return serving_fn
