"""Wrong in the original: what `migrator check` diagnoses."""
from __future__ import annotations

from migrator.findings.code import code

# Wrong in the original: what `migrator check` diagnoses. What TF 2.15 said of each is in the words of its error.

code("MIG600", "TRAIN has no loss",
     "The spec that the model_fn returns for TRAIN has no loss. The Estimator raises ValueError: Missing loss.",
     "Give the spec the loss that train_op minimizes.",
     before="return tf.estimator.EstimatorSpec(mode, train_op=train_op)",
     after="return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)")
code("MIG601", "TRAIN has no train_op",
     "The spec that the model_fn returns for TRAIN has no train_op. The Estimator raises ValueError: Missing train_op.",
     "Minimize the loss, and give the spec the operation that does it.",
     before="return tf.estimator.EstimatorSpec(mode, loss=loss)",
     after="train_op = optimizer.minimize(loss, tf.train.get_global_step())\n"
           "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)")
code("MIG602", "EVAL has no loss",
     "The spec that the model_fn returns for EVAL has no loss. The Estimator raises ValueError: Missing loss.",
     "Compute the loss before the branches for TRAIN and EVAL, and give it to both specs.",
     before="return tf.estimator.EstimatorSpec(mode=mode)", after="return tf.estimator.EstimatorSpec(mode=mode, loss=loss)")
code("MIG603", "PREDICT has no predictions",
     "The spec that the model_fn returns for PREDICT has no predictions. The Estimator raises ValueError: Missing predictions.",
     "Give the spec the predictions.",
     before="return tf.estimator.EstimatorSpec(mode=mode)",
     after="return tf.estimator.EstimatorSpec(mode=mode, predictions=predictions)")
code("MIG604", "a mode in which no spec is returned",
     "On some way through the model_fn it returns nothing, or something that is no EstimatorSpec. The Estimator raises "
     "ValueError: model_fn should return an EstimatorSpec. as soon as it is asked for that mode.",
     "Return a spec in every mode, or raise an error that says that the mode is not meant to be used.",
     before="if mode == tf.estimator.ModeKeys.TRAIN:\n    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)",
     after="if mode == tf.estimator.ModeKeys.TRAIN:\n    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)\n"
           "return tf.estimator.EstimatorSpec(mode, predictions=predictions, loss=loss)")
code("MIG605", "a loss that is no tensor",
     "The loss of the spec is a number of Python. The Estimator raises TypeError: loss must be Tensor.",
     "Give the spec the loss that is minimized.",
     before="return tf.estimator.EstimatorSpec(mode, loss=0.0, train_op=train_op)",
     after="return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)")
code("MIG606", "a loss that is not a scalar",
     "The loss has a dimension, mostly that of the batch. The Estimator raises ValueError: Loss must be scalar; where the size "
     "of the batch is not known when the graph is built, the first step fails with InvalidArgumentError.",
     "Take the mean over the batch.",
     before="loss = tf.square(predictions - labels)", after="loss = tf.reduce_mean(tf.square(predictions - labels))")
code("MIG607", "what is minimized depends on no variable",
     "What the train_op minimizes is a constant, is made of the features and labels only, or passes through something that has no "
     "gradient (tf.argmax, a comparison, a cast to integers, tf.stop_gradient). The optimizer raises ValueError: No gradients "
     "provided for any variable.",
     "Minimize the loss that is computed from the logits.",
     before="train_op = optimizer.minimize(tf.constant(0.0), tf.train.get_global_step())",
     after="train_op = optimizer.minimize(loss, tf.train.get_global_step())")
code("MIG608", "a train_op that trains nothing",
     "The train_op is a constant or does nothing. The Estimator raises nothing: it runs until the data end, and the variables and the "
     "global step stay as they are.",
     "Minimize the loss with an optimizer.",
     before="return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=tf.no_op())",
     after="train_op = optimizer.minimize(loss, tf.train.get_global_step())\n"
           "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)")
code("MIG609", "an update that does not count the steps",
     "No update of the train_op is given the global step, so it stays 0. The Estimator raises nothing, but training with steps= or "
     "max_steps= does not stop before the data end, and a schedule of the learning rate never moves.",
     "Give the global step to minimize, in a train_op of several updates to one of them.",
     before="train_op = optimizer.minimize(loss)",
     after="train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())")
code("MIG610", "labels that are used in PREDICT",
     "The Estimator calls the model_fn with labels=None in PREDICT, and the function gives them to TensorFlow before it returns. "
     "That raises ValueError: None values not supported.",
     "Return the spec for PREDICT before the labels are used.",
     before="loss = tf.losses.mean_squared_error(labels, outputs)\nif mode == tf.estimator.ModeKeys.PREDICT:\n"
            "    return tf.estimator.EstimatorSpec(mode, predictions=outputs)",
     after="if mode == tf.estimator.ModeKeys.PREDICT:\n    return tf.estimator.EstimatorSpec(mode, predictions=outputs)\n"
           "loss = tf.losses.mean_squared_error(labels, outputs)")
code("MIG611", "a metric that is no pair of value and update",
     "Each metric of eval_metric_ops is a pair of a tensor and the operation that updates it, as tf.metrics gives it. The Estimator "
     "raises TypeError: Values of eval_metric_ops must be (metric_value, update_op) tuples; in TRAIN as well, if the spec has them there.",
     "Use a function of tf.metrics.",
     before='eval_metric_ops = {"accuracy": tf.reduce_mean(correct)}',
     after='eval_metric_ops = {"accuracy": tf.metrics.mean(correct)}')
code("MIG612", "moving statistics that nothing updates",
     "A batch normalization is trained, and nothing in the program runs UPDATE_OPS. TF1 raises nothing: the moving mean stays 0 and "
     "the moving variance 1, and evaluation and prediction normalize with these. The migrated program does the same.",
     "Run the updates with the train_op; in the migrated program the layer updates them itself when its statistics are not held.",
     before="train_op = optimizer.minimize(loss, tf.train.get_global_step())",
     after="with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):\n"
           "    train_op = optimizer.minimize(loss, tf.train.get_global_step())")
code("MIG613", "a layer that is never told that it trains",
     "tf.layers.dropout and tf.layers.batch_normalization have training=False by default: without it, dropout drops nothing in TRAIN and "
     "batch normalization normalizes with moving statistics that never move. TF1 raises nothing. The migrated program does the same.",
     "Say training=(mode == tf.estimator.ModeKeys.TRAIN).",
     before="net = tf.layers.dropout(net, 0.5)",
     after="net = tf.layers.dropout(net, 0.5, training=mode == tf.estimator.ModeKeys.TRAIN)")
code("MIG616", "a field that is bound in other modes only",
     "The spec of this mode reads a variable that the model_fn assigns in other modes only. Python raises UnboundLocalError.",
     "Set it to None before the branches.",
     before="if mode == tf.estimator.ModeKeys.TRAIN:\n    train_op = optimizer.minimize(loss, tf.train.get_global_step())\n"
            "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)",
     after="train_op = None\nif mode == tf.estimator.ModeKeys.TRAIN:\n    train_op = optimizer.minimize(loss, tf.train.get_global_step())\n"
           "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)")
code("MIG617", "an optimizer in the place of a train_op",
     "The train_op is the optimizer itself. The Estimator raises TypeError: train_op must be Operation or Tensor.",
     "Call its minimize.",
     before="return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=optimizer)",
     after="return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=optimizer.minimize(loss, tf.train.get_global_step()))")
code("MIG618", "an update that counts another variable",
     "minimize is given a variable that the program made in the place of the global step. The Estimator raises nothing, but its "
     "own global step stays 0: training with steps= or max_steps= does not stop before the data end, and since checkpoints are "
     "numbered by the step, what is trained is never saved.",
     "Give it tf.train.get_global_step().",
     before="global_step = tf.Variable(0, trainable=False)\ntrain_op = optimizer.minimize(loss, global_step=global_step)",
     after="train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())")
code("MIG619", "a model_fn that does not take what it is given",
     "The Estimator calls the model_fn with features, labels, mode, params and config, by these names. Where params is given to the "
     "Estimator, the function has to take it; other parameters it must not have. Else the Estimator raises ValueError when it is made.",
     "Name the parameters as the Estimator does; give other values with params or with functools.partial.",
     before="def model_fn(features, labels, mode):\n    ...\nestimator = tf.estimator.Estimator(model_fn, params={\"units\": 8})",
     after="def model_fn(features, labels, mode, params):\n    ...\nestimator = tf.estimator.Estimator(model_fn, params={\"units\": 8})")
code("MIG620", "predictions that are a list",
     "Predictions are a tensor or a dict of tensors. The Estimator raises TypeError: predictions must be Tensor.",
     "Give them names.",
     before="predictions = [classes, scores]", after='predictions = {"classes": classes, "scores": scores}')
code("MIG621", "a variable made outside of the model_fn",
     "The Estimator builds a graph of its own and calls the model_fn in it. A variable or placeholder that the module made is of "
     "another graph, and using it raises ValueError: … must be from the same graph as ….",
     "Make it in the model_fn.",
     before="weights = tf.Variable(tf.zeros([4, 1]))\ndef model_fn(features, labels, mode):\n    outputs = tf.matmul(features, weights)",
     after="def model_fn(features, labels, mode):\n    weights = tf.Variable(tf.zeros([4, 1]))\n    outputs = tf.matmul(features, weights)")
code("MIG622", "predictions of another structure in another mode",
     "The predictions are a dict in one mode and a tensor in another. The Estimator looks at those of PREDICT only and says nothing, "
     "but a hook or metric that reads them works in one mode alone.",
     "Make the predictions once, before the branches.",
     before="if mode == tf.estimator.ModeKeys.PREDICT:\n    return tf.estimator.EstimatorSpec(mode, predictions={\"y\": y})\n"
            "return tf.estimator.EstimatorSpec(mode, predictions=tf.identity(y), loss=loss, train_op=train_op)",
     after="predictions = {\"y\": y}")
code("MIG623", "a parameter that nothing reads",
     "The Estimator is given a dict of params with a key that stands nowhere else in the program.",
     "Take the key out, or read it.",
     before="estimator = tf.estimator.Estimator(model_fn, params={\"units\": 8, \"unit\": 9})",
     after="estimator = tf.estimator.Estimator(model_fn, params={\"units\": 8})")
