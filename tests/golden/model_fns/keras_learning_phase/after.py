import keras
import numpy as np
import tensorflow as tf
from tensorflow.keras import backend as K
from tensorflow.keras.layers import Input, Dense, Lambda, Conv2D, GlobalAveragePooling2D, Activation, Add
from tensorflow.keras.models import Model

from tf1_semantics import FusedBatchNormalization, RMSProp, predict_examples

rng = np.random.RandomState(1)
IMG = rng.rand(64, 6, 6, 2).astype("float32")
Y = (IMG.mean((1, 2, 3)) * 50 % 3).astype("int32")


def conv_bn(x, filters):
    x = Conv2D(filters, (3, 3), padding="same", use_bias=False, kernel_initializer=tf.keras.initializers.Constant(0.05))(x)
    x = FusedBatchNormalization(axis=-1, momentum=0.9)(x)
    return Activation("relu")(x)


def build_net(shape, classes):
    inp = Input(shape=shape)
    x = conv_bn(inp, 4)
    y = conv_bn(x, 4)
    x = Add()([x, y])
    x = Lambda(lambda t: tf.concat([t, t * 0.5], axis=-1))(x)
    x = Lambda(lambda t: K.square(t))(x)
    x = GlobalAveragePooling2D()(x)
    out = Dense(classes, kernel_initializer=tf.keras.initializers.Constant(0.1))(x)
    return Model(inputs=inp, outputs=out)


class Network(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.net = build_net((6, 6, 2), 3)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.acc_metric = keras.metrics.Accuracy(name="acc")
        self.compile(optimizer=RMSProp(0.01))

    def call(self, features, training=False):
        return self.net(features, training=training)

    def predictions(self, logits):
        return {"logits": logits}

    def loss_fn(self, labels, logits):
        onehot = tf.one_hot(labels, 3)
        return tf.reduce_mean(tf.keras.losses.categorical_crossentropy(onehot, logits, from_logits=True))

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
            self.acc_metric.update_state(labels, tf.argmax(logits, 1))
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


def input_fn():
    return tf.data.Dataset.from_tensor_slices((IMG, Y)).batch(16)


est = Network()
est.steps_per_execution = 20
est.fit(input_fn().repeat(2), verbose=0)
print({**est.evaluate(input_fn(), return_dict=True, verbose=0), "global_step": int(est.optimizer.iterations)})
print([p["logits"] for p in predict_examples(est, input_fn())][:2])
