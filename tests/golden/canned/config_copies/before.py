import tensorflow as tf


def build(model_dir, session, columns):
    # Train on the CPU.
    run_config = tf.estimator.RunConfig().replace(
        session_config=tf.ConfigProto(device_count={'GPU': 0}))
    run_config = run_config.replace(model_dir=model_dir, save_summary_steps=10,
                                    keep_checkpoint_max=2)
    run_config = run_config.replace(train_distribute=tf.distribute.MirroredStrategy())
    name = model_dir.replace('a', 'b')
    return tf.estimator.LinearRegressor(columns, config=run_config.replace(session_config=session)), name
