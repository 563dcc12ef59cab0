import tensorflow as tf


def my_model(features, labels, mode, params):
    """Scores."""
    logits = tf.layers.dense(features['x'], params['classes'])

    predictions = {
        'class_ids': tf.argmax(logits, 1)[:, tf.newaxis],
        'logits': logits,
    }
    # Only one signature.
    export_outputs = {
        tf.saved_model.signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY:
            tf.estimator.export.PredictOutput(predictions)
    }
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=predictions, export_outputs=export_outputs)

    loss = tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=logits)
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss)
    train_op = tf.train.AdagradOptimizer(0.1).minimize(loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def main(train_input_fn, feature_spec):
    classifier = tf.estimator.Estimator(model_fn=my_model, model_dir='models/scores', params={'classes': 3})
    classifier.train(train_input_fn, steps=100)
    classifier.export_saved_model(
        export_dir_base='exports',
        serving_input_receiver_fn=tf.estimator.export.build_parsing_serving_input_receiver_fn(feature_spec))
