from __future__ import print_function
import tensorflow as tf
import numpy as np

N_CLASSES = 4
N_INPUTS = 6

def cnst(lo, hi, n): return tf.constant_initializer(np.linspace(lo, hi, n))

def lr_decay(learning_rate, global_step):
    return tf.train.exponential_decay(learning_rate, global_step, decay_steps=10, decay_rate=0.8)

def dnn_model(features, mode, params):
    net = features['x']
    sizes = [N_INPUTS] + params['hidden']
    hidden = [tf.layers.Dense(u, activation=tf.nn.relu, kernel_initializer=cnst(-.6, .8, n*u))
              for n, u in zip(sizes, sizes[1:])]
    for layer in hidden:
        net = layer(net)
    ylogits = tf.layers.dense(net, N_CLASSES, activation=None, kernel_initializer=cnst(-.5, .4, sizes[-1]*N_CLASSES))
    return ylogits, N_CLASSES

def image_classifier(features, labels, mode, params):
    ylogits, nclasses = dnn_model(features, mode, params)

    probabilities = tf.nn.softmax(ylogits)
    class_int = tf.cast(tf.argmax(ylogits, 1), tf.uint8)
    if mode == tf.estimator.ModeKeys.TRAIN or mode == tf.estimator.ModeKeys.EVAL:
        loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(
            logits=ylogits, labels=labels))
        evalmetrics = {'accuracy': tf.metrics.accuracy(class_int, tf.argmax(labels, 1))}
        if mode == tf.estimator.ModeKeys.TRAIN:
            # this is needed for batch normalization, but has no effect otherwise
            update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
            with tf.control_dependencies(update_ops):
                train_op = tf.contrib.layers.optimize_loss(
                    loss,
                    tf.train.get_global_step(),
                    learning_rate=params['learning_rate'],
                    optimizer="Adam",
                    clip_gradients=params['clip'],
                    learning_rate_decay_fn=lr_decay)
        else:
            train_op = None
    else:
        loss = None
        train_op = None
        evalmetrics = None

    return tf.estimator.EstimatorSpec(
        mode=mode,
        predictions={"probabilities": probabilities, "class": class_int},
        loss=loss,
        train_op=train_op,
        eval_metric_ops=evalmetrics,
        export_outputs={'classes': tf.estimator.export.PredictOutput({"probabilities": probabilities, "class": class_int})}
    )

def digits(n, seed):
    r = np.random.RandomState(seed)
    y = r.randint(0, N_CLASSES, n)
    x = r.normal(size=(n, N_INPUTS)) + np.eye(N_CLASSES, N_INPUTS)[y] * 3
    return x.astype(np.float32), np.eye(N_CLASSES)[y].astype(np.float32)

x_train, y_train = digits(90, 0)
x_test, y_test = digits(40, 1)

estimator = tf.estimator.Estimator(model_fn=image_classifier, params={'learning_rate': 0.02, 'hidden': [12, 7], 'clip': 0.5})
train_input_fn = tf.estimator.inputs.numpy_input_fn(x={'x': x_train}, y=y_train, batch_size=30, num_epochs=None, shuffle=False)
eval_input_fn = tf.estimator.inputs.numpy_input_fn(x={'x': x_test}, y=y_test, num_epochs=1, shuffle=False)
estimator.train(input_fn=train_input_fn, max_steps=40)
print(estimator.evaluate(input_fn=eval_input_fn))
batch = next(estimator.predict(eval_input_fn, yield_single_examples=False))
print(batch['class'][:10], batch['probabilities'].shape)
