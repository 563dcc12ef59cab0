import keras
import tensorflow as tf

from tf1_semantics import FusedBatchNormalization


class BatchNormLayer(keras.layers.Layer):

    def __init__(self, scope_bn, **kwargs):
        super().__init__(**kwargs)
        self.batch_norm = FusedBatchNormalization(momentum=0.9, center=True, scale=True,
                                                  fused_ranks=(2, 4),
                                                  name=scope_bn)

    def call(self, x, training=False):
        return self.batch_norm(x, training=training)


class BatchNorm(keras.layers.Layer):

    def __init__(self, name=None, **kwargs):
        super().__init__(name=name, **kwargs)
        self.batch_norm = FusedBatchNormalization(momentum=0.999, scale=False, fused_ranks=(2, 4), name=name)

    def call(self, x, training=False):
        return self.batch_norm(x, training=training)


class Model(keras.Model):

    # Only one of the two is computed.
    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.params = params
        self.fully_connected_layers = []
        self.batch_norm_layers = []
        for i, units in enumerate(params["layers"]):
            self.fully_connected_layers.append(keras.layers.Dense(units, activation="relu", name="mlp%d" % i))
            if params["batch_norm"]:
                self.batch_norm_layers.append(BatchNormLayer(scope_bn="bn_%d" % i))
        self.batch_norm = BatchNorm(name="bn_out")
        self.out = keras.layers.Dense(1, name="out")
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.SGD(0.01))

    def call(self, features, training=False):
        net = features["x"]
        fully_connected_layers = iter(self.fully_connected_layers)
        batch_norm_layers = iter(self.batch_norm_layers)
        for i, units in enumerate(self.params["layers"]):
            net = next(fully_connected_layers)(net)
            if self.params["batch_norm"]:
                net = next(batch_norm_layers)(net, training=training)
        net = self.batch_norm(net, training=training)
        return tf.reshape(self.out(net), [-1])

    def predictions(self, y):
        return {"prob": tf.sigmoid(y)}

    def loss_fn(self, labels, y):
        return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(logits=y, labels=labels))

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
