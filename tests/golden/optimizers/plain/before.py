import tensorflow as tf


def choose(name, lr):
    if name == "sgd":
        return tf.train.GradientDescentOptimizer(lr)
    elif name == "momentum":
        return tf.train.MomentumOptimizer(learning_rate=lr, momentum=0.9)
    elif name == "nesterov":
        return tf.train.MomentumOptimizer(lr, 0.9, use_nesterov=True)
    elif name == "adagrad":
        return tf.train.AdagradOptimizer(lr, 0.5)
    elif name == "adadelta":
        return tf.train.AdadeltaOptimizer(learning_rate=lr, rho=0.9)
    elif name == "ftrl":
        return tf.train.FtrlOptimizer(lr, l1_regularization_strength=0.01, name="ftrl")
    return tf.train.AdamOptimizer(lr, 0.5, epsilon=1e-4)
