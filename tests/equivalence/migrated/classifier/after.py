"""A classifier with what a careless migration gets wrong: dropout, batch norm, weights, smoothing, decay, clipping."""
import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import FusedBatchNormalization, predict_examples, weighted_loss

CLASSES = 3


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.params = params
        regularizer = tf.keras.regularizers.l2(0.01)
        self.first = keras.layers.Dense(8, activation='tanh', kernel_regularizer=regularizer, name='first')
        self.norm = FusedBatchNormalization(momentum=0.9, epsilon=1e-3, name='norm')
        self.dropout = keras.layers.Dropout(rate=0.3)
        self.second = keras.layers.Dense(
            8, activation='relu', kernel_regularizer=tf.keras.regularizers.l2(0.5), name='second')
        self.logits = keras.layers.Dense(CLASSES, name='logits')
        rate = keras.optimizers.schedules.ExponentialDecay(params['rate'], 4, 0.8, staircase=True)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.accuracy_metric = keras.metrics.Accuracy(name='accuracy')
        self.confidence_metric = keras.metrics.Mean(name='confidence')
        self.precision_metric = keras.metrics.Precision(name='precision')
        self.compile(optimizer=keras.optimizers.Adam(rate, beta_2=np.float32(0.999), epsilon=1e-8))

    def call(self, features, training=False):
        net = self.first(features['x'])
        net = self.norm(net, training=training)
        net = self.dropout(net, training=training)
        # This regularizer is given, but its loss is not used below.
        net = self.second(net)
        return self.logits(net)

    def predictions(self, logits):
        classes = tf.argmax(logits, axis=1)
        probabilities = tf.nn.softmax(logits)
        return {'classes': classes, 'probabilities': probabilities}

    def loss_fn(self, features, labels, logits):
        one_hot = tf.one_hot(labels, CLASSES)
        cross_entropy = weighted_loss(
            keras.losses.categorical_crossentropy(
                one_hot, logits, from_logits=True, label_smoothing=self.params['smoothing']), features['weight'])
        return cross_entropy + self.losses[0]

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(features, labels, self(features, training=True))
        gradients, variables = zip(*list(zip(tape.gradient(loss, self.trainable_variables), self.trainable_variables)))
        gradients, _ = tf.clip_by_global_norm(gradients, 0.5)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, variables)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        logits = self(features, training=False)
        loss = self.loss_fn(features, labels, logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            classes = tf.argmax(logits, axis=1)
            probabilities = tf.nn.softmax(logits)
            self.accuracy_metric.update_state(labels, classes, sample_weight=features['weight'])
            self.confidence_metric.update_state(tf.reduce_max(probabilities, axis=1))
            self.precision_metric.update_state(tf.equal(labels, 0), tf.equal(classes, 0))
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


def input_fn(seed, epochs):
    random = np.random.RandomState(seed)
    x = random.normal(size=(90, 5)).astype(np.float32)
    labels = np.argmax(x[:, :CLASSES] + 0.3 * random.normal(size=(90, CLASSES)), axis=1).astype(np.int64)
    weight = random.choice([0.0, 0.5, 1.0, 2.0], size=90).astype(np.float32)
    dataset = tf.data.Dataset.from_tensor_slices(({'x': x, 'weight': weight}, labels))
    return dataset.repeat(epochs).batch(16)


def main():
    estimator = Model({'smoothing': 0.1, 'rate': 0.02})
    estimator.fit(input_fn(0, 4).take(20), verbose=0)
    print({**estimator.evaluate(input_fn(1, 1), return_dict=True, verbose=0),
           'global_step': int(estimator.optimizer.iterations)})
    print(len(list(predict_examples(estimator, input_fn(2, 1)))))


if __name__ == '__main__':
    main()
