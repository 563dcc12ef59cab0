"""What is told of checkpoints while a model trains."""


class CheckpointSaverListener:
    """`tf.train.CheckpointSaverListener`: is told of each checkpoint. No session saves it: the methods are given None."""

    def begin(self):
        """Called before a training."""

    def before_save(self, session, global_step_value):
        """Called before a checkpoint is saved."""

    def after_save(self, session, global_step_value):
        """Called after a checkpoint is saved; stops the training if it returns True."""

    def end(self, session, global_step_value):
        """Called after the last checkpoint of a training."""
