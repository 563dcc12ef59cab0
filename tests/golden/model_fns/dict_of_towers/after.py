"""Multi-task towers in comprehensions, zip, while, len."""
import keras
import numpy as np
import tensorflow as tf

TASKS = ['click', 'buy']


class Tower(keras.layers.Layer):

    def __init__(self, sizes, activation=tf.nn.relu, name=None, **kwargs):
        super().__init__(name=name, **kwargs)
        self.dense_layers = [
            keras.layers.Dense(sizes[i], activation=activation, name='layer_%d' % i)
            for i in range(len(sizes))
        ]

    def call(self, x):
        for dense in self.dense_layers:
            x = dense(x)
        return x


class Experts(keras.layers.Layer):

    def __init__(self, count, units, **kwargs):
        super().__init__(**kwargs)
        self.dense_layers = [
            keras.layers.Dense(units, 'relu', name='expert_%d' % i)
            for i in range(count)
        ]

    def call(self, x):
        outputs = [dense(x) for dense in self.dense_layers]
        return tf.stack(outputs, axis=1)


class Gate(keras.layers.Layer):

    def __init__(self, n, name=None, **kwargs):
        super().__init__(name=name, **kwargs)
        self.dense = keras.layers.Dense(n, use_bias=False, name=name)

    def call(self, x):
        return tf.expand_dims(tf.nn.softmax(self.dense(x)), 2)


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.params = params
        self.experts = Experts(params['experts'], 6)
        self.gates = [Gate(params['experts'], name='gate_' + task) for task in TASKS]
        self.towers = [Tower(params['tower'], name='tower_' + task) for task in TASKS]
        self.dense_layers = [
            keras.layers.Dense(1, name='logit_' + task)
            for task in TASKS
        ]
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.metrics_by_name = {}
        for task in TASKS:
            self.metrics_by_name['auc_' + task] = keras.metrics.AUC(name='auc_' + task)
        self.compile(optimizer=keras.optimizers.Adam(0.01, beta_2=np.float32(0.999), epsilon=1e-8))

    def call(self, features, training=False):
        columns = [features[key] for key in sorted(features.keys())]
        x = tf.concat(columns, axis=1)
        mixed = self.experts(x)
        inputs = {}
        for task, gate_layer in zip(TASKS, self.gates):
            inputs[task] = tf.reduce_sum(mixed * gate_layer(x), axis=1)
        towers = {}
        for task, tower_layer in zip(TASKS, self.towers):
            towers[task] = tower_layer(inputs[task])
        logits = {}
        for task, dense in zip(TASKS, self.dense_layers):
            logits[task] = dense(towers[task])
        return logits

    def predictions(self, logits):
        return {task: tf.sigmoid(logits[task]) for task in TASKS}

    def loss_fn(self, labels, logits):
        losses = []
        for task, weight in zip(TASKS, self.params['weights']):
            losses.append(
                weight * tf.reduce_mean(keras.losses.binary_crossentropy(labels[task], logits[task], from_logits=True)))
        return tf.add_n(losses)

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
        probs = self.predictions(logits)
        loss = self.loss_fn(labels, logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            for task in TASKS:
                self.metrics_by_name['auc_' + task].update_state(labels[task], probs[task])
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


def input_fn():
    random = np.random.RandomState(0)
    a, b = random.rand(40, 3).astype(np.float32), random.rand(40, 4).astype(np.float32)
    labels = {'click': (a.sum(1, keepdims=True) > 1.5).astype(np.float32), 'buy': (b.sum(1, keepdims=True) > 2).astype(np.float32)}
    return tf.data.Dataset.from_tensor_slices(({'a': a, 'b': b}, labels)).repeat(2).batch(10)


est = Model({'experts': 3, 'tower': [5, 4], 'weights': [1.0, 0.5]})
est.steps_per_execution = 20
est.fit(input_fn(), verbose=0)
print(sorted({**est.evaluate(input_fn(), return_dict=True, verbose=0), 'global_step': int(est.optimizer.iterations)}))
