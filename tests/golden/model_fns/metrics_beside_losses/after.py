import keras
import numpy as np
import tensorflow as tf

TASKS = {'click': 'binary', 'dwell': 'regression'}


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.params = params
        self.dense = keras.layers.Dense(4, activation='relu')
        self.dense_layers = [keras.layers.Dense(1, name=task) for task in sorted(TASKS)]
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.metrics_by_name = {}
        for task, kind in TASKS.items():
            if kind == 'binary':
                self.metrics_by_name[task + '/auc'] = keras.metrics.AUC(name=task + '/auc')
            self.metrics_by_name[task + '/loss'] = keras.metrics.Mean(name=task + '/loss')
        self.compile(
            optimizer=keras.optimizers.Adam(0.01, beta_2=np.float32(0.999), epsilon=1e-8))

    def call(self, features, training=False):
        net = self.dense(features['x'])
        predictions = {}
        for task, dense in zip(sorted(TASKS), self.dense_layers):
            predictions[task] = tf.squeeze(dense(net), axis=1)
        return predictions

    def predictions(self, predictions):
        return predictions

    def loss_fn(self, labels, predictions):
        losses = {}
        for task, kind in TASKS.items():
            target = tf.cast(labels[task], tf.float32)
            if kind == 'binary':
                # Clicks are rare.
                losses[task] = tf.reduce_mean(
                    keras.losses.binary_crossentropy(target, predictions[task], from_logits=True))
            else:
                losses[task] = tf.reduce_mean(keras.losses.huber(target, predictions[task]))
        loss = tf.add_n([self.params['weights'][task] * losses[task] for task in TASKS])
        return loss, losses

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss, _ = self.loss_fn(labels, self(features, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        predictions = self(features, training=False)
        loss, losses = self.loss_fn(labels, predictions)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            for task, kind in TASKS.items():
                target = tf.cast(labels[task], tf.float32)
                if kind == 'binary':
                    self.metrics_by_name[task + '/auc'].update_state(
                        target, tf.sigmoid(predictions[task]))
                self.metrics_by_name[task + '/loss'].update_state(losses[task])
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


estimator = Model({'weights': {'click': 1.0, 'dwell': 0.3}})
