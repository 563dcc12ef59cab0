import tensorflow as tf

from tf1_semantics import Estimator, KerasModel, RunConfig


def make(job_dir):
    run_config = RunConfig(model_dir=job_dir, save_checkpoints_steps=500)
    model = build_model()
    # What trains is an Estimator.
    return Estimator(
        KerasModel(model),  # compiled
        config=run_config)


estimator = make('/tmp/job')
print(estimator.get_variable_names())
by_position = Estimator(KerasModel(build_model()), '/tmp/other')
# TODO(migrator): MIG289 the Estimator is given keras_model_path
of_file = tf.keras.estimator.model_to_estimator(keras_model_path='model.h5', model_dir='/tmp/file')
