import keras
import tensorflow as tf


class ConvNet(keras.layers.Layer):
    """The network, for training or for testing."""

    def __init__(self, n_classes, dropout, **kwargs):
        super().__init__(**kwargs)
        self.conv2d = keras.layers.Conv2D(32, 5, activation="relu")
        self.max_pooling2d = keras.layers.MaxPooling2D(2, 2)
        self.flatten = keras.layers.Flatten()
        self.dense = keras.layers.Dense(64)
        self.dropout_1 = keras.layers.Dropout(rate=dropout)
        self.dense_1 = keras.layers.Dense(n_classes)

    def call(self, x_dict, training=False):
        x = tf.reshape(x_dict['images'], shape=[-1, 28, 28, 1])
        conv1 = self.conv2d(x)
        conv1 = self.max_pooling2d(conv1)
        fc1 = self.flatten(conv1)
        fc1 = self.dense(fc1)
        fc1 = self.dropout_1(fc1, training=training)
        return self.dense_1(fc1)


class Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.conv_net = ConvNet(10, 0.25)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.accuracy_metric = keras.metrics.Accuracy(name="accuracy")
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        logits_train = self.conv_net(features, training=True)
        logits_test = self.conv_net(features, training=False)
        return logits_train, logits_test

    def predictions(self, logits_test):
        return tf.argmax(logits_test, axis=1)

    def loss_fn(self, labels, logits_train):
        return tf.reduce_mean(
            tf.nn.sparse_softmax_cross_entropy_with_logits(logits=logits_train, labels=labels))

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            logits_train, _ = self(features, training=True)
            loss_op = self.loss_fn(labels, logits_train)
        gradients = tape.gradient(loss_op, self.trainable_variables)
        with tf.control_dependencies([loss_op]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss_op)
        return {"loss": loss_op}

    def test_step(self, data):
        features, labels = data
        logits_train, logits_test = self(features, training=False)
        pred_classes = self.predictions(logits_test)
        loss_op = self.loss_fn(labels, logits_train)
        with tf.control_dependencies([loss_op]):  # No update where the data end.
            self.loss_metric.update_state(loss_op)
            self.accuracy_metric.update_state(labels, pred_classes)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        _, logits_test = self(features, training=False)
        return self.predictions(logits_test)


class Tower(keras.layers.Layer):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.hidden = keras.layers.Dense(16, activation="relu", name="hidden")
        self.score = keras.layers.Dense(1, name="score")

    def call(self, net, keep_prob=1.0):
        net = self.hidden(net)
        net = tf.nn.dropout(net, rate=1 - keep_prob)
        return self.score(net)


class RankingModel(keras.Model):
    """Two documents by one tower, which drops out in training alone."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.tower = Tower()
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.Adagrad(0.1, epsilon=0.0))

    def call(self, features, training=False):
        score = self.tower(features["left"], keep_prob=0.5)
        if not training:
            score = self.tower(features["left"])
        other = self.tower(features["right"])
        return score, other

    def predictions(self, score, other):
        return {"margin": score - other}

    def loss_fn(self, score, other):
        return tf.reduce_mean(tf.nn.relu(1.0 - (score - other)))

    def train_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        with tf.GradientTape() as tape:
            score, other = self(features, training=True)
            loss = self.loss_fn(score, other)
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {"loss": loss}

    def test_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        score, other = self(features, training=False)
        loss = self.loss_fn(score, other)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        score, other = self(features, training=False)
        return self.predictions(score, other)
