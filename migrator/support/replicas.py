"""A training that several replicas share: the devices of a machine, or the machines of a cluster."""
import itertools

import keras
import tensorflow as tf


def fit(model, dataset, steps=None, callbacks=()):
    """`model.fit` for so many steps, or until the data end, on all replicas of the strategy that the model was made under."""
    if model.distribute_strategy.num_replicas_in_sync > 1:
        fit_replicas(model, dataset, steps, callbacks)
    else:
        model.fit(dataset if steps is None else dataset.take(steps), epochs=1, verbose=0, callbacks=list(callbacks))


def fit_replicas(model, dataset, steps=None, callbacks=()):
    """`model.fit` under a distribution strategy of several replicas, which Keras 3 does not fit across machines.

    As with the Estimator, each replica takes batches of its own from the dataset; an update is made with the mean of their
    gradients.

    Args:
        model: a compiled model that was made under the strategy.
        dataset: what each machine trains on.
        steps: how many steps to train; None trains until the data end.
        callbacks: callbacks of the training.
    """
    strategy = model.distribute_strategy
    average_gradients(model)

    @tf.function
    def step(iterator):
        logs = strategy.run(train_replica, args=(model, next(iterator)))
        return {name: strategy.reduce("MEAN", value, axis=None) for name, value in logs.items()}

    callbacks = keras.callbacks.CallbackList(list(callbacks), model=model)
    iterator = iter(strategy.distribute_datasets_from_function(lambda context: dataset))
    model.train_function = lambda dataset: step(iterator)  # Callbacks ask the dataset what its elements are.
    model.stop_training = False
    callbacks.on_train_begin()
    for batch in itertools.count() if steps is None else range(steps):
        callbacks.on_train_batch_begin(batch)
        try:
            logs = model.train_function(dataset)
        except tf.errors.OutOfRangeError:
            break
        callbacks.on_train_batch_end(batch, {name: float(value) for name, value in logs.items()})
        if on_any_replica(strategy, model.stop_training):
            break
    callbacks.on_train_end()
    model.train_function = None


def train_replica(model, data):
    """A training step of one replica. Moving statistics, which Keras keeps for each replica, go on from their mean."""
    logs = model.train_step(data)
    for weight in model.non_trainable_weights:
        if weight.value.dtype.is_floating:
            weight.assign(tf.distribute.get_replica_context().all_reduce("MEAN", weight.value))
    return logs


def average_gradients(model):
    """Has the optimizers of a model apply the mean of the replicas' gradients, which Keras adds up."""
    held = {id(value): value for value in vars(model).values() if isinstance(value, keras.optimizers.Optimizer)}
    for optimizer in held.values():
        if not hasattr(optimizer, "apply_sum"):
            optimizer.apply_sum = optimizer.apply
            optimizer.apply = lambda grads, variables=None, apply=optimizer.apply_sum: apply(
                [mean_over_replicas(gradient) for gradient in grads], variables)


def mean_over_replicas(gradient):
    """Returns the part of a replica's gradient in the mean of all."""
    replicas = tf.distribute.get_strategy().num_replicas_in_sync
    if isinstance(gradient, tf.IndexedSlices):
        return tf.IndexedSlices(gradient.values / replicas, gradient.indices, gradient.dense_shape)
    return None if gradient is None else gradient / replicas


def on_any_replica(strategy, flag):
    """Returns whether a flag is set on any machine: all have to do the same."""
    if strategy.cluster_resolver is None:
        return flag
    return bool(sum_over_replicas(strategy, tf.constant(float(flag))) > 0)


@tf.function
def sum_over_replicas(strategy, value):
    return strategy.reduce("SUM", strategy.run(lambda: value), axis=None)
