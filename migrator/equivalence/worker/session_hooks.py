"""The hooks of a TF1 program, run around its steps as a MonitoredSession runs them."""
import traceback

from .following import first_lines

HARMLESS = {  # They log, save or stop, and compute nothing.
    'LoggingTensorHook', 'StepCounterHook', 'CheckpointSaverHook', 'SummarySaverHook', 'NanTensorHook', 'ProfilerHook',
    'FinalOpsHook', 'StopAtStepHook', 'GlobalStepWaiterHook', '_DatasetInitializerHook', '_StopOnPredicateHook',
    '_StopAtSecsHook', '_CheckForStoppingHook', 'InMemoryEvaluatorHook',
}
OF_SPEC = {'train': ('training_hooks', 'training_chief_hooks'), 'eval': ('evaluation_hooks',), 'infer': ('prediction_hooks',)}


def hooks_of(spec, mode):
    """Returns the hooks that an EstimatorSpec has for its mode."""
    return [hook for field in OF_SPEC[mode] for hook in getattr(spec, field, None) or ()]


def is_run(hook):
    """Whether a hook is run: it is the program's own, or feeds a step."""
    cls = type(hook)
    if getattr(hook, 'initializes', False):  # An input function's iterator, in place of which there are placeholders.
        return False
    return cls.__name__ == 'FeedFnHook' or not cls.__module__.startswith(('tensorflow', 'tensorflow_estimator'))


def not_run(hooks):
    """Returns the names of the classes of those hooks that are not run and may compute something."""
    return sorted({type(hook).__name__ for hook in hooks
                   if not is_run(hook) and not hasattr(hook, 'initializes')} - HARMLESS)


class SessionHooks(object):
    """Hooks around the steps of one graph.

    Args:
        tf: TensorFlow with the TF1 API.
        hooks: hooks; those that are not run (`is_run`) are left out.

    Attributes:
        feeds: what the hooks feed to the step that is run, or was run last.
        problem: after one has failed, the name of its class and the exception; none is run any more then.
    """

    def __init__(self, tf, hooks):
        self.tf = tf
        self.hooks = []
        for hook in hooks:
            if is_run(hook) and not any(hook is other for other in self.hooks):
                self.hooks.append(hook)
        self.feeds = {}
        self.requests = []
        self.problem = None
        self.session = None

    def begin(self):
        """Lets them add to the graph."""
        self._each(lambda hook: hook.begin())

    def created(self, session):
        """Tells them the session, when its variables are initialized."""
        self.session = session
        self._each(lambda hook: hook.after_create_session(session, None))

    def before(self, fetches):
        """Asks what they fetch and feed in the step that comes."""
        context, self.requests = self._context(fetches), []
        self._each(lambda hook: self.requests.append((hook, hook.before_run(context))))
        self.feeds = {tensor: value for _, request in self.requests if request is not None
                      for tensor, value in (request.feed_dict or {}).items()}

    def run(self, fetches, feed):
        """Runs the step for which `before` was called, and returns what is fetched."""
        wanted = {index: request.fetches for index, (_, request) in enumerate(self.requests)
                  if request is not None and request.fetches is not None}
        values, seen = self.session.run((fetches, wanted), feed)
        context, asked = self._context(fetches), [hook for hook, _ in self.requests]
        self._each(lambda hook: hook.after_run(context, self.tf.train.SessionRunValues(
            seen.get(asked.index(hook)), None, None)))
        return values

    def stop(self):
        """Runs none any more."""
        self.hooks, self.requests, self.feeds = [], [], {}

    def _context(self, fetches):
        return self.tf.train.SessionRunContext(self.tf.train.SessionRunArgs(fetches), self.session)

    def _each(self, function):
        for hook in self.hooks:
            try:
                function(hook)
            except Exception as error:  # pylint: disable=broad-except
                traceback.print_exc()
                self.problem = type(hook).__name__, error
                self.stop()
                return


def failed_hook(problem):
    """Says which hook failed and how, as it travels; None where none did."""
    return problem and (problem[0], '%s: %s' % (type(problem[1]).__name__, first_lines(str(problem[1]))))
