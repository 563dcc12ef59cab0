"""Optimizers of `tf.contrib.opt`, for graphs."""
import tensorflow as tf


class MovingAverageOptimizer(tf.compat.v1.train.Optimizer):
    """`tf.contrib.opt.MovingAverageOptimizer`: keeps moving averages of what another optimizer trains."""

    def __init__(self, opt, average_decay=0.9999, num_updates=None, sequential_update=True):
        super().__init__(False, "MovingAverageOptimizer")
        self.optimizer = opt
        self.averages = tf.compat.v1.train.ExponentialMovingAverage(average_decay, num_updates=num_updates)
        self.sequential_update = sequential_update
        self.swapped = {}

    def compute_gradients(self, *args, **kwargs):
        return self.optimizer.compute_gradients(*args, **kwargs)

    def apply_gradients(self, grads_and_vars, global_step=None, name=None):
        grads_and_vars = list(grads_and_vars)
        train_op = self.optimizer.apply_gradients(grads_and_vars, global_step=global_step, name=name)
        trained = [variable for gradient, variable in grads_and_vars if gradient is not None]
        with tf.control_dependencies([train_op] if self.sequential_update else []):
            averaging = self.averages.apply(trained)
        for variable in trained:
            average = self.averages.average(variable)
            self.swapped.update({variable.op.name: average, average.op.name: variable})
        return tf.group(train_op, averaging, name="train_with_avg")

    def swapping_saver(self, var_list=None, name="swapping_saver", **kwargs):
        """Returns a saver that saves each average under its variable's name, and the variable under that of its average."""
        if not self.swapped:
            raise RuntimeError("Must call apply_gradients or minimize before creating the swapping_saver")
        if var_list is None:
            var_list = tf.compat.v1.global_variables()
        if not isinstance(var_list, dict):
            var_list = {variable.op.name: variable for variable in var_list}
        saved = {key: self.swapped.get(key, variable) for key, variable in var_list.items()}
        return tf.compat.v1.train.Saver(saved, name=name, **kwargs)
