import keras
import tensorflow as tf

from tf1_semantics import MeanAbsoluteError

TASKS = ['click', 'buy']
THRESHOLDS = [0.3, 0.5]


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.params = params
        self.logits = keras.layers.Dense(2)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.mean_metric = keras.metrics.Mean(name='mean')
        self.metrics_by_name = {}
        for index, task in enumerate(TASKS):
            for threshold in THRESHOLDS:
                self.metrics_by_name['accuracy/%s/%.1f' % (
                    task, threshold)] = keras.metrics.Accuracy(
                        name='accuracy/%s/%.1f' % (task, threshold))
            self.metrics_by_name['auc/' + task] = keras.metrics.AUC(
                num_thresholds=params['thresholds'], name='auc/' + task)
        if params['extended']:
            self.metrics_by_name['error'] = MeanAbsoluteError(name='error')
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        return self.logits(features['x'])

    def predictions(self, logits):
        return tf.nn.sigmoid(logits)

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(keras.losses.binary_crossentropy(labels, logits, from_logits=True))

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
        probabilities = self.predictions(logits)
        loss = self.loss_fn(labels, logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            self.mean_metric.update_state(probabilities)
            for index, task in enumerate(TASKS):
                truth = labels[:, index]
                for threshold in THRESHOLDS:
                    predicted = tf.cast(probabilities[:, index] > threshold, tf.float32)
                    self.metrics_by_name['accuracy/%s/%.1f' % (task, threshold)].update_state(
                        truth, predicted)
                self.metrics_by_name['auc/' + task].update_state(truth, probabilities[:, index])
            if self.params['extended']:
                self.metrics_by_name['error'].update_state(labels, probabilities)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


estimator = Model({'thresholds': 50, 'extended': True})
