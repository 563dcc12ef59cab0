import keras
import numpy as np
import tensorflow as tf


class Tower(keras.layers.Layer):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        dense = params["units"]
        self.scale = params["scale"]
        self.dense = keras.layers.Dense(dense, "relu")
        self.scale_1 = keras.layers.Dense(dense, name="scale")

    def call(self, net):
        net = self.dense(net)
        return self.scale_1(net) * self.scale


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        # Names that layers would have as well.
        dropout = params["dropout"]
        self.logits_scale = params["scale"]
        self.dense = params["offset"]
        self.tower = Tower(params)
        self.dropout = keras.layers.Dropout(rate=dropout)
        self.dense_1 = keras.layers.Dense(4, "tanh")
        self.dropout_1 = keras.layers.Dropout(rate=dropout)
        self.logits_scale_1 = keras.layers.Dense(3, name="logits_scale")
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.Adam(0.01, beta_2=np.float32(0.999), epsilon=1e-8))

    def call(self, features, training=False):
        net = self.tower(features["x"])
        net = self.dropout(net, training=training)
        net = net + self.dense_1(net) - self.dense
        net = self.dropout_1(net, training=training)
        return self.logits_scale_1(net) * self.logits_scale

    def predictions(self, logits):
        return {"logits": logits}

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))

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
        loss = self.loss_fn(labels, self(features, training=False))
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


estimator = Model({"units": 4, "dropout": 0.1, "scale": 0.5, "offset": 0.25})
estimator.steps_per_execution = 20
random = np.random.RandomState(0)
x, y = random.rand(64, 3).astype(np.float32), random.randint(3, size=64)


def input_fn():
    dataset = tf.data.Dataset.from_tensor_slices(({"x": x}, y))
    return dataset.repeat().batch(16)


estimator.fit(input_fn().take(20), verbose=0)
print({**estimator.evaluate(input_fn().take(2), return_dict=True, verbose=0),
       "global_step": int(estimator.optimizer.iterations)})
