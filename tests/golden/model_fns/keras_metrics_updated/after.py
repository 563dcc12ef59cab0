import keras
import numpy as np
import tensorflow as tf

rng = np.random.RandomState(0)
X = rng.rand(96, 6).astype(np.float32)
Y = (X.sum(1) * 40 % 3).astype(np.int64)


class Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.logits = keras.layers.Dense(
            3, kernel_initializer=tf.constant_initializer(np.linspace(-1, 1, 18).reshape(6, 3)))
        # A loss per example, then the mean.
        self.loss_obj = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.accuracy_metric = tf.keras.metrics.SparseCategoricalAccuracy(name="accuracy")
        self.mean_logit_metric = tf.keras.metrics.Mean(name="mean_logit")
        # How often the top two hold it.
        self.top2_metric = tf.keras.metrics.SparseTopKCategoricalAccuracy(k=2, name="top2")
        self.compile(optimizer=keras.optimizers.Adagrad(0.1, epsilon=0.0))

    def call(self, features, training=False):
        return self.logits(features)

    def predictions(self, logits):
        return tf.argmax(logits, axis=1)

    def loss_fn(self, labels, logits):
        return self.loss_obj(labels, logits)

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(labels, self(features, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {"loss": loss}

    def test_step(self, data):
        features, labels = data
        logits = self(features, training=False)
        loss = self.loss_fn(labels, logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            self.accuracy_metric.update_state(y_true=labels, y_pred=logits)
            self.mean_logit_metric.update_state(logits)
            self.top2_metric.update_state(labels, logits, sample_weight=tf.cast(labels + 1, tf.float32))
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


def fn():
    return tf.data.Dataset.from_tensor_slices((X, Y)).batch(20)

est = Model()
est.steps_per_execution = 20
est.fit(fn(), verbose=0)
print({**est.evaluate(fn(), return_dict=True, verbose=0), "global_step": int(est.optimizer.iterations)})
