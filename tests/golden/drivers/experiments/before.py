from tensorflow.contrib import learn
from tensorflow.contrib.learn.python.learn import learn_runner
from tensorflow.contrib.learn.python.learn.utils import saved_model_export_utils
import tensorflow as tf

from model import build_estimator, serving_input_fn


def experiment_fn(output_dir):
    # One export, at the end.
    return learn.Experiment(
        build_estimator(output_dir),
        train_input_fn=read('train'),
        eval_input_fn=read('eval'),
        export_strategies=[saved_model_export_utils.make_export_strategy(
            serving_input_fn, default_output_alternative_key=None, exports_to_keep=1)],
        train_steps=1000,
        eval_delay_secs=30)


def metrics_fn(output_dir):
    return tf.contrib.learn.Experiment(
        build_estimator(output_dir), read('train'), read('eval'), eval_metrics={'rmse': rmse})


learn_runner.run(experiment_fn, '/tmp/output')
learn_runner.run(metrics_fn, output_dir='/tmp/output', schedule='continuous_eval')
