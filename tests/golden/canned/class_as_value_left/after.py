import tensorflow as tf

# TODO(migrator): MIG175 tf.estimator.DNNClassifier is used otherwise than by calling it
# TODO(migrator): MIG175 tf.estimator.LinearClassifier is used otherwise than by calling it
KINDS = {"dnn": tf.estimator.DNNClassifier, "linear": tf.estimator.LinearClassifier}


# TODO(migrator): MIG175 tf.estimator.DNNClassifier is used otherwise than by calling it
class Weighted(tf.estimator.DNNClassifier):
    pass


def build(kind, **kwargs):
    if kind == "deep":
        # TODO(migrator): MIG101 tf.estimator.DNNClassifier: a ** argument hides which parameters are given
        return tf.estimator.DNNClassifier(**kwargs)
    return KINDS[kind](**kwargs)
