"""Looks for a learning rate: one that diverges is skipped."""
import numpy as np
import tensorflow as tf

tf.logging.set_verbosity(tf.logging.FATAL)


def model_fn(features, labels, mode, params):
    slope = tf.get_variable('slope', [3, 1], initializer=tf.constant_initializer([[.5], [-.5], [1.]]))
    outputs = tf.matmul(features, slope)
    loss = tf.losses.mean_squared_error(labels, outputs)
    optimizer = tf.train.GradientDescentOptimizer(params['rate'])
    return tf.estimator.EstimatorSpec(
        mode, predictions=outputs, loss=loss, train_op=optimizer.minimize(loss, tf.train.get_global_step()))


def input_fn():
    rng = np.random.RandomState(0)
    x = rng.normal(size=(64, 3)).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices((x, x.sum(1, keepdims=True))).repeat().batch(16)


def main():
    results = {}
    for rate in (1e15, 0.01, 0.1):
        estimator = tf.estimator.Estimator(model_fn, params={'rate': rate})
        try:
            estimator.train(input_fn, steps=30)
        except tf.train.NanLossDuringTrainingError:
            print('rate %g diverged' % rate)
            continue
        results[rate] = estimator.evaluate(input_fn, steps=4)['loss']
        print('rate %g: %.5f' % (rate, results[rate]))
    print('best', min(results, key=results.get))


if __name__ == '__main__':
    main()
