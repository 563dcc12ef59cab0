import tensorflow as tf

from tf1_semantics import CheckpointSaverListener, DNNRegressor, Estimator, EvalSpec, TrainSpec


class Copies(CheckpointSaverListener):
    """Keeps what was saved."""

    def __init__(self, saver):
        self.saver = saver

    def before_save(self, session, global_step_value):
        print('saving step %d' % global_step_value)

    def after_save(self, session, global_step_value):
        print('saved step %d' % global_step_value)
        return global_step_value >= 100  # enough


# TODO(migrator): MIG147 after_save uses the session
class Looks(tf.estimator.CheckpointSaverListener):

    def after_save(self, session, step):
        print(session.run(self.rate))


estimator = Estimator(DNNRegressor([10], [tf.feature_column.numeric_column('x')]))
estimator.train(input_fn, steps=200, saving_listeners=[Copies(None), Looks()])
train_spec = TrainSpec(input_fn, max_steps=400, saving_listeners=[Copies(None)])
estimator.train_and_evaluate(train_spec, EvalSpec(input_fn))
