"""Exports while a model is trained and evaluated."""
import os
import re
import shutil

import keras
from absl import logging

from migrator.support.serving import export_saved_model


class Exporter:
    """`tf.estimator.Exporter`: what `train_and_evaluate` exports after evaluations.

    Attributes:
        name: name of the folder of its exports.
    """

    name: str

    def export(self, estimator, export_path, checkpoint_path, eval_result, is_the_final_export):
        """Exports a model that was evaluated, or not.

        Args:
            estimator: the model, or the `Estimator` around it.
            export_path: folder for the exports.
            checkpoint_path: the checkpoint that was evaluated; the model has its weights.
            eval_result: the evaluation, a dict.
            is_the_final_export: whether the training has come to its last step.

        Returns:
            The path of the export, or None.
        """
        raise NotImplementedError


class FinalExporter(Exporter):
    """`tf.estimator.FinalExporter`: exports where the training ends."""

    def __init__(self, name, serving_input_receiver_fn, assets_extra=None, as_text=False):
        self.name = name
        self.serving_input_receiver_fn = serving_input_receiver_fn
        self.assets_extra = assets_extra
        self.as_text = as_text

    def export(self, estimator, export_path, checkpoint_path, eval_result, is_the_final_export):
        if not is_the_final_export:
            return None
        logging.info("Performing the final export in the end of training.")
        return self.write(estimator, export_path, checkpoint_path)

    def write(self, estimator, export_path, checkpoint_path):
        arguments = self.serving_input_receiver_fn, self.assets_extra, self.as_text
        if isinstance(estimator, keras.Model):
            return export_saved_model(estimator, export_path, *arguments)
        return estimator.export_saved_model(export_path, *arguments, checkpoint_path)


class LatestExporter(FinalExporter):
    """`tf.estimator.LatestExporter`: exports after each evaluation, and keeps the last exports."""

    def __init__(
        self, name, serving_input_receiver_fn, assets_extra=None, as_text=False, exports_to_keep=5
    ):
        super().__init__(name, serving_input_receiver_fn, assets_extra, as_text)
        if exports_to_keep is not None and exports_to_keep <= 0:
            raise ValueError("`exports_to_keep`, if provided, must be positive number")
        self.exports_to_keep = exports_to_keep

    def export(self, estimator, export_path, checkpoint_path, eval_result, is_the_final_export):
        path = self.write(estimator, export_path, checkpoint_path)
        if self.exports_to_keep is not None:
            versions = sorted(name for name in os.listdir(export_path) if re.fullmatch(r"\d{10}", name))
            for name in versions[:-self.exports_to_keep]:
                shutil.rmtree(os.path.join(export_path, name))
        return path


class BestExporter(LatestExporter):
    """`tf.estimator.BestExporter`: exports after each evaluation that is better than all before.

    Args:
        compare_fn: tells from `best_eval_result` and `current_eval_result` whether the second is better; None
            takes the one with the smaller loss.
    """

    def __init__(
        self,
        name="best_exporter",
        serving_input_receiver_fn=None,
        compare_fn=None,
        assets_extra=None,
        as_text=False,
        exports_to_keep=5,
    ):
        super().__init__(name, serving_input_receiver_fn, assets_extra, as_text, exports_to_keep)
        self.compare_fn = compare_fn or loss_smaller
        self.best_eval_result = None

    def export(self, estimator, export_path, checkpoint_path, eval_result, is_the_final_export):
        if self.best_eval_result is not None and not self.compare_fn(
            best_eval_result=self.best_eval_result, current_eval_result=eval_result
        ):
            return None
        logging.info("Performing best model export.")
        self.best_eval_result = eval_result
        return super().export(estimator, export_path, checkpoint_path, eval_result, is_the_final_export)


def loss_smaller(best_eval_result, current_eval_result):
    """Whether an evaluation has a smaller loss than another."""
    return best_eval_result["loss"] > current_eval_result["loss"]
