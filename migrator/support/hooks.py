"""Session hooks around the steps of a graph that no session runs."""
import tensorflow as tf


class GraphSession:
    """What hooks see of the session that they once watched.

    Args:
        graph: a `ModeGraph`.
        next_batch: gives a further batch.
    """

    def __init__(self, graph, next_batch):
        self.mode_graph = graph
        self.graph = graph.graph
        self.next_batch = next_batch

    def run(self, fetches, feed_dict=None):
        """Runs a part of the graph; where that depends on the data, on a batch of its own."""
        with tf.__internal__.eager_context.eager_mode():
            data = self.next_batch() if self.mode_graph.depends_on_data(fetches, feed_dict) else None
            return to_numpy(self.mode_graph.run(fetches, data, feed_dict))

    def should_stop(self):
        return False


class Hooks:
    """The hooks that run around each step of a graph.

    Args:
        hooks: objects of `tf.compat.v1.train.SessionRunHook`.

    Attributes:
        stop_requested: whether one of them wants no further step.
    """

    def __init__(self, hooks):
        self.hooks = hooks
        self.session = None
        self.stop_requested = False
        for hook in hooks:
            hook.begin()

    def run(self, graph, fetches, next_batch):
        """Runs a step and returns what is fetched, while the hooks look at what they ask for.

        Args:
            graph: a `ModeGraph`.
            fetches: what the step is to fetch.
            next_batch: gives the batch of the step, after those of what hooks run before it.
        """
        if not self.hooks:
            return graph.run(fetches, next_batch())
        if self.session is None:
            self.session = GraphSession(graph, next_batch)
            with self.session.graph.as_default():
                for hook in self.hooks:
                    hook.after_create_session(self.session, None)
        self.session.next_batch = next_batch
        context = tf.compat.v1.train.SessionRunContext(tf.compat.v1.train.SessionRunArgs(fetches), self.session)
        with self.session.graph.as_default():
            requests = [hook.before_run(context) for hook in self.hooks]
        wanted = [request.fetches if request else None for request in requests]
        feeds = {tensor: value for request in requests if request for tensor, value in (request.feed_dict or {}).items()}
        values, seen = graph.run((fetches, wanted), next_batch(), feeds)
        seen = to_numpy(seen)
        with self.session.graph.as_default():
            for hook, value in zip(self.hooks, seen):
                hook.after_run(context, tf.compat.v1.train.SessionRunValues(value, None, None))
        self.stop_requested = self.stop_requested or context.stop_requested
        return values

    def end(self):
        """Tells the hooks that there are no further steps."""
        if self.session is not None:
            with self.session.graph.as_default():
                for hook in self.hooks:
                    hook.end(self.session)


def to_numpy(values):
    """Returns a structure of tensors with the values that a session gave."""
    return tf.nest.map_structure(lambda value: value.numpy() if tf.is_tensor(value) else value, values)
