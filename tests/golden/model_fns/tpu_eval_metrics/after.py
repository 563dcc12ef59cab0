import keras
import tensorflow as tf


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.logits = keras.layers.Dense(params['classes'])
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.eval_accuracy_metric = keras.metrics.Accuracy(name='eval_accuracy')
        self.eval_loss_metric = keras.metrics.Mean(name='eval_loss')
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        return self.logits(features['x'])

    def loss_fn(self, labels, logits):
        per_example_loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
        loss = tf.reduce_mean(per_example_loss)
        return loss, per_example_loss

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
        logits = self(features, training=False)
        loss, per_example_loss = self.loss_fn(labels, logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)

            predictions = tf.argmax(logits, axis=-1, output_type=tf.int32)
            self.eval_accuracy_metric.update_state(labels, predictions)
            self.eval_loss_metric.update_state(per_example_loss)
        return self.get_metrics_result()


estimator = Model({'classes': 5, 'use_tpu': False})
