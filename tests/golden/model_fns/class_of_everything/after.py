"""The class builds everything, the train_op too."""
import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import predict_examples


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(params['units'], activation='tanh')
        self.logits = keras.layers.Dense(3)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.accuracy_metric = keras.metrics.Accuracy(name='accuracy')
        self.compile(optimizer=keras.optimizers.SGD(params['lr'], momentum=0.9))

    def call(self, features, training=False):
        net = self.dense(features['x'])
        return self.logits(net)

    def predictions(self, logits):
        return {'class': tf.argmax(logits, 1), 'prob': tf.nn.softmax(logits)}

    def loss_fn(self, labels, logits):
        onehot = tf.one_hot(labels, 3)
        return tf.reduce_mean(keras.losses.categorical_crossentropy(onehot, logits, from_logits=True))

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
        logits = self(features, training=False)
        predictions = self.predictions(logits)
        loss = self.loss_fn(labels, logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            self.accuracy_metric.update_state(labels, predictions['class'])
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


def input_fn():
    random = np.random.RandomState(0)
    x = random.rand(48, 5).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices(({'x': x}, (x.sum(1) * 1.2).astype(np.int32) % 3)).repeat(2).batch(12)


est = Model({'units': 8, 'lr': 0.1})
est.steps_per_execution = 20
est.fit(input_fn(), verbose=0)
print(
    sorted({**est.evaluate(input_fn(), return_dict=True, verbose=0), 'global_step': int(est.optimizer.iterations)}))
print(len(list(predict_examples(est, input_fn()))))
