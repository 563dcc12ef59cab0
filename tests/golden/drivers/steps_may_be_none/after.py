import argparse
import keras
import tensorflow as tf

from tf1_semantics import Estimator

parser = argparse.ArgumentParser()
parser.add_argument('--train-steps', type=int, default=12)
parser.add_argument('--eval-steps', type=int)  # all of the data by default
args = parser.parse_args([])


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(1, kernel_initializer=keras.initializers.Ones())
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=keras.optimizers.SGD(params['rate']))

    def call(self, features, training=False):
        return self.dense(features)

    def loss_fn(self, labels, outputs):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, outputs))

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(labels, self(features, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        loss = self.loss_fn(labels, self(features, training=False))
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()


def examples():
    return tf.data.Dataset.from_tensor_slices(([[1.], [2.]], [[2.], [4.]])).batch(1).repeat(20)


def input_fn(mode, params):
    dataset = examples()
    if mode == 'train':
        dataset = dataset.repeat(params['repeats'])
    return dataset


params = {'rate': 0.1, 'repeats': 2}
estimator = Model(params)
estimator.steps_per_execution = 20
estimator.fit(examples().take(args.train_steps), verbose=0)
print(estimator.evaluate(examples().take(-1 if args.eval_steps is None else args.eval_steps),
                         return_dict=True, verbose=0)['loss'])
# What the Estimator passes to these can't be seen.
for input_function, steps in ((examples, None), (input_fn, 3)):
    other = Estimator(Model(params), params=params)
    other.train(input_function, steps=steps)
    print(other.evaluate(input_function, steps=steps)['global_step'])
