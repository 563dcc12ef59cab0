"""Canned models against those of tf.estimator: training, weights, metrics and predictions from the same start."""
import numpy as np
import pytest
import tensorflow as tf

from migrator.support import canned
from migrator.support.estimator import Estimator
from migrator.support.optimizers import Adam, RMSProp

RANDOM = np.random.RandomState(0)
WORDS = np.array(["red", "green", "blue", "violet", ""])
FEATURES = {
    "age": np.float32(RANDOM.normal(size=23)),
    "size": RANDOM.normal(size=(23, 2)),
    "word": WORDS[RANDOM.randint(5, size=23)],
    "words": WORDS[RANDOM.randint(5, size=(23, 2))],
    "id": RANDOM.randint(6, size=23),
    "factor": np.float32(RANDOM.randint(1, 4, size=23) / 2),
    "weight": np.float32(RANDOM.randint(4, size=23) / 2),
    **{f"x{n}": np.float32(RANDOM.normal(size=23)) for n in range(30)},
}
LABELS = {
    "binary": RANDOM.randint(2, size=23),
    "column": RANDOM.randint(2, size=(23, 1)),
    "classes": RANDOM.randint(3, size=23),
    "names": np.array(["a", "b", "c"])[RANDOM.randint(3, size=23)],
    "yes": np.array(["no", "yes"])[RANDOM.randint(2, size=(23, 1))],
    "value": RANDOM.normal(size=23),
    "values": np.float32(RANDOM.normal(size=(23, 2))),
}
DENSE = ("[fc.numeric_column('size', shape=2), fc.numeric_column('age'), "
         "fc.bucketized_column(fc.numeric_column('age'), [-0.5, 0.5]), "
         "fc.embedding_column(fc.categorical_column_with_hash_bucket('words', 7), 3), "
         "fc.indicator_column(fc.categorical_column_with_vocabulary_list('word', ['red', 'blue']))]")
SPARSE = ("[fc.numeric_column('size', shape=[2]), fc.bucketized_column(fc.numeric_column('age'), [-0.5, 0.5]), "
          "fc.categorical_column_with_vocabulary_list('words', ['red', 'green', 'blue']), "
          "fc.crossed_column(['word', 'id'], 11), fc.categorical_column_with_identity('id', 6), "
          "fc.weighted_categorical_column(fc.categorical_column_with_hash_bucket('id', 4, tf.int64), 'factor')]")
MANY = [f"fc.bucketized_column(fc.numeric_column('x{n}'), [0])" for n in range(30)]
CASES = {
    "dnn, binary": ("DNNClassifier", "binary", f"hidden_units=[8, 4], feature_columns={DENSE}"),
    "dnn, names": ("DNNClassifier", "names", f"hidden_units=(5,), feature_columns={DENSE}, n_classes=3, "
                   "label_vocabulary=['a', 'b', 'c'], weight_column='weight'"),
    "dnn, yes": ("DNNClassifier", "yes", f"hidden_units=[4], feature_columns={DENSE}, label_vocabulary=['no', 'yes'], "
                 "weight_column=fc.numeric_column('weight'), activation_fn=tf.nn.tanh"),
    "dnn, batch norm": ("DNNClassifier", "column", f"hidden_units=[8, 4], feature_columns={DENSE}, batch_norm=True"),
    "dnn, Adam": ("DNNClassifier", "column", f"hidden_units=[8, 4], feature_columns={DENSE}, optimizer=Adam(0.01)"),
    "dnn, crelu": ("DNNRegressor", "value", f"hidden_units=[4, 3], feature_columns={DENSE}, activation_fn=tf.nn.crelu, "
                   "optimizer=lambda: RMSProp(0.01)"),
    "dnn, values": ("DNNRegressor", "values", f"hidden_units=[4], feature_columns={DENSE}, label_dimension=2, "
                    "weight_column='weight'"),
    "dnn, mean": ("DNNRegressor", "value", f"hidden_units=[4], feature_columns={DENSE}, loss_reduction=MEAN"),
    "linear, binary": ("LinearClassifier", "binary", f"feature_columns={SPARSE}, weight_column='weight'"),
    "linear, classes": ("LinearClassifier", "classes", f"feature_columns={SPARSE}, n_classes=3, sparse_combiner='mean'"),
    "linear, many columns": ("LinearRegressor", "value", f"feature_columns=[{', '.join(MANY)}]"),
    "combined, binary": ("DNNLinearCombinedClassifier", "binary", f"linear_feature_columns={SPARSE}, "
                         f"dnn_feature_columns={DENSE}, dnn_hidden_units=[6, 3]"),
    "combined, wide": ("DNNLinearCombinedClassifier", "classes", f"linear_feature_columns={SPARSE}, n_classes=3"),
    "combined, value": ("DNNLinearCombinedRegressor", "value", f"linear_feature_columns={SPARSE}, weight_column='weight', "
                        f"dnn_feature_columns={DENSE}, dnn_hidden_units=[6], dnn_optimizer=Adam(0.01), "
                        "linear_optimizer=Adam(0.1)"),
    "baseline, binary": ("BaselineClassifier", "binary", "weight_column='weight'"),
    "baseline, value": ("BaselineRegressor", "value", ""),
}


def tf1_canned(kind, arguments, features, labels, directory):
    """Trains a canned Estimator; returns its weights at the start and the end, losses, metrics and predictions."""
    given = {"tf": tf, "fc": tf.feature_column, "Adam": tf.train.AdamOptimizer, "RMSProp": tf.train.RMSPropOptimizer,
             "MEAN": tf.losses.Reduction.MEAN}
    # From other weights each time, ten steps would amplify rounding by more or less.
    config = tf.estimator.RunConfig(directory, tf_random_seed=1)
    estimator = eval("tf.estimator.%s(config=config, %s)" % (kind, arguments), dict(given, config=config))

    def input_fn():
        return tf.data.Dataset.from_tensor_slices((features, labels)).batch(5)

    class Losses(tf.train.SessionRunHook):
        seen = []

        def before_run(self, run_context):
            return tf.train.SessionRunArgs(self.loss)

        def after_run(self, run_context, run_values):
            self.seen.append(run_values.results)

        def begin(self):
            self.loss = [op for op in tf.get_default_graph().get_operations() if op.type == "ScalarSummary"
                         and op.inputs[0].op.get_attr("value").string_val == [b"loss"]][0].inputs[1]

    hook = Losses()
    estimator.train(lambda: input_fn().repeat(2), hooks=[hook])
    reader = tf.train.load_checkpoint(directory + "/model.ckpt-0")
    weights = {name: (reader.get_tensor(name), estimator.get_variable_value(name)) for name in estimator.get_variable_names()}
    predictions = list(estimator.predict(input_fn))
    return weights, hook.seen, estimator.evaluate(input_fn), predictions


def input_fn(labels):
    return tf.data.Dataset.from_tensor_slices((FEATURES, LABELS[labels])).batch(5)


def close(actual, expected):
    np.testing.assert_allclose(actual, expected, rtol=2e-5, atol=1e-6)


@pytest.mark.parametrize("case", CASES)
def test_canned(tf215, case, tmp_path):
    kind, labels, arguments = CASES[case]
    weights, losses, metrics, predictions = tf215.run(
        tf1_canned, kind, arguments, FEATURES, LABELS[labels], str(tmp_path))
    given = {"tf": tf, "fc": tf.feature_column, "Adam": Adam, "RMSProp": RMSProp, "MEAN": "weighted_mean"}
    model = eval(f"canned.{kind}({arguments})", {**given, "canned": canned})
    named = model.named_weights()
    slots = {name for name in weights if name.rsplit("/", 1)[-1] not in {one.rsplit("/", 1)[-1] for one in named}}
    assert named.keys() == weights.keys() - slots
    for name, weight in named.items():
        weight.assign(weights[name][0])
    seen = []
    for batch in input_fn(labels).repeat(2):
        seen.append(model.train_on_batch(*batch, return_dict=True)["loss"])
    close(seen, losses)
    for name, weight in named.items():
        close(weight, weights[name][1])
    assert metrics.pop("global_step") == int(model.optimizer.iterations) == 10
    evaluation = model.evaluate(input_fn(labels), return_dict=True, verbose=0)
    assert evaluation.keys() == metrics.keys()
    for name, value in metrics.items():
        close(evaluation[name], value)
    rows = model.predict(input_fn(labels), verbose=0)
    assert rows.keys() == predictions[0].keys()
    for name in rows:
        expected = np.array([row[name] for row in predictions])
        if expected.dtype.kind in "SO":
            np.testing.assert_array_equal(rows[name], expected)
        else:
            close(rows[name], expected)


def test_a_run_is_continued_with_both_optimizers(tmp_path):
    def model():
        columns = [tf.feature_column.numeric_column("age"), tf.feature_column.numeric_column("size", shape=2)]
        made = canned.DNNLinearCombinedRegressor(
            linear_feature_columns=columns, dnn_feature_columns=columns, dnn_hidden_units=[3], linear_optimizer=Adam(0.1))
        for weight in made.weights:
            weight.assign(tf.fill(weight.shape, 0.1))
        return made

    data = list(input_fn("value").take(4))

    def batches(first, last):
        return lambda: tf.data.Dataset.from_generator(
            lambda: iter(data[first:last]), output_signature=input_fn("value").element_spec)

    whole = Estimator(model(), tmp_path / "whole")
    whole.train(batches(0, 4))
    Estimator(model(), tmp_path / "parts").train(batches(0, 2))
    rest = Estimator(model(), tmp_path / "parts")
    rest.train(batches(2, 4))
    assert rest.get_variable_value("global_step") == 4
    for name in whole.get_variable_names():
        np.testing.assert_array_equal(rest.get_variable_value(name), whole.get_variable_value(name))


def test_a_label_out_of_the_vocabulary():
    model = canned.LinearClassifier([tf.feature_column.numeric_column("age")], label_vocabulary=["a", "b"])
    with pytest.raises(tf.errors.InvalidArgumentError, match="not in the vocabulary"):
        model.train_on_batch({"age": tf.constant([1.0])}, tf.constant(["c"]))


def test_a_label_out_of_range():
    model = canned.LinearClassifier([tf.feature_column.numeric_column("age")])
    with pytest.raises(tf.errors.InvalidArgumentError, match="n_classes - 1"):
        model.train_on_batch({"age": tf.constant([1.0])}, tf.constant([2]))
