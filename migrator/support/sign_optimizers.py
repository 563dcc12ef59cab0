"""The optimizers of `tf.contrib.opt` that compare signs."""
import math

import tensorflow as tf

from migrator.support.optimizers import KernelOptimizer


class AddSign(KernelOptimizer):
    """`tf.contrib.opt.AddSignOptimizer`, for dense gradients.

    m = beta * m + (1 - beta) * gradient
    variable -= learning_rate * gradient * (alpha + sign(gradient) * sign(m))
    """

    dense_kernel = staticmethod(tf.raw_ops.ResourceApplyAddSign)

    def __init__(self, learning_rate=0.1, alpha=1.0, beta=0.9, **kwargs):
        super().__init__(learning_rate, **kwargs)
        self.alpha = alpha
        self.beta = beta

    def slots(self):
        return {"m": 0.0}

    def hyperparameters(self):
        return {"alpha": self.alpha, "beta": self.beta, "sign_decay": 1.0}

    def get_config(self):
        return {**super().get_config(), "alpha": self.alpha, "beta": self.beta}


class PowerSign(KernelOptimizer):
    """`tf.contrib.opt.PowerSignOptimizer`, for dense gradients.

    m = beta * m + (1 - beta) * gradient
    variable -= learning_rate * gradient * base ** (sign(gradient) * sign(m))
    """

    dense_kernel = staticmethod(tf.raw_ops.ResourceApplyPowerSign)

    def __init__(self, learning_rate=0.1, base=math.e, beta=0.9, **kwargs):
        super().__init__(learning_rate, **kwargs)
        self.base = base
        self.beta = beta

    def slots(self):
        return {"m": 0.0}

    def hyperparameters(self):
        return {"logbase": math.log(self.base), "beta": self.beta, "sign_decay": 1.0}

    def get_config(self):
        return {**super().get_config(), "base": self.base, "beta": self.beta}
