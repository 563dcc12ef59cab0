import tensorflow as tf

from tf1_semantics import Estimator, LinearRegressor, RunConfig


def build(model_dir, session, columns):
    # Train on the CPU.
    run_config = RunConfig()
    run_config = run_config.replace(model_dir=model_dir, keep_checkpoint_max=2)
    # TODO(migrator): MIG142 RunConfig has the field train_distribute
    run_config = run_config.replace(train_distribute=tf.distribute.MirroredStrategy())
    name = model_dir.replace('a', 'b')
    return Estimator(LinearRegressor(columns), config=run_config), name
