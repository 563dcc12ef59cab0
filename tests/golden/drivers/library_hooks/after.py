import tensorflow as tf

from tf1_semantics import (
    InMemoryEvaluator,
    Profiler,
    StepCounter,
    StopAtStep,
    StopOnNan,
    stop_if_no_decrease_hook,
)


def train(estimator, input_fn, FLAGS):
    hooks = [
        StepCounter(every_n_steps=500),  # speed
        Profiler(save_steps=1000, output_dir=FLAGS.model_dir),
        StopOnNan(fail_on_nan_loss=False),
        StopAtStep(last_step=FLAGS.steps),
    ]
    early_stopping = stop_if_no_decrease_hook(
        estimator,
        metric_name='loss',
        max_steps_without_decrease=FLAGS.patience,
        run_every_secs=None,
        run_every_steps=500)
    hooks.append(early_stopping)
    hooks.append(InMemoryEvaluator(estimator, input_fn, every_n_iter=50))
    # TODO(migrator): MIG284 FinalOpsHook: it runs operations of a graph where a training ends
    hooks.append(tf.train.FinalOpsHook(final_ops=report))
    estimator.train(input_fn, hooks=hooks)
