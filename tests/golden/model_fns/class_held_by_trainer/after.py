"""Static and class methods make layers; the model_fn is a method; the network object is kept on self."""
import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import FusedBatchNormalization


class ConvBlock(keras.layers.Layer):

    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.conv2d = keras.layers.Conv2D(filters, 3, padding='same', use_bias=False)
        self.batch_normalization = FusedBatchNormalization()

    def call(self, x, training=False):
        x = self.conv2d(x)
        x = self.batch_normalization(x, training=training)
        return tf.nn.relu(x)


class Double(keras.layers.Layer):

    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.conv_block = ConvBlock(filters)
        self.conv_block_1 = ConvBlock(filters)

    def call(self, x, training=False):
        x = self.conv_block(x, training=training)
        return self.conv_block_1(x, training=training)


class Net(keras.layers.Layer):

    def __init__(self, filters, classes, **kwargs):
        super().__init__(**kwargs)
        self.doubles = []
        self.max_pooling2d_layers = []
        for filters_ in filters:
            self.doubles.append(Double(filters_))
            self.max_pooling2d_layers.append(keras.layers.MaxPooling2D(2, 2))
        self.flatten = keras.layers.Flatten()
        self.dense = keras.layers.Dense(classes)

    def call(self, images, training=False):
        net = images
        for double_layer, max_pooling2d in zip(self.doubles, self.max_pooling2d_layers):
            net = double_layer(net, training=training)
            net = max_pooling2d(net)
        net = self.flatten(net)
        return self.dense(net)


class TrainerModel(keras.Model):

    def __init__(self, trainer, **kwargs):
        super().__init__(**kwargs)
        self.net = Net(trainer.net_filters, trainer.net_classes)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.SGD(trainer.lr))

    def call(self, features, training=False):
        return self.net(features, training=training)

    def predictions(self, logits):
        return logits

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


class Trainer(object):
    def __init__(self, filters, classes, lr):
        self.net_filters = filters
        self.net_classes = classes
        self.lr = lr


def input_fn():
    random = np.random.RandomState(0)
    x = random.rand(24, 8, 8, 1).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices((x, random.randint(0, 3, 24).astype(np.int32))).batch(8)


if __name__ == '__main__':
    trainer = Trainer([4, 6], 3, 0.05)
    est = TrainerModel(trainer)
    est.steps_per_execution = 20
    est.fit(input_fn(), verbose=0)
    print(sorted(
        {**est.evaluate(input_fn(), return_dict=True, verbose=0), "global_step": int(est.optimizer.iterations)}))
