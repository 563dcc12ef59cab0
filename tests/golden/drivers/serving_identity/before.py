import tensorflow as tf

COLUMNS = ['plon', 'plat']


def serving_input_fn():
    features = {
        name: tf.placeholder(tf.float32, [None])  # one number each
        for name in COLUMNS
    }
    features['hour'] = tf.placeholder(dtype=tf.int64, shape=(None,), name='hour')
    return tf.estimator.export.ServingInputReceiver(
        features=features, receiver_tensors=features)


def tensor_serving_input_fn():
    image = tf.placeholder(tf.uint8, name="image")
    return tf.estimator.export.TensorServingInputReceiver(image, image)


raw_fn = tf.estimator.export.build_raw_serving_input_receiver_fn(
    {'x': tf.placeholder(tf.float32, [None, 4])}, default_batch_size=1)
