"""Digits of noise: model, loss, metric and optimizer of Keras in a model_fn."""
import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import FusedBatchNormalization, train_and_evaluate

rng = np.random.RandomState(0)
IMAGES = rng.rand(96, 8, 8, 1).astype(np.float32)
LABELS = (IMAGES.mean((1, 2, 3)) * 40 % 10).astype(np.int64)
BATCH_SIZE = 16


def init(shape, dtype=None):
    size = int(np.prod(shape))
    return tf.constant(0.3 * np.cos(np.arange(size)).reshape(shape), tf.float32)


def make_model():
    return tf.keras.Sequential([
        tf.keras.layers.Conv2D(8, 3, activation='relu', kernel_initializer=init,
                               kernel_regularizer=tf.keras.regularizers.l2(0.02),
                               input_shape=(8, 8, 1)),
        tf.keras.layers.MaxPooling2D(),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dropout(0.0),
        tf.keras.layers.Dense(16, activation='relu', kernel_initializer=init),
        FusedBatchNormalization(),
        tf.keras.layers.Dense(10, kernel_initializer=init)
    ])


class MyModel(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.model = make_model()
        self.loss_obj = tf.keras.losses.SparseCategoricalCrossentropy(
            from_logits=True, reduction='sum_over_batch_size')
        self.loss_metric = keras.metrics.Mean(name='loss')
        # How many are right.
        self.accuracy_metric = tf.keras.metrics.Accuracy(name='Accuracy')
        self.compile(optimizer=keras.optimizers.Adam())

    def call(self, features, training=False):
        # Moving statistics.
        return self.model(features, training=training)

    def predictions(self, predictions):
        return predictions

    def loss_fn(self, labels, predictions):
        # All penalties.
        reg_losses = self.model.losses
        return self.loss_obj(labels, predictions) + tf.math.add_n(reg_losses)

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            total_loss = self.loss_fn(labels, self(features, training=True))
        # The Estimator stops and saves by the global step.
        gradients = tape.gradient(total_loss, self.model.trainable_variables)
        with tf.control_dependencies([total_loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.model.trainable_variables)
            self.loss_metric.update_state(total_loss)
        return {'loss': total_loss}

    def test_step(self, data):
        features, labels = data
        predictions = self(features, training=False)
        total_loss = self.loss_fn(labels, predictions)
        with tf.control_dependencies([total_loss]):  # No update where the data end.
            self.loss_metric.update_state(total_loss)
            self.accuracy_metric.update_state(
                y_true=labels, y_pred=tf.math.argmax(predictions, axis=1))
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


def train_data():
    return tf.data.Dataset.from_tensor_slices((IMAGES, LABELS)).repeat().batch(BATCH_SIZE)


def test_data():
    return tf.data.Dataset.from_tensor_slices((IMAGES, LABELS)).batch(BATCH_SIZE)


# Create the Estimator & Train.
estimator = MyModel()
estimator.steps_per_execution = 20
train_and_evaluate(estimator, train_data, test_data, max_steps=20, eval_steps=None)
print({**estimator.evaluate(test_data(), return_dict=True, verbose=0),
       'global_step': int(estimator.optimizer.iterations)})
