"""`tf.contrib.gan`: a GAN whose networks build a graph, trained by hooks, and its Estimator."""
import collections
import functools
import inspect

import tensorflow as tf

from migrator.support.gan_losses import (
    MEAN, wasserstein_discriminator_loss, wasserstein_generator_loss, wasserstein_gradient_penalty,
)
from migrator.support.scoped_estimator import ScopedEstimator
from migrator.support.specs import EstimatorSpec

GANModel = collections.namedtuple(
    "GANModel",
    "generator_inputs generated_data generator_variables generator_scope generator_fn real_data discriminator_real_outputs "
    "discriminator_gen_outputs discriminator_variables discriminator_scope discriminator_fn")
GANLoss = collections.namedtuple("GANLoss", "generator_loss discriminator_loss")
GANTrainOps = collections.namedtuple(
    "GANTrainOps", "generator_train_op discriminator_train_op global_step_inc_op train_hooks", defaults=[()])
GANTrainSteps = collections.namedtuple("GANTrainSteps", "generator_train_steps discriminator_train_steps")


def gan_model(
    generator_fn, discriminator_fn, real_data, generator_inputs, generator_scope="Generator",
    discriminator_scope="Discriminator", check_shapes=True,
):
    """Applies a generator, and a discriminator to what it makes and to real data.

    Raises:
        ValueError: the generator makes data of another shape.
    """
    with tf.compat.v1.variable_scope(generator_scope, reuse=tf.compat.v1.AUTO_REUSE) as gen_scope:
        generator_inputs = as_tensors(generator_inputs)
        generated = generator_fn(generator_inputs)
    with tf.compat.v1.variable_scope(discriminator_scope, reuse=tf.compat.v1.AUTO_REUSE) as dis_scope:
        on_generated = discriminator_fn(generated, generator_inputs)
    with tf.compat.v1.variable_scope(dis_scope, reuse=True):
        real_data = as_tensors(real_data)
        on_real = discriminator_fn(real_data, generator_inputs)
    if check_shapes and not generated.shape.is_compatible_with(real_data.shape):
        raise ValueError(f"Generator output shape ({generated.shape}) must be the same shape as real data ({real_data.shape}).")
    return GANModel(
        generator_inputs, generated, tf.compat.v1.trainable_variables(gen_scope.name), gen_scope, generator_fn, real_data,
        on_real, on_generated, tf.compat.v1.trainable_variables(dis_scope.name), dis_scope, discriminator_fn)


def as_tensors(values):
    """Returns the tensors of an array, or of a list or dict of such."""
    if isinstance(values, dict):
        return {name: tf.convert_to_tensor(value) for name, value in values.items()}
    if isinstance(values, (list, tuple)):
        return [tf.convert_to_tensor(value) for value in values]
    return tf.convert_to_tensor(values)


def gan_loss(
    model, generator_loss_fn=wasserstein_generator_loss, discriminator_loss_fn=wasserstein_discriminator_loss,
    gradient_penalty_weight=None, gradient_penalty_epsilon=1e-10, gradient_penalty_target=1.0,
    gradient_penalty_one_sided=False, reduction=MEAN, add_summaries=True,
):
    """Returns the losses of a `GANModel`, with the regularization losses of each network."""
    options = {"reduction": reduction, "add_summaries": add_summaries}
    generator_loss = call_with(generator_loss_fn, model, **options)
    discriminator_loss = call_with(discriminator_loss_fn, model, **options)
    if gradient_penalty_weight is not None:
        discriminator_loss += gradient_penalty_weight * wasserstein_gradient_penalty(
            model, epsilon=gradient_penalty_epsilon, target=gradient_penalty_target, one_sided=gradient_penalty_one_sided,
            reduction=reduction)
    return GANLoss(
        generator_loss + tf.compat.v1.losses.get_regularization_loss(model.generator_scope.name),
        discriminator_loss + tf.compat.v1.losses.get_regularization_loss(model.discriminator_scope.name))


def call_with(function, *args, **options):
    """Calls a function, with those of some options that it takes."""
    taken = inspect.signature(function).parameters
    takes_all = any(parameter.kind is parameter.VAR_KEYWORD for parameter in taken.values())
    return function(*args, **{name: value for name, value in options.items() if takes_all or name in taken})


def gan_train_ops(
    model, loss, generator_optimizer, discriminator_optimizer, check_for_unused_update_ops=True, is_chief=True, **kwargs,
):
    """Returns the operations that train each network once, and the one that counts a step.

    Raises:
        ValueError: there are update operations of neither network.
    """
    collected = tf.compat.v1.get_collection(tf.compat.v1.GraphKeys.UPDATE_OPS)
    own = [[op for op in collected if op.name.startswith(f"{scope.name}/")]
           for scope in (model.generator_scope, model.discriminator_scope)]
    unused = [op for op in collected if op not in own[0] and op not in own[1]]
    if check_for_unused_update_ops and unused:
        raise ValueError(f"There are unused update ops: {unused}")
    return GANTrainOps(
        create_train_op(loss.generator_loss, generator_optimizer, None, own[0], model.generator_variables, **kwargs),
        create_train_op(loss.discriminator_loss, discriminator_optimizer, None, own[1], model.discriminator_variables, **kwargs),
        tf.compat.v1.train.get_or_create_global_step().assign_add(1))


def create_train_op(
    total_loss, optimizer, global_step="", update_ops=None, variables_to_train=None, transform_grads_fn=None,
    summarize_gradients=False, gate_gradients=1, aggregation_method=None, colocate_gradients_with_ops=False,
    check_numerics=True,
):
    """`tf.contrib.training.create_train_op`: minimizes a loss behind update operations; the op is the loss."""
    if global_step == "":
        global_step = tf.compat.v1.train.get_or_create_global_step()
    if update_ops is None:
        update_ops = tf.compat.v1.get_collection(tf.compat.v1.GraphKeys.UPDATE_OPS)
    with tf.control_dependencies(list(update_ops)):
        total_loss = tf.identity(total_loss)
    grads = optimizer.compute_gradients(
        total_loss, variables_to_train or tf.compat.v1.trainable_variables(), gate_gradients, aggregation_method)
    if transform_grads_fn is not None:
        grads = transform_grads_fn(grads)
    update = optimizer.apply_gradients(grads, global_step)
    if check_numerics:
        total_loss = tf.debugging.check_numerics(total_loss, "LossTensor is inf or nan")
    with tf.control_dependencies([update]):
        return tf.identity(total_loss)


class RunTrainOpsHook(tf.compat.v1.train.SessionRunHook):
    """Runs operations some times before each step, each time on another batch."""

    def __init__(self, train_ops, train_steps):
        self.train_ops = train_ops if isinstance(train_ops, (list, tuple)) else [train_ops]
        self.train_steps = train_steps

    def before_run(self, run_context):
        for _ in range(self.train_steps):
            run_context.session.run(self.train_ops)


def get_sequential_train_hooks(train_steps=GANTrainSteps(1, 1)):
    """Has the generator trained some times in each step, then the discriminator."""
    return lambda ops: [
        RunTrainOpsHook(ops.generator_train_op, train_steps.generator_train_steps),
        RunTrainOpsHook(ops.discriminator_train_op, train_steps.discriminator_train_steps), *ops.train_hooks]


def get_joint_train_hooks(train_steps=GANTrainSteps(1, 1)):
    """Has both trained together as often as both are to be in each step, then one of them alone."""
    both = min(train_steps)

    def get_hooks(ops):
        generator, discriminator = ops.generator_train_op, ops.discriminator_train_op
        return [RunTrainOpsHook([generator, discriminator], both),
                RunTrainOpsHook(generator, train_steps.generator_train_steps - both),
                RunTrainOpsHook(discriminator, train_steps.discriminator_train_steps - both), *ops.train_hooks]

    return get_hooks


class GANEstimator(ScopedEstimator):
    """`tf.contrib.gan.estimator.GANEstimator` around a `ScopedModel`.

    Each training step takes a batch for each time that a network is trained, and one for the loss that it reports.

    Args:
        model_dir, config, params: those of `tf.estimator.Estimator`; `params` may hold arguments of `gan_loss`.
        generator_fn: makes data of the features.
        discriminator_fn: judges data, given the features as well.
        generator_loss_fn, discriminator_loss_fn: functions of a `GANModel`.
        generator_optimizer, discriminator_optimizer: optimizers, or functions that make them.
        get_hooks_fn: gives the hooks that run the `GANTrainOps`; by default each network is trained once, the generator first.
        get_eval_metric_ops_fn: gives further metrics of a `GANModel`.
        add_summaries, use_loss_summaries, is_chief: have no effect.
    """

    def __init__(
        self, model_dir=None, generator_fn=None, discriminator_fn=None, generator_loss_fn=None, discriminator_loss_fn=None,
        generator_optimizer=None, discriminator_optimizer=None, get_hooks_fn=None, get_eval_metric_ops_fn=None,
        add_summaries=None, use_loss_summaries=True, config=None, params=None, is_chief=True,
    ):
        penalties = [name for name in inspect.signature(gan_loss).parameters if name.startswith("gradient_penalty") or name == "reduction"]

        def in_mode(function, mode):
            return functools.partial(function, mode=mode) if "mode" in inspect.signature(function).parameters else function

        def model_fn(features, labels, mode, params):
            if mode == "infer":
                with tf.compat.v1.variable_scope("Generator"):
                    return EstimatorSpec(mode, predictions=in_mode(generator_fn, mode)(as_tensors(features)))
            model = gan_model(in_mode(generator_fn, mode), in_mode(discriminator_fn, mode), labels, features, check_shapes=False)
            options = {name: params[name] for name in penalties if name in params}
            loss = gan_loss(model, generator_loss_fn, discriminator_loss_fn, **options)
            if mode == "eval":
                metrics = {name: tf.compat.v1.metrics.mean(value) for name, value in loss._asdict().items()}
                if get_eval_metric_ops_fn is not None:
                    metrics.update(get_eval_metric_ops_fn(model))
                return EstimatorSpec(mode, model.generated_data, loss.discriminator_loss, eval_metric_ops=metrics)
            optimizers = [one() if callable(one) else one for one in (generator_optimizer, discriminator_optimizer)]
            ops = gan_train_ops(model, loss, *optimizers)
            return EstimatorSpec(mode, loss=loss.discriminator_loss, train_op=ops.global_step_inc_op,
                                 training_hooks=(get_hooks_fn or get_sequential_train_hooks())(ops))

        super().__init__(model_fn, model_dir, config, params)
