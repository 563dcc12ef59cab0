from absl import logging
import keras
import tensorflow as tf

from tf1_semantics import LogSteps, ModelDir, RunConfig

logging.set_verbosity(logging.INFO)


class Model(keras.Model):

    def __init__(self, params, config, **kwargs):
        super().__init__(**kwargs)
        self.config = config
        self.hidden = keras.layers.Dense(params["units"], activation="relu")
        self.dense = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.Adagrad(0.1, epsilon=0.0))

    def call(self, features, training=False):
        hidden = self.hidden(features)
        outputs = self.dense(hidden)
        if self.config.tf_random_seed is None:
            outputs = tf.nn.dropout(outputs, rate=0.0)
        return outputs

    def predictions(self, outputs):
        return {"outputs": outputs}

    def loss_fn(self, labels, outputs):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, outputs))

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


def input_fn():
    return tf.data.Dataset.from_tensor_slices(([[1.], [2.]], [[2.], [4.]])).batch(1)


session_config = tf.compat.v1.ConfigProto(allow_soft_placement=True)
session_config.gpu_options.allow_growth = True
run_config = RunConfig(
    model_dir="/tmp/rates",
    tf_random_seed=19,
    save_checkpoints_secs=None,
    keep_checkpoint_every_n_hours=2,
    log_step_count_steps=50)
keras.utils.set_random_seed(19)
estimator = Model({"units": 8}, run_config)
checkpoints = ModelDir("/tmp/rates", save_secs=None, keep_every_n_hours=2)
estimator.fit(
    input_fn().take(100), callbacks=[checkpoints, LogSteps(every=50)], verbose=0)
print({
    **estimator.evaluate(
        input_fn(), callbacks=[checkpoints], return_dict=True, verbose=0),
    "global_step": int(estimator.optimizer.iterations)})
