"""Migrated programs, each broken in one place where a careless migration goes wrong.

`python -m tests.equivalence.mutants` runs them and writes docs/mutants.md; with names of mutants it runs these.
"""
from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ORIGINALS = Path(__file__).with_name("originals")
MIGRATED = Path(__file__).with_name("migrated")  # As they were once: what is tested here is the harness.
PROGRAMS = Path(__file__).parents[1] / "programs"


@dataclass(frozen=True)
class Mutant:
    """One error.

    Attributes:
        program: which original it is an error in the migration of.
        error: what is wrong, in a few words.
        old: text of the migrated program, or of its support module, that is there once or more.
        new: what stands there instead.
    """

    program: str
    error: str
    old: str
    new: str

    @property
    def id(self) -> str:
        return f"{self.program}: {self.error}"


MUTANTS = tuple(Mutant(*row) for row in (
    # Optimizers.
    ("classifier", "Adam's epsilon is Keras's 1e-7", "epsilon=1e-8", "epsilon=1e-7"),
    ("classifier", "Adam's first decay is another", "Adam(rate, beta_2", "Adam(rate, beta_1=0.95, beta_2"),
    ("classifier", "Adam's second decay is another", "beta_2=np.float32(0.999)", "beta_2=0.99"),
    ("classifier", "AMSGrad, which the original does not use", "Adam(rate, beta_2", "Adam(rate, amsgrad=True, beta_2"),
    ("classifier", "another optimizer", "keras.optimizers.Adam(", "keras.optimizers.Nadam("),
    ("classifier", "weight decay that the original does not have", "Adam(rate, beta_2", "Adam(rate, weight_decay=0.001, beta_2"),
    ("images", "RMSProp's mean square starts at 0", '"ms": 1.0', '"ms": 0.0'),
    ("images", "RMSProp of Keras", "RMSProp(params['rate'], decay=0.95, momentum=0.5, epsilon=1e-6)",
     "keras.optimizers.RMSprop(params['rate'], rho=0.95, momentum=0.5, epsilon=1e-6)"),
    ("images", "RMSProp's decay is the default", "decay=0.95, ", ""),
    ("images", "RMSProp without its momentum", "momentum=0.5, ", ""),
    ("images", "RMSProp's epsilon is another", "epsilon=1e-6", "epsilon=1e-3"),
    ("ranking", "momentum of Keras under a schedule", "Momentum(rate, 0.9)", "keras.optimizers.SGD(rate, 0.9)"),
    ("ranking", "nesterov, which the original does not use", "Momentum(rate, 0.9)", "Momentum(rate, 0.9, nesterov=True)"),
    ("ranking", "Adagrad of Keras: rows that are looked up twice are not summed", "Adagrad(0.1)",
     "keras.optimizers.Adagrad(0.1, epsilon=0.0)"),
    ("ranking", "the rows of an index are not summed", "rows = tf.math.unsorted_segment_sum(gradient.values, positions, tf.size(indices))",
     "indices, rows = gradient.indices, gradient.values"),
    ("ranking", "Adagrad's accumulator starts elsewhere", "Adagrad(0.1)", "Adagrad(0.1, initial_accumulator_value=0.0)"),
    ("regression", "Ftrl without its l1", ", l1_regularization_strength=0.001", ""),
    ("regression", "Ftrl with an l2", "l1_regularization_strength=0.001", "l1_regularization_strength=0.001, l2_regularization_strength=0.001"),
    ("regression", "another power of Ftrl", "l1_regularization_strength=0.001", "l1_regularization_strength=0.001, learning_rate_power=-0.4"),
    # Schedules.
    ("classifier", "a schedule without its stairs", ", staircase=True", ""),
    ("classifier", "another rate of decay", "4, 0.8, staircase", "4, 0.81, staircase"),
    ("classifier", "stairs that come a step late", "params['rate'], 4, 0.8", "params['rate'], 5, 0.8"),
    ("ranking", "a boundary one step early", "[15, 40]", "[14, 40]"),
    ("ranking", "the second boundary one step late", "[15, 40]", "[15, 41]"),
    ("ranking", "the rate never changes", "Momentum(rate, 0.9)", "Momentum(params['rate'], 0.9)"),
    ("regression", "a decay to zero", "end_learning_rate=0.001, ", "end_learning_rate=0.0, "),
    ("regression", "a decay that is linear", "power=2.0", "power=1.0"),
    ("regression", "a decay that starts over", "power=2.0", "power=2.0, cycle=True"),
    # Gradients.
    ("classifier", "no clipping", "gradients, _ = tf.clip_by_global_norm(gradients, 0.5)", "pass"),
    ("classifier", "clipped each by its norm, not by the global one", "gradients, _ = tf.clip_by_global_norm(gradients, 0.5)",
     "gradients = [tf.clip_by_norm(gradient, 0.5) for gradient in gradients]"),
    ("images", "clipped by norm, not by value", "tf.clip_by_value(gradient, -0.05, 0.05)", "tf.clip_by_norm(gradient, 0.05)"),
    ("regression", "clipped by value, not by norm", "tf.clip_by_norm(gradient, 0.5)", "tf.clip_by_value(gradient, -0.5, 0.5)"),
    ("ranking", "an optimizer gets all variables", "tower = [*self.gates.trainable_variables, *self.logit.trainable_variables]",
     "tower = self.trainable_variables"),
    ("ranking", "a variable that is left out", "tables = [self.users, self.items]", "tables = [self.users]"),
    ("ranking", "the optimizers are exchanged", "self.optimizer_1 = Adagrad(0.1)\n        self.optimizer_1_1 = Momentum(rate, 0.9)",
     "self.optimizer_1 = Momentum(rate, 0.9)\n        self.optimizer_1_1 = Adagrad(0.1)"),
    ("ranking", "the global step is counted by both optimizers", "self.global_step.assign_add(1)", "self.global_step.assign_add(2)"),
    ("gan", "both losses train in each step", "tf.cond(tf.equal(self.global_step % 2, 0), train_d, train_g)", "train_d()\n            train_g()"),
    ("gan", "the turns are exchanged", "train_d, train_g)", "train_g, train_d)"),
    # Losses.
    ("classifier", "no label smoothing", ", label_smoothing=self.params['smoothing']", ""),
    ("classifier", "weights are left out", "label_smoothing=self.params['smoothing']), features['weight'])",
     "label_smoothing=self.params['smoothing']), 1.0)"),
    ("classifier", "the mean over all examples, not over weights that are not zero",
     "cross_entropy = weighted_loss(", "cross_entropy = (lambda losses, weights: tf.reduce_mean(losses * weights))("),
    ("classifier", "the sum of losses, not their mean",
     "cross_entropy = weighted_loss(", "cross_entropy = (lambda losses, weights: tf.reduce_sum(losses * weights))("),
    ("classifier", "probabilities where logits are meant", "from_logits=True, label_smoothing", "label_smoothing"),
    ("classifier", "the regularization loss is missing", " + self.losses[0]", ""),
    ("classifier", "all regularization losses, of which the original uses one", "self.losses[0]", "sum(self.losses)"),
    ("classifier", "the regularizer is halved", "tf.keras.regularizers.l2(0.01)", "tf.keras.regularizers.l2(0.005)"),
    ("images", "huber's delta is the default", "delta=0.5", "delta=1.0"),
    ("images", "a squared error for huber's", "keras.losses.huber(labels, scores, delta=0.5)", "keras.losses.mean_squared_error(labels, scores)"),
    ("regression", "l2 of twice the size", "tf.nn.l2_loss(v)", "tf.reduce_sum(tf.square(v))"),
    ("regression", "l2 of the biases too", " if 'bias' not in v.path", ""),
    ("regression", "a mean of squares that ignores the weights", "features['weight']\n        )\n        loss += 0.5", "1.0\n        )\n        loss += 0.5"),
    ("regression", "one loss twice", "loss += 0.5 *", "loss += 1.0 *"),
    # Layers.
    ("classifier", "batch norm's momentum is Keras's", "momentum=0.9, epsilon=1e-3", "epsilon=1e-3"),
    ("classifier", "batch norm's epsilon is another", "momentum=0.9, epsilon=1e-3", "momentum=0.9, epsilon=1e-5"),
    ("images", "the moving variance is the biased one", "FusedBatchNormalization(momentum=0.95", "keras.layers.BatchNormalization(momentum=0.95"),
    ("classifier", "the moving statistics don't move", "self.norm(net, training=training)", "self.norm(net, training=False)"),
    ("classifier", "batch statistics in evaluation too", "self.norm(net, training=training)", "self.norm(net, training=True)"),
    ("classifier", "dropout is not in training mode", "self.dropout(net, training=training)", "self.dropout(net, training=False)"),
    ("classifier", "dropout in evaluation too", "self.dropout(net, training=training)", "self.dropout(net, training=True)"),
    ("classifier", "dropout's rate is what is kept", "rate=0.3", "rate=0.7"),
    ("images", "dropout's rate is what is kept", "rate=0.2", "rate=0.8"),
    ("classifier", "a model that is not told that it trains", "self(features, training=True)", "self(features, training=False)"),
    ("classifier", "another activation", "8, activation='tanh'", "8, activation='relu'"),
    ("images", "leaky relu's default slope", ", alpha=0.1", ""),
    ("images", "padding on the other side", "net = self.conv2d(net)",
     "net = self.conv2d(tf.pad(net, [[0, 0], [1, 0], [1, 0], [0, 0]])[:, :-1, :-1])"),
    ("images", "strides are left out", "strides=2, padding", "strides=1, padding"),
    ("images", "average pooling for max pooling", "MaxPooling2D", "AveragePooling2D"),
    ("images", "the mean over one axis less", "axis=[1, 2])", "axis=[1, 1])" ),
    ("images", "a bias that the original does not have", "use_bias=False", "use_bias=True"),
    ("ranking", "gates in the wrong order", "update, reset, candidate = tf.split", "reset, update, candidate = tf.split"),
    ("ranking", "a sum of embeddings for their mean", "item = tf.reduce_mean(", "item = tf.reduce_sum("),
    ("classifier", "a transposed kernel", "net = self.second(net)",
     "net = 0 * self.second(net) + tf.nn.relu(net @ tf.transpose(self.second.kernel) + self.second.bias)"),
    ("regression", "another activation of the same family", "Dense(6, 'elu'", "Dense(6, 'selu'"),
    # Predictions, evaluation.
    ("classifier", "logits where probabilities were predicted", "return {'classes': classes, 'probabilities': probabilities}",
     "return {'classes': classes, 'probabilities': logits}"),
    ("classifier", "a prediction that is missing", "return {'classes': classes, 'probabilities': probabilities}",
     "return {'probabilities': probabilities}"),
    ("classifier", "a metric without its weights", ", sample_weight=features['weight']", ""),
    ("classifier", "a metric of the wrong argument", "precision_metric.update_state(tf.equal(labels, 0), tf.equal(classes, 0))",
     "precision_metric.update_state(tf.equal(classes, 0), tf.equal(labels, 0))"),
    ("classifier", "the loss averaged by examples, not by batches", "logits)\n        with tf.control_dependencies([loss]):  # No update where the data end.\n            self.loss_metric.update_state(loss)",
     "logits)\n        with tf.control_dependencies([loss]):  # No update where the data end.\n            self.loss_metric.update_state(loss, sample_weight=tf.shape(logits)[0])"),
    ("ranking", "an auc with other thresholds", "keras.metrics.AUC(name", "keras.metrics.AUC(num_thresholds=20, name"),
    ("images", "an error that is averaged by batches", "self.mae_metric.update_state(labels, scores)",
     "self.mae_metric.update_state(tf.reduce_mean(labels)[None], tf.reduce_mean(labels)[None] + tf.reduce_mean(tf.abs(labels - scores))[None])"),
    ("regression", "a mean without its weights", ", sample_weight=features['weight']", ""),
    # What the programs read, begin with, leave behind.
    ("images", "features that are scaled otherwise", "size=(40, 8, 8, 2)).astype(np.float32)", "size=(40, 8, 8, 2)).astype(np.float32) / 2"),
    ("images", "batches of another size", "(images, labels)).batch(4)", "(images, labels)).batch(8)"),
    ("images", "labels in whole numbers", "(1, 2, 3)).astype(np.float32) * 5", "(1, 2, 3)).astype(np.float32) * 5 // 1"),
    ("images", "data that end early", "(images, labels)).batch(4)", "(images, labels)).batch(4).take(7)"),
    ("classifier", "an initializer that draws nothing", "Dense(8, activation='tanh', ", "Dense(8, activation='tanh', kernel_initializer='ones', "),
    ("classifier", "moving statistics that predictions change", "self.predictions(self(features, training=False))",
     "self.predictions((self(features, training=True), self(features, training=False))[1])"),
    ("images", "a metric that is never reset", "self.mae_metric = MeanAbsoluteError(name='mae')",
     "object.__setattr__(self, 'mae_metric', MeanAbsoluteError(name='mae'))"),
    ("images", "a rate that a callback multiplies", "estimator.fit(input_fn(0), verbose=0)",
     "estimator.fit(input_fn(0), verbose=0, callbacks=[type('Decay', (keras.callbacks.Callback,), {'on_train_batch_end': lambda self, batch, logs=None: self.model.optimizer.learning_rate.assign(self.model.optimizer.learning_rate * 0.9)})()])"),
    ("images", "an evaluation with another loss than the training", "        scores = self(features, training=False)\n        loss = self.loss_fn(labels, scores)",
     "        scores = self(features, training=False)\n        loss = tf.reduce_mean(keras.losses.mean_squared_error(labels, scores))"),
    ("classifier", "a softmax over the batch", "probabilities = tf.nn.softmax(logits)\n        return", "probabilities = tf.nn.softmax(logits, axis=0)\n        return"),
    ("classifier", "clipping behind the update", "gradients, _ = tf.clip_by_global_norm(gradients, 0.5)",
     "self.optimizer.apply(gradients, variables)\n        gradients, _ = tf.clip_by_global_norm(gradients, 0.0)"),
    ("ranking", "gradients that do not reach a table", "tf.concat([user, item], axis=1)", "tf.concat([user, tf.stop_gradient(item)], axis=1)"),
    ("regression", "a loss that stops its gradient", "loss += 0.5 *", "loss = tf.stop_gradient(loss)\n        loss += 0.5 *"),
    ("regression", "a prediction scaled otherwise", "tf.exp(0.1 * prediction)", "tf.exp(0.11 * prediction)"),
))


def original(program: str) -> Path:
    """Returns the path of an original."""
    path = ORIGINALS / f"{program}.py"
    return path if path.exists() else PROGRAMS / program / "before.py"


def mutated(mutant: Mutant, folder: Path) -> Path:
    """Copies the migration of an original into a folder and breaks it.

    Raises:
        ValueError: what is to be broken is not there.
    """
    shutil.copytree(MIGRATED / mutant.program, folder, dirs_exist_ok=True)
    for path in sorted(folder.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        if mutant.old in text:
            path.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
            return folder / "after.py"
    raise ValueError(f"{mutant.old!r} is not in the migration of {mutant.program}")


def _rows(names):
    """Yields a row of the table for each mutant, or for those that are named."""
    import reference
    from migrator.equivalence.reports import first, number
    from migrator.equivalence.verify import Settings, Verifier
    with Verifier(reference.tf215_python(), sys.executable) as verifier:
        for mutant in [mutant for mutant in MUTANTS if not names or mutant.id in names]:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    verdict = verifier.verify(original(mutant.program), mutated(mutant, Path(folder)), Settings(only_first=True))
                except ValueError as error:
                    print(mutant.id, error)
                    continue
            found = next((comparison.first for comparison in verdict.comparisons if comparison.first is not None), None)
            what = (f"{verdict.reason.code} {verdict.reason.message}" if verdict.reason and found is None else
                    "NOT CAUGHT" if found is None else first(found))
            print(f"{verdict.status.name:12} {mutant.id}: {what[:150]}", flush=True)
            yield mutant, verdict.status, what, "" if found is None else number(found.difference)


def main() -> int:
    """Runs all mutants and writes the table."""
    rows = list(_rows(sys.argv[1:]))
    if sys.argv[1:]:
        return 0
    caught = sum(status == 1 for _, status, _, _ in rows)
    lines = ["<!-- Made by `python -m tests.equivalence.mutants`. -->", "# What `migrator verify` catches", "",
             "Programs that were migrated, then broken in one place where a careless migration goes wrong. "
             f"Caught: {caught} of {len(rows)}.", "",
             "| program | error | the first quantity that differs | by |", "|---|---|---|---|"]
    for mutant, status, what, difference in rows:
        shown = " ".join(what.split()).replace("|", "\\|")
        lines.append(f"| {mutant.program} | {mutant.error} | {shown if len(shown) < 160 else shown[:157] + '...'} | {difference} |")
    (Path(__file__).parents[2] / "docs" / "mutants.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0 if caught == len(rows) else 1


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    sys.exit(main())
