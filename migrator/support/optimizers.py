"""The optimizers of TF1, over the kernels that TF1 called."""
import keras
import tensorflow as tf


class KernelOptimizer(keras.optimizers.Optimizer):
    """An optimizer that updates variables with the kernels that `tf.train` called.

    Beside the update rule (see each subclass), the gradient of a lookup differs from Keras: TF1
    first adds up the rows of an index that occurs more than once, and then touches only the rows
    that were looked up and their slots.

    A subclass sets `dense_kernel` and `sparse_kernel` to ops, and returns from `slots` the initial
    values of its slots and from `hyperparameters` the other operands, both by the ops' names.
    """

    def __init__(self, learning_rate, name=None, **kwargs):
        super().__init__(learning_rate=learning_rate, name=name, **kwargs)

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        self.slot_variables = [
            {
                name: self.add_variable_from_reference(variable, name, keras.initializers.Constant(value))
                for name, value in self.slots().items()
            }
            for variable in variables
        ]

    def update_step(self, gradient, variable, learning_rate):
        slots = self.slot_variables[self._get_variable_index(variable)]
        operands = {"lr": learning_rate, **self.hyperparameters()}
        operands = {
            name: value if isinstance(value, bool) else tf.cast(value, variable.dtype)
            for name, value in operands.items()
        }
        operands.update({name: slot.value.handle for name, slot in slots.items()}, var=variable.handle)
        if isinstance(gradient, tf.IndexedSlices):
            indices, positions = tf.unique(gradient.indices)
            rows = tf.math.unsorted_segment_sum(gradient.values, positions, tf.size(indices))
            self.sparse_kernel(grad=tf.cast(rows, variable.dtype), indices=indices, **operands)
        else:
            self.dense_kernel(grad=tf.cast(gradient, variable.dtype), **operands)


class Momentum(KernelOptimizer):
    """`tf.train.MomentumOptimizer`: the learning rate stays out of the accumulator.

    accum = momentum * accum + gradient
    variable -= learning_rate * accum  (nesterov: learning_rate * (gradient + momentum * accum))

    `keras.optimizers.SGD` scales the gradient before it accumulates, which is the same only while
    the learning rate is constant.
    """

    dense_kernel = staticmethod(tf.raw_ops.ResourceApplyMomentum)
    sparse_kernel = staticmethod(tf.raw_ops.ResourceSparseApplyMomentum)

    def __init__(self, learning_rate, momentum, nesterov=False, **kwargs):
        super().__init__(learning_rate, **kwargs)
        self.momentum = momentum
        self.nesterov = nesterov

    def slots(self):
        return {"accum": 0.0}

    def hyperparameters(self):
        return {"momentum": self.momentum, "use_nesterov": self.nesterov}

    def get_config(self):
        return {**super().get_config(), "momentum": self.momentum, "nesterov": self.nesterov}


class RMSProp(KernelOptimizer):
    """`tf.train.RMSPropOptimizer`: the mean square starts at 1, not at 0 as in Keras.

    ms = decay * ms + (1 - decay) * gradient ** 2
    mom = momentum * mom + learning_rate * gradient / sqrt(ms + epsilon)
    variable -= mom

    If `centered`, the square of `mg`, the mean gradient, is subtracted from ms under the root.
    """

    def __init__(self, learning_rate, decay=0.9, momentum=0.0, epsilon=1e-10, centered=False, **kwargs):
        super().__init__(learning_rate, **kwargs)
        self.decay = decay
        self.momentum = momentum
        self.epsilon = epsilon
        self.centered = centered
        if centered:
            self.dense_kernel = tf.raw_ops.ResourceApplyCenteredRMSProp
            self.sparse_kernel = tf.raw_ops.ResourceSparseApplyCenteredRMSProp
        else:
            self.dense_kernel = tf.raw_ops.ResourceApplyRMSProp
            self.sparse_kernel = tf.raw_ops.ResourceSparseApplyRMSProp

    def slots(self):
        return {"ms": 1.0, "mg": 0.0, "mom": 0.0} if self.centered else {"ms": 1.0, "mom": 0.0}

    def hyperparameters(self):
        return {"rho": self.decay, "momentum": self.momentum, "epsilon": self.epsilon}

    def get_config(self):
        return {
            **super().get_config(),
            "decay": self.decay,
            "momentum": self.momentum,
            "epsilon": self.epsilon,
            "centered": self.centered,
        }


class Adagrad(KernelOptimizer):
    """`tf.train.AdagradOptimizer`: there is no epsilon.

    accum += gradient ** 2
    variable -= learning_rate * gradient / sqrt(accum)
    """

    dense_kernel = staticmethod(tf.raw_ops.ResourceApplyAdagrad)
    sparse_kernel = staticmethod(tf.raw_ops.ResourceSparseApplyAdagrad)

    def __init__(self, learning_rate, initial_accumulator_value=0.1, **kwargs):
        super().__init__(learning_rate, **kwargs)
        self.initial_accumulator_value = initial_accumulator_value

    def slots(self):
        return {"accum": self.initial_accumulator_value}

    def hyperparameters(self):
        return {}

    def get_config(self):
        return {**super().get_config(), "initial_accumulator_value": self.initial_accumulator_value}


class Adadelta(KernelOptimizer):
    """`tf.train.AdadeltaOptimizer`: epsilon is 1e-8, and lookups touch their own rows only.

    accum = rho * accum + (1 - rho) * gradient ** 2
    update = sqrt(accum_update + epsilon) / sqrt(accum + epsilon) * gradient
    accum_update = rho * accum_update + (1 - rho) * update ** 2
    variable -= learning_rate * update
    """

    dense_kernel = staticmethod(tf.raw_ops.ResourceApplyAdadelta)
    sparse_kernel = staticmethod(tf.raw_ops.ResourceSparseApplyAdadelta)

    def __init__(self, learning_rate=0.001, rho=0.95, epsilon=1e-8, **kwargs):
        super().__init__(learning_rate, **kwargs)
        self.rho = rho
        self.epsilon = epsilon

    def slots(self):
        return {"accum": 0.0, "accum_update": 0.0}

    def hyperparameters(self):
        return {"rho": self.rho, "epsilon": self.epsilon}

    def get_config(self):
        return {**super().get_config(), "rho": self.rho, "epsilon": self.epsilon}


class Ftrl(KernelOptimizer):
    """`tf.train.FtrlOptimizer`: lookups touch their own rows only.

    `keras.optimizers.Ftrl` has the same rule, but applies it to every row of a table, which sets
    rows that were never looked up to zero.
    """

    def __init__(
        self,
        learning_rate,
        learning_rate_power=-0.5,
        initial_accumulator_value=0.1,
        l1_regularization_strength=0.0,
        l2_regularization_strength=0.0,
        l2_shrinkage_regularization_strength=0.0,
        **kwargs,
    ):
        super().__init__(learning_rate, **kwargs)
        self.learning_rate_power = learning_rate_power
        self.initial_accumulator_value = initial_accumulator_value
        self.l1_regularization_strength = l1_regularization_strength
        self.l2_regularization_strength = l2_regularization_strength
        self.l2_shrinkage_regularization_strength = l2_shrinkage_regularization_strength
        if l2_shrinkage_regularization_strength > 0:
            self.dense_kernel = tf.raw_ops.ResourceApplyFtrlV2
            self.sparse_kernel = tf.raw_ops.ResourceSparseApplyFtrlV2
        else:
            self.dense_kernel = tf.raw_ops.ResourceApplyFtrl
            self.sparse_kernel = tf.raw_ops.ResourceSparseApplyFtrl

    def slots(self):
        return {"accum": self.initial_accumulator_value, "linear": 0.0}

    def hyperparameters(self):
        operands = {
            "l1": self.l1_regularization_strength,
            "l2": self.l2_regularization_strength,
            "lr_power": self.learning_rate_power,
        }
        if self.l2_shrinkage_regularization_strength > 0:
            operands["l2_shrinkage"] = self.l2_shrinkage_regularization_strength
        return operands

    def get_config(self):
        return {
            **super().get_config(),
            "learning_rate_power": self.learning_rate_power,
            "initial_accumulator_value": self.initial_accumulator_value,
            "l1_regularization_strength": self.l1_regularization_strength,
            "l2_regularization_strength": self.l2_regularization_strength,
            "l2_shrinkage_regularization_strength": self.l2_shrinkage_regularization_strength,
        }


class Adam(KernelOptimizer):
    """`tf.train.AdamOptimizer`, to the last bit.

    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient ** 2
    variable -= learning_rate * sqrt(1 - beta_2 ** t) / (1 - beta_1 ** t) * m / (sqrt(v) + epsilon)

    `keras.optimizers.Adam` has the same rule, but does not add up the rows of an index that was
    looked up twice, and rounds differently, which long training amplifies.
    """

    dense_kernel = staticmethod(tf.raw_ops.ResourceApplyAdam)

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8, **kwargs):
        super().__init__(learning_rate, **kwargs)
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        # TF1 keeps the powers of beta as running products, one factor for each step.
        self.beta1_power = self.add_variable((), keras.initializers.Constant(self.beta_1), name="beta1_power")
        self.beta2_power = self.add_variable((), keras.initializers.Constant(self.beta_2), name="beta2_power")

    def slots(self):
        return {"m": 0.0, "v": 0.0}

    def hyperparameters(self):
        return {
            "beta1_power": self.beta1_power,
            "beta2_power": self.beta2_power,
            "beta1": self.beta_1,
            "beta2": self.beta_2,
            "epsilon": self.epsilon,
        }

    def apply(self, grads, trainable_variables=None):
        iterations = super().apply(grads, trainable_variables)
        self.beta1_power.assign(self.beta1_power * self.beta_1)
        self.beta2_power.assign(self.beta2_power * self.beta_2)
        return iterations

    def sparse_kernel(self, var, m, v, lr, beta1_power, beta2_power, beta1, beta2, epsilon, grad, indices):
        # There is no such kernel: the moments of all rows decay, and all rows move.
        dtype = grad.dtype
        for slot, beta, addend in (m, beta1, grad), (v, beta2, grad * grad):
            decayed = beta * tf.raw_ops.ReadVariableOp(resource=slot, dtype=dtype)
            tf.raw_ops.AssignVariableOp(resource=slot, value=decayed)
            tf.raw_ops.ResourceScatterAdd(resource=slot, indices=indices, updates=addend * (1 - beta))
        lr = lr * tf.sqrt(1 - beta2_power) / (1 - beta1_power)
        m = tf.raw_ops.ReadVariableOp(resource=m, dtype=dtype)
        v = tf.raw_ops.ReadVariableOp(resource=v, dtype=dtype)
        tf.raw_ops.AssignSubVariableOp(resource=var, value=lr * m / (tf.sqrt(v) + epsilon))

    def get_config(self):
        return {**super().get_config(), "beta_1": self.beta_1, "beta_2": self.beta_2, "epsilon": self.epsilon}


class LazyAdam(Adam):
    """`tf.contrib.opt.LazyAdamOptimizer`: Adam that of a table only touches the rows that were looked up."""

    def sparse_kernel(self, var, m, v, lr, beta1_power, beta2_power, beta1, beta2, epsilon, grad, indices):
        rows = []
        for slot, beta, addend in (m, beta1, grad), (v, beta2, grad * grad):
            before = tf.raw_ops.ResourceGather(resource=slot, indices=indices, dtype=grad.dtype)
            rows.append(beta * before + (1 - beta) * addend)
            tf.raw_ops.ResourceScatterUpdate(resource=slot, indices=indices, updates=rows[-1])
        lr = lr * tf.sqrt(1 - beta2_power) / (1 - beta1_power)
        step = lr * rows[0] / (tf.sqrt(rows[1]) + epsilon)
        tf.raw_ops.ResourceScatterSub(resource=var, indices=indices, updates=step)


class Nadam(Adam):
    """`tf.contrib.opt.NadamOptimizer`: Adam whose step looks one gradient ahead.

    The m in Adam's step is `beta_1 * m + (1 - beta_1) * gradient`; `keras.optimizers.Nadam` has a schedule
    of the momentum beside that. Of a table, all moments decay, and the rows that were looked up move.
    """

    def dense_kernel(self, **operands):
        tf.raw_ops.ResourceApplyAdam(use_nesterov=True, **operands)

    def sparse_kernel(self, var, m, v, lr, beta1_power, beta2_power, beta1, beta2, epsilon, grad, indices):
        rows = []
        for slot, beta, addend in (m, beta1, grad), (v, beta2, grad * grad):
            decayed = beta * tf.raw_ops.ReadVariableOp(resource=slot, dtype=grad.dtype)
            tf.raw_ops.AssignVariableOp(resource=slot, value=decayed)
            tf.raw_ops.ResourceScatterAdd(resource=slot, indices=indices, updates=addend * (1 - beta))
            rows.append(tf.raw_ops.ResourceGather(resource=slot, indices=indices, dtype=grad.dtype))
        lr = lr * tf.sqrt(1 - beta2_power) / (1 - beta1_power)
        ahead = beta1 * rows[0] + (1 - beta1) * grad
        step = lr * ahead / (tf.sqrt(rows[1]) + epsilon)
        tf.raw_ops.ResourceScatterSub(resource=var, indices=indices, updates=step)


class AdaMax(Adam):
    """`tf.contrib.opt.AdaMaxOptimizer`: of a table, only the rows that were looked up and their slots change.

    m = beta_1 * m + (1 - beta_1) * gradient
    v = max(beta_2 * v, abs(gradient))
    variable -= learning_rate / (1 - beta_1 ** t) * m / (v + epsilon)
    """

    def dense_kernel(self, beta2_power, **operands):
        tf.raw_ops.ResourceApplyAdaMax(**operands)

    def sparse_kernel(self, var, m, v, lr, beta1_power, beta2_power, beta1, beta2, epsilon, grad, indices):
        moment = beta1 * tf.raw_ops.ResourceGather(resource=m, indices=indices, dtype=grad.dtype) + (1 - beta1) * grad
        norm = beta2 * tf.raw_ops.ResourceGather(resource=v, indices=indices, dtype=grad.dtype)
        norm = tf.maximum(norm, tf.abs(grad))
        tf.raw_ops.ResourceScatterUpdate(resource=m, indices=indices, updates=moment)
        tf.raw_ops.ResourceScatterUpdate(resource=v, indices=indices, updates=norm)
        step = lr / (1 - beta1_power) * moment / (norm + epsilon)
        tf.raw_ops.ResourceScatterSub(resource=var, indices=indices, updates=step)


class DecoupledWeightDecay:
    """Added to an optimizer by inheritance: `variable -= weight_decay * variable` before its own update.

    The decay of Keras's optimizers is multiplied by the learning rate. Of a table, only the rows that were
    looked up decay.
    """

    def __init__(self, weight_decay, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.decay = weight_decay
        self.decaying = None

    def apply(self, grads, trainable_variables=None, decay_var_list=None):
        """Applies gradients; of the variables only those of `decay_var_list` decay, without one all."""
        self.decaying = frozenset(map(self._var_key, decay_var_list)) if decay_var_list else None
        return super().apply(grads, trainable_variables)

    def update_step(self, gradient, variable, learning_rate):
        if self.decaying is None or self._var_key(variable) in self.decaying:
            decay = tf.cast(self.decay, variable.dtype)
            if isinstance(gradient, tf.IndexedSlices):
                indices, _ = tf.unique(gradient.indices)
                variable.scatter_sub(tf.IndexedSlices(decay * tf.gather(variable, indices), indices))
            else:
                variable.assign_sub(decay * variable)
        super().update_step(gradient, variable, learning_rate)

    def get_config(self):
        return {**super().get_config(), "weight_decay": self.decay}


class AdamW(DecoupledWeightDecay, Adam):
    """`tf.contrib.opt.AdamWOptimizer`."""


class MomentumW(DecoupledWeightDecay, Momentum):
    """`tf.contrib.opt.MomentumWOptimizer`."""


def extend_with_decoupled_weight_decay(base_optimizer):
    """`tf.contrib.opt.extend_with_decoupled_weight_decay`: gives a class of optimizers whose first argument is a decay.

    Args:
        base_optimizer: the class of an optimizer.

    Returns:
        The class that decays weights before it updates them as `base_optimizer` does.
    """
    return type(f"{base_optimizer.__name__}WithWeightDecay", (DecoupledWeightDecay, base_optimizer), {})


class LARS(Momentum):
    """`tf.contrib.opt.LARSOptimizer`: Momentum whose learning rate is scaled for each variable.

    ratio = eeta * norm(variable) / (norm(gradient) + weight_decay * norm(variable) + epsilon), or 1 where a norm is 0
    accum = momentum * accum + learning_rate * ratio * (gradient + weight_decay * variable)
    variable -= accum

    A variable whose path has one of `skip_list` in it, and a table that is looked up, is updated as by Momentum.
    """

    def __init__(
        self,
        learning_rate,
        momentum=0.9,
        weight_decay=0.0001,
        eeta=0.001,
        epsilon=0.0,
        skip_list=None,
        nesterov=False,
        **kwargs,
    ):
        super().__init__(learning_rate, momentum, nesterov, **kwargs)
        self.decay = weight_decay
        self.eeta = eeta
        self.epsilon = epsilon
        self.skip_list = skip_list

    def update_step(self, gradient, variable, learning_rate):
        if isinstance(gradient, tf.IndexedSlices):
            return super().update_step(gradient, variable, learning_rate)
        learning_rate = tf.cast(learning_rate, variable.dtype)
        path = self._trainable_variables[self._get_variable_index(variable)].path
        if not any(name in path for name in self.skip_list or ()):
            norm, gradient_norm = tf.norm(variable), tf.norm(gradient)
            ratio = self.eeta * norm / (gradient_norm + self.decay * norm + self.epsilon)
            learning_rate *= tf.where((norm > 0) & (gradient_norm > 0), ratio, 1.0)
            gradient = gradient + self.decay * variable
        super().update_step(learning_rate * gradient, variable, 1.0)

    def get_config(self):
        return {
            **super().get_config(),
            "weight_decay": self.decay,
            "eeta": self.eeta,
            "epsilon": self.epsilon,
            "skip_list": self.skip_list,
        }


class AdagradDA(KernelOptimizer):
    """`tf.train.AdagradDAOptimizer`: a variable is computed anew from the sums of its gradients.

    variable = -learning_rate * shrunk / (l2 * t * learning_rate + sqrt(sum of gradient ** 2))

    where `shrunk` is the sum of the gradients, its length less by l1 * t, and t counts the updates.
    """

    def __init__(
        self,
        learning_rate,
        initial_gradient_squared_accumulator_value=0.1,
        l1_regularization_strength=0.0,
        l2_regularization_strength=0.0,
        **kwargs,
    ):
        super().__init__(learning_rate, **kwargs)
        self.initial_gradient_squared_accumulator_value = initial_gradient_squared_accumulator_value
        self.l1_regularization_strength = l1_regularization_strength
        self.l2_regularization_strength = l2_regularization_strength

    def slots(self):
        return {
            "gradient_accumulator": 0.0,
            "gradient_squared_accumulator": self.initial_gradient_squared_accumulator_value,
        }

    def hyperparameters(self):
        return {"l1": self.l1_regularization_strength, "l2": self.l2_regularization_strength}

    def dense_kernel(self, **operands):
        tf.raw_ops.ResourceApplyAdagradDA(global_step=tf.cast(self.iterations, tf.int64) + 1, **operands)

    def sparse_kernel(self, **operands):
        tf.raw_ops.ResourceSparseApplyAdagradDA(global_step=tf.cast(self.iterations, tf.int64) + 1, **operands)

    def get_config(self):
        return {
            **super().get_config(),
            "initial_gradient_squared_accumulator_value": self.initial_gradient_squared_accumulator_value,
            "l1_regularization_strength": self.l1_regularization_strength,
            "l2_regularization_strength": self.l2_regularization_strength,
        }


class ProximalGradientDescent(KernelOptimizer):
    """`tf.train.ProximalGradientDescentOptimizer`, which shrinks what a gradient step gives.

    step = variable - learning_rate * gradient
    variable = sign(step) * max(abs(step) - learning_rate * l1, 0) / (1 + learning_rate * l2)
    """

    def __init__(self, learning_rate, l1_regularization_strength=0.0, l2_regularization_strength=0.0, **kwargs):
        super().__init__(learning_rate, **kwargs)
        self.l1_regularization_strength = l1_regularization_strength
        self.l2_regularization_strength = l2_regularization_strength

    def slots(self):
        return {}

    def hyperparameters(self):
        return {"l1": self.l1_regularization_strength, "l2": self.l2_regularization_strength}

    def dense_kernel(self, lr, grad, **operands):
        tf.raw_ops.ResourceApplyProximalGradientDescent(alpha=lr, delta=grad, **operands)

    def sparse_kernel(self, lr, **operands):
        tf.raw_ops.ResourceSparseApplyProximalGradientDescent(alpha=lr, **operands)

    def get_config(self):
        return {
            **super().get_config(),
            "l1_regularization_strength": self.l1_regularization_strength,
            "l2_regularization_strength": self.l2_regularization_strength,
        }


class ProximalAdagrad(Adagrad):
    """`tf.train.ProximalAdagradOptimizer`: Adagrad whose step is shrunk.

    As `ProximalGradientDescent` with the learning rate divided by sqrt(accum).
    """

    dense_kernel = staticmethod(tf.raw_ops.ResourceApplyProximalAdagrad)
    sparse_kernel = staticmethod(tf.raw_ops.ResourceSparseApplyProximalAdagrad)

    def __init__(
        self,
        learning_rate,
        initial_accumulator_value=0.1,
        l1_regularization_strength=0.0,
        l2_regularization_strength=0.0,
        **kwargs,
    ):
        super().__init__(learning_rate, initial_accumulator_value, **kwargs)
        self.l1_regularization_strength = l1_regularization_strength
        self.l2_regularization_strength = l2_regularization_strength

    def hyperparameters(self):
        return {"l1": self.l1_regularization_strength, "l2": self.l2_regularization_strength}

    def get_config(self):
        return {
            **super().get_config(),
            "l1_regularization_strength": self.l1_regularization_strength,
            "l2_regularization_strength": self.l2_regularization_strength,
        }
