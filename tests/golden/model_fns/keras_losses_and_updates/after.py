"""A Keras model in a model_fn, with what Keras collects of it."""
import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import FusedBatchNormalization

rng = np.random.RandomState(0)
X = rng.rand(96, 6).astype(np.float32)
Y = (X.sum(1) * 40 % 10).astype(np.int64)


def init(shape, dtype=None):
    size = int(np.prod(shape))
    return tf.constant(0.3 * np.cos(np.arange(size)).reshape(shape), tf.float32)


def make_model():
    inputs = tf.keras.Input(shape=(6,))
    x = tf.keras.layers.Dense(16, activation='relu', kernel_initializer=init, kernel_regularizer=tf.keras.regularizers.l2(0.02))(inputs)
    x = FusedBatchNormalization()(x)
    y = tf.keras.layers.Dense(16, activation=tf.nn.tanh, kernel_initializer=init)(inputs)
    x = tf.keras.layers.add([x, y])
    outputs = tf.keras.layers.Dense(10, kernel_initializer=init)(x)
    return tf.keras.Model(inputs, outputs)


class MyModel(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.model = make_model()
        self.loss_fn_ = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.accuracy_metric = keras.metrics.Accuracy(name='accuracy')
        self.compile(optimizer=keras.optimizers.Adam(beta_2=np.float32(0.999), epsilon=1e-8))

    def call(self, features, training=False):
        return self.model(features, training=training)

    def predictions(self, predictions):
        return predictions

    def loss_fn(self, labels, predictions):
        reg_losses = self.model.losses
        return self.loss_fn_(labels, predictions) + tf.math.add_n(reg_losses)

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            total_loss = self.loss_fn(labels, self(features, training=True))
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
            self.accuracy_metric.update_state(labels,
                                              tf.math.argmax(predictions, axis=1))
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


def data():
    return tf.data.Dataset.from_tensor_slices((X, Y)).batch(16)

estimator = MyModel()
estimator.steps_per_execution = 20
for _ in range(3):
    estimator.fit(data(), verbose=0)
    print(
        {**estimator.evaluate(data(), return_dict=True, verbose=0), 'global_step': int(estimator.optimizer.iterations)})
