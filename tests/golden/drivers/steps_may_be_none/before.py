import argparse
import tensorflow as tf

parser = argparse.ArgumentParser()
parser.add_argument('--train-steps', type=int, default=12)
parser.add_argument('--eval-steps', type=int)  # all of the data by default
args = parser.parse_args([])


def model_fn(features, labels, mode, params):
    outputs = tf.layers.dense(features, 1, kernel_initializer=tf.ones_initializer())
    loss = tf.losses.mean_squared_error(labels, outputs)
    train_op = tf.train.GradientDescentOptimizer(params['rate']).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def examples():
    return tf.data.Dataset.from_tensor_slices(([[1.], [2.]], [[2.], [4.]])).batch(1).repeat(20)


def input_fn(mode, params):
    dataset = examples()
    if mode == tf.estimator.ModeKeys.TRAIN:
        dataset = dataset.repeat(params['repeats'])
    return dataset


params = {'rate': 0.1, 'repeats': 2}
estimator = tf.estimator.Estimator(model_fn, params=params)
estimator.train(examples, steps=args.train_steps)
print(estimator.evaluate(examples, steps=args.eval_steps)['loss'])
# What the Estimator passes to these can't be seen.
for input_function, steps in ((examples, None), (input_fn, 3)):
    other = tf.estimator.Estimator(model_fn, params=params)
    other.train(input_function, steps=steps)
    print(other.evaluate(input_function, steps=steps)['global_step'])
