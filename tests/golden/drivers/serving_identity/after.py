import tensorflow as tf

from tf1_semantics import (
    ServingInputReceiver,
    TensorServingInputReceiver,
    build_raw_serving_input_receiver_fn,
)

COLUMNS = ['plon', 'plat']


def serving_input_fn():
    features = {
        name: tf.TensorSpec([None], tf.float32)  # one number each
        for name in COLUMNS
    }
    features['hour'] = tf.TensorSpec(dtype=tf.int64, shape=(None,), name='hour')
    return ServingInputReceiver(features=features, receiver_tensors=features)


def tensor_serving_input_fn():
    image = tf.TensorSpec(None, tf.uint8, name="image")
    return TensorServingInputReceiver(image, image)


raw_fn = build_raw_serving_input_receiver_fn(
    {'x': tf.TensorSpec([None, 4], tf.float32)}, default_batch_size=1)
