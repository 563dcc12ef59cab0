"""Training that is evaluated at its checkpoints."""
import math
import os
import time

import numpy as np
from absl import logging

from migrator.support.model_dir import ModelDir


def evaluation(logs, global_step):
    """Returns an evaluation as the Estimator returned it: sorted by name, then the global step."""
    logs = {name: np.float32(logs[name]) if isinstance(logs[name], float) else logs[name] for name in sorted(logs)}
    logging.info(
        "Saving dict for global step %d: %s",
        global_step,
        ", ".join(f"{name} = {value}" for name, value in sorted({**logs, "global_step": global_step}.items())),
    )
    return {**logs, "global_step": np.int64(global_step)}


def train_and_evaluate(
    model,
    train_input_fn,
    eval_input_fn,
    max_steps=None,
    eval_steps=100,
    throttle_secs=600,
    model_dir=None,
    callbacks=(),
    eval_callbacks=(),
    exporters=(),
    estimator=None,
    on_evaluation=None,
):
    """Trains a model and evaluates it at checkpoints, as `tf.estimator.train_and_evaluate` did.

    The first checkpoint after a step is evaluated, later ones once `throttle_secs` have passed
    since the last evaluation, and always the one where training ends.

    Args:
        model: a compiled model.
        train_input_fn, eval_input_fn: functions that return a Dataset.
        max_steps: the step to train up to; None trains until the data end.
        eval_steps: batches of an evaluation; None evaluates all.
        throttle_secs: seconds between two evaluations.
        model_dir: a `ModelDir`; None makes one in a temporary directory.
        callbacks: more callbacks of the training.
        eval_callbacks: callbacks of the evaluations.
        exporters: an `Exporter` or a list of them, asked after each evaluation.
        estimator: what exporters are given; None gives them the model.
        on_evaluation: called with each evaluation.

    Returns:
        The last evaluation (a dict of metrics and `global_step`) and a list of what the exporters returned
        after it; None and None where no step was left to train.
    """
    model_dir = model_dir or ModelDir()
    if max_steps is not None and model_dir.steps_until(max_steps) == 0:
        logging.info("Skipping training since max_steps has already saved.")
        return None, None
    if not isinstance(exporters, (list, tuple)):
        exporters = [exporters] if exporters else []
    last = {"step": None, "time": None, "metrics": None, "exports": None}

    def evaluate(step):
        dataset = eval_input_fn()
        dataset = dataset if eval_steps is None else dataset.take(math.ceil(eval_steps))
        logs = model.evaluate(dataset, callbacks=list(eval_callbacks), return_dict=True, verbose=0)
        last.update(step=step, time=time.time(), metrics=evaluation(logs, step))
        if on_evaluation:
            on_evaluation(last["metrics"])
        is_final = max_steps is not None and step >= max_steps
        last["exports"] = [
            exporter.export(
                estimator or model,
                os.path.join(model_dir.directory, "export", exporter.name),
                model_dir.latest_checkpoint,
                last["metrics"],
                is_final,
            )
            for exporter in exporters
        ]

    def evaluate_if_due(step):
        if step == max_steps or last["time"] is None or time.time() - last["time"] >= throttle_secs:
            evaluate(step)

    dataset = train_input_fn()
    if max_steps is not None:
        dataset = dataset.take(model_dir.steps_until(max_steps))
    model_dir.on_save = evaluate_if_due
    model.fit(dataset, epochs=1, verbose=0, callbacks=[model_dir, *callbacks])
    model_dir.on_save = None
    if last["step"] != model_dir.global_step:
        evaluate(model_dir.global_step)
    return last["metrics"], last["exports"]
