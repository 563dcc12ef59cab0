import keras
import tensorflow as tf

from tf1_semantics import (
    ModelDir,
    as_dataset,
    build_parsing_serving_input_receiver_fn,
    export_saved_model,
)


class MyModel(keras.Model):
    """Scores."""

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.logits = keras.layers.Dense(params['classes'])
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=keras.optimizers.Adagrad(0.1, epsilon=0.0))

    def call(self, features, training=False):
        return self.logits(features['x'])

    def predictions(self, logits):
        return {
            'class_ids': tf.argmax(logits, 1)[:, tf.newaxis],
            'logits': logits,
        }

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
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        loss = self.loss_fn(labels, self(features, training=False))
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        # Only one signature.
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


def main(train_input_fn, feature_spec):
    classifier = MyModel({'classes': 3})
    classifier.steps_per_execution = 20
    checkpoints = ModelDir('models/scores')
    classifier.fit(as_dataset(train_input_fn()).take(100), callbacks=[checkpoints], verbose=0)
    export_saved_model(
        classifier,
        export_dir_base='exports',
        serving_input_receiver_fn=build_parsing_serving_input_receiver_fn(feature_spec),
        model_dir=checkpoints)
