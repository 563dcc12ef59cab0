import tensorflow as tf

from tf1_semantics import DistributedEstimator, LinearRegressor, RunConfig


def build(model_dir, session, columns):
    # Train on the CPU.
    run_config = RunConfig()
    run_config = run_config.replace(model_dir=model_dir, keep_checkpoint_max=2)
    run_config = run_config.replace(train_distribute=tf.distribute.MirroredStrategy())
    name = model_dir.replace('a', 'b')
    return DistributedEstimator(lambda: LinearRegressor(columns), config=run_config), name
