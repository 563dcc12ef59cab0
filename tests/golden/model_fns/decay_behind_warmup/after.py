"""A function of the step chooses among schedules; one of them begins behind a warmup."""
import keras
import tensorflow as tf


def build(name, step, params):
    if name == 'sgdr':
        return keras.optimizers.schedules.CosineDecayRestarts(params['lr'], 6, t_mul=2.0, m_mul=0.8)(step)
    warm = params['lr'] * tf.cast(step + 1, tf.float32) / 5.
    after = keras.optimizers.schedules.CosineDecay(params['lr'], 20)(step - 5)
    return tf.cond(step < 5, lambda: warm, lambda: after)


class LearningRate(keras.optimizers.schedules.LearningRateSchedule):
    """The learning rate at a step."""

    def __init__(self, params):
        self.params = params

    def __call__(self, step):
        return build(self.params['schedule'], step, self.params)


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.params = params
        self.w = self.add_weight(name='w', shape=[3, 1], initializer=keras.initializers.Zeros())
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.lr_metric = keras.metrics.Mean(name='lr')
        self.compile(optimizer=keras.optimizers.SGD(LearningRate(params)))

    def call(self, features, training=False):
        return tf.matmul(features['x'], self.w)

    def predictions(self, out):
        return out

    def loss_fn(self, labels, out):
        return tf.reduce_mean(tf.square(out - labels))

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
            lr = build(self.params['schedule'], self.optimizer.iterations, self.params)
            self.lr_metric.update_state(lr)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))
