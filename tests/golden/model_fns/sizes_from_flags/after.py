from absl import app, flags
import keras
import numpy as np
import tensorflow as tf

flags.DEFINE_string("hidden_units", "8,6", "sizes of the layers")
FLAGS = flags.FLAGS
SHAPE = [4, 3]


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.dense_layers = [
            keras.layers.Dense(int(units), "relu")
            for units in params["hidden_units"]
        ]
        self.dense_layers_1 = [
            keras.layers.Dense(units=int(units), name="attention_%d" % i)
            for i, units in enumerate(params["attention_units"])
        ]
        self.dense = keras.layers.Dense(int(params["width"] / 2))
        self.dense_1 = keras.layers.Dense(int(np.prod(SHAPE)))
        self.dense_2 = keras.layers.Dense(params["width"])
        self.logits = keras.layers.Dense(int(params["classes"]))
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        net = features["x"]
        for dense in self.dense_layers:
            net = dense(net)
        for dense_layers in self.dense_layers_1:
            net = dense_layers(net)
        net = self.dense(net)
        net = self.dense_1(net)
        net = self.dense_2(net)
        return self.logits(net)

    def predictions(self, logits):
        return {"scores": logits}

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(
            keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
        )

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


def main(_):
    random = np.random.RandomState(0)
    x, y = random.rand(64, 3).astype(np.float32), random.randint(3, size=64)
    estimator = Model({
        "hidden_units": FLAGS.hidden_units.split(","),
        "attention_units": "5,4".split(","),
        "width": 10,
        "classes": y.max() + 1,
    })
    estimator.steps_per_execution = 20

    def input_fn():
        dataset = tf.data.Dataset.from_tensor_slices(({"x": x}, y))
        return dataset.repeat().batch(16)

    estimator.fit(input_fn().take(20), verbose=0)
    print({
        **estimator.evaluate(input_fn().take(2), return_dict=True, verbose=0),
        "global_step": int(estimator.optimizer.iterations)
    })


if __name__ == "__main__":
    app.run(main)
