"""Runs a migrated program up to where it first uses its model, and converts a TF1 checkpoint there.

A process of its own, so that nothing of the program, nor of TensorFlow, comes into the one that asks:

    python -m migrator.equivalence.conversion_worker REQUEST ANSWER

REQUEST is a file of JSON with the fields of `conversion.Request`; what came of it is written to ANSWER.
"""
from __future__ import annotations

import json
import os
import runpy
import sys
import traceback
from contextlib import contextmanager
from pathlib import Path

import keras
import tensorflow as tf

from migrator.equivalence.tf1_checkpoint import NoCheckpoint, TF1Checkpoint, open_checkpoint
from migrator.equivalence.variable_map import STEP, Unmatched, assign_all, map_by_name, map_variables
from migrator.equivalence.worker.capture_models import is_scoped
from migrator.support.model_dir import create_variables
from migrator.variable_maps import VariableMap, from_json

_USES = ("fit", "evaluate", "predict", "train_on_batch", "test_on_batch", "predict_on_batch")


class _Converted(BaseException):
    """Ends the program: its work is done. No `Exception`, which the program might catch."""


class Conversion:
    """The conversion of one checkpoint.

    Args:
        request: what is asked for.
    """

    def __init__(self, request: dict):
        self.request = request
        self.checkpoint: TF1Checkpoint = open_checkpoint(request["checkpoint"])
        self.maps = from_json(request["maps"]) if request["maps"] else ()
        self.answer: dict = {}

    def run(self) -> dict:
        """Runs the program; gives the answer."""
        program, arguments = self.request["program"], self.request["arguments"]
        sys.argv = [program, *arguments]
        sys.path.insert(0, str(Path(program).resolve().parent))
        try:
            with self.intercepted():
                runpy.run_path(program, run_name="__main__")
        except _Converted:
            return self.answer
        except SystemExit as end:
            return {"error": "ended", "message": f"it ended with status {end.code}" if end.code else ""}
        except Exception as error:
            place = next((f" (line {frame.lineno})" for frame in reversed(traceback.extract_tb(error.__traceback__))
                          if frame.filename == program), "")
            return {"error": "program", "message": f"{type(error).__name__}: {error}{place}"}
        return {"error": "ended", "message": ""}

    @contextmanager
    def intercepted(self):
        """Takes the uses of models, and hides the checkpoints that are there from the program."""
        before = {name: getattr(keras.Model, name) for name in _USES}
        latest = tf.train.latest_checkpoint
        try:
            for name in _USES:
                setattr(keras.Model, name, self._used(name, before[name]))
            tf.train.latest_checkpoint = lambda *args, **kwargs: None
            yield
        finally:
            tf.train.latest_checkpoint = latest
            for name in _USES:
                setattr(keras.Model, name, before[name])

    def _used(self, name: str, original):
        def used(model, *args, **kwargs):
            if not self.is_meant(model):
                return original(model, *args, **kwargs)
            self.convert(model, name, *args, **kwargs)
            raise _Converted
        return used

    def is_meant(self, model: keras.Model) -> bool:
        """Whether a model is the one to convert for: the class that is named, or one that was recorded."""
        wanted = [self.request["class_name"]] if self.request["class_name"] else [one.class_name for one in self.maps]
        return not wanted or type(model).__name__ in wanted or is_scoped(model) and not self.request["class_name"]

    def recorded(self, model: keras.Model) -> VariableMap | None:
        return next((one for one in self.maps if one.class_name == type(model).__name__), None)

    def convert(self, model: keras.Model, use: str, *args, **kwargs) -> None:
        """Builds a model as its use would, puts the checkpoint's values into it and saves it."""
        build(model, use, *args, **kwargs)
        dropped = set(self.request["drop"])
        variables = [one for one in self.checkpoint.variables if one.name not in dropped]
        try:
            with_optimizers = not self.request["weights_only"]
            if is_scoped(model):
                mapped = map_by_name(model.saved_variables.by_name, variables, with_optimizers)
            else:
                mapped = map_variables(model, self.recorded(model), variables, self.checkpoint.in_order, with_optimizers)
            assign_all(mapped, self.checkpoint.value)
        except Unmatched as error:
            self.answer = {"error": "unmatched", "problems": list(error.problems)}
            return
        step = int(self.checkpoint.value(STEP)) if STEP in mapped else 0
        if is_scoped(model):  # Under TF1's names, as it saves itself.
            model.checkpoint_manager(self.request["output"], 5).save(step)
            path = tf.train.latest_checkpoint(self.request["output"])
        else:
            saved = tf.train.Checkpoint(model=model)
            saved.weights = tuple(model.weights)  # As ModelDir saves them: TF does not see those of layers in lists.
            manager = tf.train.CheckpointManager(saved, self.request["output"], max_to_keep=5, checkpoint_name="model.ckpt")
            path = manager.save(checkpoint_number=step)
        self.answer = {"path": path, "class_name": type(model).__name__, "step": step, "mapped": [
            {"name": one.name, "kind": one.kind, "path": one.path, "reason": one.reason} for one in mapped.values()]}


def build(model: keras.Model, use: str, x=None, y=None, *args, batch_size=None, **kwargs) -> None:
    """Builds a model, and its optimizers where it is to be trained, for the data that it is used with.

    Args:
        model: the model.
        use: the method that is called.
        x: its data: a dataset or arrays.
        y: the targets beside arrays.
        batch_size: the size of batches of arrays.
    """
    if not isinstance(x, tf.data.Dataset):
        given = (x, y) if y is not None else (x,)
        x = tf.data.Dataset.from_tensor_slices(given).batch(batch_size or 32)
    training = use in ("fit", "train_on_batch")
    if is_scoped(model):
        if "train" not in model.graphs:  # Only that one has the slots.
            model.build_graph("train", x.element_spec)
        return
    create_variables(model, x.element_spec, training)
    if not training and model.optimizer is not None and not model.optimizer.built:
        model.optimizer.build(model.trainable_variables)


def main() -> None:
    """Reads the request, and writes the answer."""
    request = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    answer_path = Path(sys.argv[2])
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    try:
        answer = Conversion(request).run()
    except NoCheckpoint as reason:
        answer = {"error": "checkpoint", "message": str(reason)}
    answer_path.write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main()
