"""Exports: their signatures, folders and values, and what clients get from them."""
import os

import keras
import numpy as np
import pytest
import tensorflow as tf

from migrator.support.estimator import Estimator, EvalSpec, RunConfig, TrainSpec
from migrator.support.exporters import BestExporter, Exporter, FinalExporter, LatestExporter
from migrator.support.model_dir import ModelDir
from migrator.support.optimizers import Adam
from migrator.support.serving import (
    ClassificationOutput,
    RegressionOutput,
    ServingInputReceiver,
    TensorServingInputReceiver,
    build_parsing_serving_input_receiver_fn,
    build_raw_serving_input_receiver_fn,
    export_saved_model,
    model_predictor,
    saved_model_predictor,
)
from support.small_model import SmallModel, examples


class Scaled(keras.Model):
    """Twice the features under the key `x-1`."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.factor = self.add_weight(name="factor", initializer=keras.initializers.Constant(2.0))
        self.built = True
        self.compile()

    def call(self, features, training=False):
        return self.factor * (features["x-1"] if isinstance(features, dict) else features)

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return {"scaled/x": self(features), "count": tf.shape(self(features))[:1]}


class WithOutputs(Scaled):

    def export_outputs(self, features):
        scaled = self(features)
        return self.chosen(scaled)


def outputs(chosen):
    model = WithOutputs()
    model.chosen = chosen
    return model


def receiver():
    x = tf.compat.v1.placeholder(tf.float32, [None, 2])
    text = tf.compat.v1.placeholder(tf.string, [None])
    return ServingInputReceiver({"x-1": x + tf.strings.to_number(text)[:, None]}, {"hours-per-week": x, "class": text})


def specs():
    x = tf.TensorSpec([None, 2], tf.float32)
    return ServingInputReceiver({"x-1": x}, {"x": x})


def signatures(path):
    """What TF1's loader tells of an export: for each signature its method, inputs and outputs."""
    with tf.compat.v1.Session(graph=tf.Graph()) as session:
        defined = tf.compat.v1.saved_model.load(session, ["serve"], os.fsdecode(path)).signature_def
    return {
        key: (one.method_name.rpartition("/")[2], sorted(one.inputs), sorted(one.outputs))
        for key, one in defined.items() if not key.startswith("__")
    }


def test_names_that_are_no_identifiers(tmp_path):
    path = export_saved_model(Scaled(), tmp_path, receiver)
    assert signatures(path) == {
        "serving_default": ("predict", ["class", "hours-per-week"], ["count", "scaled/x"])}
    request = {"hours-per-week": [[1, 2]], "class": ["3"]}
    for predictor in (saved_model_predictor(path), model_predictor(Scaled(), receiver)):
        response = predictor(request)
        assert sorted(response) == ["count", "scaled/x"]
        np.testing.assert_array_equal(response["scaled/x"], [[8, 10]])
    with pytest.raises(ValueError, match="Got unexpected keys"):
        predictor({"x": [[1, 2]]})


def test_one_tensor(tmp_path):
    def one():
        x = tf.TensorSpec([None, 2], tf.float32)
        return TensorServingInputReceiver(x, x)

    path = export_saved_model(outputs(lambda scaled: {"any": scaled}), tmp_path, one)
    assert signatures(path) == {name: ("predict", ["input"], ["output"]) for name in ("any", "serving_default")}
    np.testing.assert_array_equal(saved_model_predictor(path, "any")({"input": [[1, 2]]})["output"], [[2, 4]])


def test_methods_are_for_serialized_examples(tmp_path):
    model = outputs(lambda scaled: {
        "serving_default": {"scaled": scaled},
        "classify": ClassificationOutput(classes=tf.as_string(scaled)),
        "regress": RegressionOutput(scaled[:, 0]),
    })
    parsing = build_parsing_serving_input_receiver_fn({"x-1": tf.io.FixedLenFeature([2], tf.float32)})
    path = export_saved_model(model, tmp_path, parsing)
    assert signatures(path) == {
        "serving_default": ("predict", ["examples"], ["scaled"]),
        "classify": ("classify", ["inputs"], ["classes"]),
        "regress": ("regress", ["inputs"], ["outputs"]),
    }
    raw = build_raw_serving_input_receiver_fn({"x-1": tf.TensorSpec([None, 2], tf.float32)})
    assert list(signatures(export_saved_model(model, tmp_path, raw))) == ["serving_default"]


def test_alternatives(tmp_path):
    def downstream():
        text = tf.compat.v1.placeholder(tf.string, [None, 2])
        x = tf.strings.to_number(text)
        return ServingInputReceiver({"x-1": x}, {"text": text}, {"numbers": {"x": x}})

    path = export_saved_model(Scaled(), tmp_path, downstream)
    assert sorted(signatures(path)) == ["numbers:serving_default", "serving_default"]
    assert saved_model_predictor(path)({"text": [["1", "2"]]})["scaled/x"].tolist() == [[2, 4]]
    assert saved_model_predictor(path, "numbers:serving_default")({"x": [[1, 2]]})["scaled/x"].tolist() == [[2, 4]]


def test_no_default_signature(tmp_path):
    with pytest.raises(ValueError, match="Multiple export_outputs"):
        export_saved_model(outputs(lambda scaled: {"a": scaled, "b": scaled}), tmp_path, specs)


def test_folders_and_files(tmp_path):
    (tmp_path / "words.txt").write_text("a b")
    first = export_saved_model(Scaled(), tmp_path / "exports", specs, {"words.txt": tmp_path / "words.txt"}, as_text=True)
    second = export_saved_model(Scaled(), tmp_path / "exports", specs)
    assert isinstance(first, bytes) and int(os.path.basename(second)) > int(os.path.basename(first))
    found = os.listdir(os.fsdecode(first))
    assert {"assets.extra", "saved_model.pbtxt", "variables"} <= set(found) and "saved_model.pb" not in found
    assert tf.saved_model.load(os.fsdecode(first)).signatures["serving_default"](x=tf.ones([1, 2]))["scaled/x"][0, 0] == 2


def test_a_table_of_the_receiver():
    def lookup():
        text = tf.compat.v1.placeholder(tf.string, [None, 2])
        table = tf.lookup.StaticHashTable(
            tf.lookup.KeyValueTensorInitializer(tf.constant(["a"]), tf.constant([1.0])), 0.0)
        return ServingInputReceiver({"x-1": table.lookup(text)}, {"text": text})

    with pytest.raises(ValueError, match="lookup table"):
        export_saved_model(Scaled(), "unused", lookup)



def test_a_fresh_process_exports_its_checkpoint(tmp_path):
    data = examples(3)
    raw = build_raw_serving_input_receiver_fn(data.element_spec[0])
    with pytest.raises(ValueError, match="Couldn't find trained model"):
        export_saved_model(SmallModel(Adam(0.1)), tmp_path, raw, model_dir=ModelDir(tmp_path / "model"))
    trained = Estimator(SmallModel(Adam(0.1)), model_dir=str(tmp_path / "model"))
    trained.train(lambda: examples(3))
    fresh = Estimator(SmallModel(Adam(0.1)), model_dir=str(tmp_path / "model"))
    request = {name: tensor.numpy() for name, tensor in next(iter(data))[0].items()}
    response = saved_model_predictor(fresh.export_savedmodel(tmp_path / "out", raw))(request)
    expected = [row["value"] for row in trained.predict(lambda: examples(3).take(1))]
    np.testing.assert_allclose(response["value"], expected, rtol=1e-6)


class Recording(Exporter):
    name = "recording"

    def __init__(self):
        self.seen = []

    def export(self, estimator, export_path, checkpoint_path, eval_result, is_the_final_export):
        self.seen.append((eval_result["global_step"], os.path.basename(checkpoint_path), is_the_final_export))
        return estimator.model_dir


def test_exporters(tmp_path):
    estimator = Estimator(SmallModel(Adam(0.1)), config=RunConfig(model_dir=str(tmp_path), save_checkpoints_steps=2))
    raw = build_raw_serving_input_receiver_fn(examples(1).element_spec[0])
    losses = iter([3, 4, 2])
    recording = Recording()
    best = BestExporter(
        serving_input_receiver_fn=raw,
        compare_fn=lambda best_eval_result, current_eval_result: next(losses) < 3,
        exports_to_keep=None,
    )
    exporters = [LatestExporter("latest", raw, exports_to_keep=1), FinalExporter("final", raw), best, recording]
    train_spec = TrainSpec(lambda: examples(20), max_steps=5)
    _, exports = estimator.train_and_evaluate(
        train_spec, EvalSpec(lambda: examples(1), exporters=exporters, throttle_secs=0))
    assert recording.seen == [(2, "model.ckpt-2", False), (4, "model.ckpt-4", False), (5, "model.ckpt-5", True)]
    folders = {name: sorted(os.listdir(tmp_path / "export" / name)) for name in ("latest", "final", "best_exporter")}
    assert [len(found) for found in folders.values()] == [1, 1, 1]
    assert exports[0].decode() == str(tmp_path / "export" / "latest" / folders["latest"][0])
    assert exports[3] == str(tmp_path)
