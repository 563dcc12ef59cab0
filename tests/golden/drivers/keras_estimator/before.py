import tensorflow as tf


def make(job_dir):
    run_config = tf.estimator.RunConfig(model_dir=job_dir, save_checkpoints_steps=500)
    model = build_model()
    # What trains is an Estimator.
    return tf.keras.estimator.model_to_estimator(
        keras_model=model,  # compiled
        config=run_config)


estimator = make('/tmp/job')
print(estimator.get_variable_names())
by_position = tf.keras.estimator.model_to_estimator(build_model(), None, None, '/tmp/other')
of_file = tf.keras.estimator.model_to_estimator(keras_model_path='model.h5', model_dir='/tmp/file')
