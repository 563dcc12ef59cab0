import tensorflow as tf


def predictions(logits, labels, weights, temperature=1.0, clip=None, smoothing=0.0, name='predictions', trace=False):
    scaled = tf.nn.softmax(tf.clip_by_value(logits / temperature, -clip, clip) if clip is not None else logits / temperature)
    return dict(scaled=scaled, error=tf.reduce_mean(tf.abs(tf.cast(labels, tf.float32) - scaled) * tf.cast(weights, tf.float32)),
        name=name, trace=trace)
