from tensorflow.contrib.learn.python.learn import learn_runner
import tensorflow as tf

from model import build_estimator, serving_input_fn

from tf1_semantics import Experiment, FinalExporter, run_experiment


def experiment_fn(output_dir):
    # One export, at the end.
    return Experiment(
        build_estimator(output_dir),
        train_input_fn=read('train'),
        eval_input_fn=read('eval'),
        export_strategies=[FinalExporter(
            name='Servo',
            serving_input_receiver_fn=serving_input_fn)],
        train_steps=1000)


def metrics_fn(output_dir):
    # TODO(migrator): MIG288 the Experiment is given eval_metrics
    return tf.contrib.learn.Experiment(
        build_estimator(output_dir), read('train'), read('eval'), eval_metrics={'rmse': rmse})


run_experiment(experiment_fn, '/tmp/output')
# TODO(migrator): MIG288 the schedule is continuous_eval
learn_runner.run(metrics_fn, output_dir='/tmp/output', schedule='continuous_eval')
