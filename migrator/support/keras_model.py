"""A compiled Keras model as `tf.keras.estimator.model_to_estimator` trained and evaluated it."""
import keras
import tensorflow as tf

# What TF1 called metrics that were compiled by these names.
TF1_NAMES = {
    "accuracy": "acc",
    "mae": "mean_absolute_error",
    "mse": "mean_squared_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
}


class KerasModel(keras.Model):
    """Trains and evaluates a compiled model as an Estimator that was made of it.

    An evaluation's loss is the mean over batches, metrics have the names that TF1 gave them, and predictions are a dict by the
    names of the outputs.

    Args:
        model: the compiled model.
    """

    def __init__(self, model, **kwargs):
        super().__init__(**kwargs)
        self.model = model
        self.loss_metric = keras.metrics.Mean(name="loss")
        compiled = tf.nest.flatten(model.get_compile_config().get("metrics") or [])
        self.short_names = [name for name in TF1_NAMES if name in [one for one in compiled if isinstance(one, str)]]
        self.compile(optimizer=model.optimizer)

    @property
    def metrics(self):
        # Compiled metrics are not there before an evaluation; the loss is counted here.
        compiled = [one for one in self.model.metrics if one.name != "loss" and getattr(one, "built", True)]
        return [self.loss_metric, *compiled]

    def call(self, features, training=False):
        if isinstance(features, dict) and len(features) == 1:  # TF1 named a model's only input in its own way.
            features, = features.values()
        return self.model(features, training=training)

    def loss_fn(self, labels, outputs, training=False):
        return self.model.compute_loss(y=labels, y_pred=outputs, training=training)

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(labels, self(features, training=True), training=True)
        gradients = tape.gradient(loss, self.model.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.model.trainable_variables)
        return {"loss": loss}

    def test_step(self, data):
        features, labels = data
        outputs = self(features, training=False)
        loss = self.loss_fn(labels, outputs)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            results = self.model.compute_metrics(features, labels, outputs)
        results = {self.tf1_name(name): result for name, result in results.items()}
        return {**results, "loss": self.loss_metric.result()}

    def tf1_name(self, name):
        """Returns the name that TF1 gave to a metric, by the string that it was compiled with."""
        for short in self.short_names:
            if name == short or name.endswith("_" + short):  # The name of an output may stand before it.
                return name.removesuffix(short) + TF1_NAMES[short]
        return name

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        names = getattr(self.model, "output_names", None) or [self.model.layers[-1].name]
        return dict(zip(names, tf.nest.flatten(self(features, training=False))))
