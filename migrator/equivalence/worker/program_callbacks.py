"""The callbacks of a migrated program, run around the steps of its model as `fit` runs them."""
import sys
import traceback

from .session_hooks import failed_hook

SUPPORT = 'TF1 semantics that Keras lacks'  # How the docstring of a support module begins: its callbacks log, save and stop.

CHANGING = ('LearningRateScheduler', 'ReduceLROnPlateau', 'SwapEMAWeights', 'LambdaCallback')


def is_own(callback):
    """Whether a callback is the program's own."""
    module = type(callback).__module__
    return module.partition('.')[0] not in ('keras', 'tensorflow', 'tf_keras') and not (
        getattr(sys.modules.get(module), '__doc__', None) or '').startswith(SUPPORT)


def not_run(callbacks):
    """Returns the names of the classes of Keras's own callbacks that may change what is trained; they are not run."""
    return sorted({type(callback).__name__ for callback in callbacks or ()
                   if type(callback).__name__ in CHANGING and type(callback).__module__.startswith('keras')})


class ProgramCallbacks(object):
    """Callbacks around the steps of one model.

    Args:
        model: the model.
        callbacks: what `fit` was given; those that are not the program's own are left out.

    Attributes:
        problem: after one has failed, the name of its class and the exception; none is run any more then.
    """

    def __init__(self, model, callbacks):
        self.model = model
        self.callbacks = [callback for callback in callbacks or () if is_own(callback)]
        self.problem = None
        self.begun = False

    def before(self, step):
        """Tells them that a step comes."""
        if not self.begun:
            self.begun = True
            for callback in self.callbacks:
                callback.set_model(self.model)
            self._each(lambda callback: callback.on_train_begin())
        self._each(lambda callback: callback.on_train_batch_begin(step, {}))

    def after(self, step, logs):
        """Tells them what the step gave."""
        self._each(lambda callback: callback.on_train_batch_end(step, logs))
        self.model.stop_training = False

    def stop(self):
        """Runs none any more."""
        self.callbacks = []

    @property
    def failed(self):
        return failed_hook(self.problem)

    def _each(self, function):
        for callback in self.callbacks:
            try:
                function(callback)
            except Exception as error:  # pylint: disable=broad-except
                traceback.print_exc()
                self.problem = type(callback).__name__, error
                self.stop()
                return
