import tensorflow as tf


def train(estimator, input_fn, FLAGS):
    hooks = [
        tf.train.StepCounterHook(every_n_steps=500, output_dir=FLAGS.model_dir),  # speed
        tf.train.ProfilerHook(save_steps=1000, output_dir=FLAGS.model_dir, show_memory=True),
        tf.train.NanTensorHook('loss:0', fail_on_nan_loss=False),
        tf.train.StopAtStepHook(last_step=FLAGS.steps),
    ]
    early_stopping = tf.contrib.estimator.stop_if_no_decrease_hook(
        estimator,
        metric_name='loss',
        max_steps_without_decrease=FLAGS.patience,
        run_every_secs=None,
        run_every_steps=500)
    hooks.append(early_stopping)
    hooks.append(tf.contrib.estimator.InMemoryEvaluatorHook(estimator, input_fn, every_n_iter=50))
    hooks.append(tf.train.FinalOpsHook(final_ops=report))
    estimator.train(input_fn, hooks=hooks)
