"""Weights that a training starts from, out of the checkpoint of another one."""
import dataclasses
import os
import re

import tensorflow as tf


@dataclasses.dataclass(frozen=True)
class WarmStartSettings:
    """`tf.estimator.WarmStartSettings`: the checkpoint, or its model_dir, and which variables are taken from it.

    `vars_to_warm_start` is a regular expression for the names that TF1 gave to trainable variables, or a list of such for
    all variables; None takes nothing.
    """

    ckpt_to_initialize_from: str
    vars_to_warm_start: object = ".*"
    var_name_to_prev_var_name: dict | None = None


def warm_start(model, settings, named, holders):
    """Gives variables of a model the values that they have in a checkpoint.

    Args:
        model: a model that is built.
        settings: a `WarmStartSettings`, or the path of a checkpoint or its directory.
        named: the variables of the model by their TF1 names.
        holders: the attributes that hold them, such as `encoder.code`, by the TF1 names of what these hold; None where
            that is not known.

    Raises:
        ValueError: the checkpoint has no value for one of the variables, or one of another shape.
    """
    if not isinstance(settings, WarmStartSettings):
        settings = WarmStartSettings(settings)
    path = os.fspath(settings.ckpt_to_initialize_from)
    path = tf.train.latest_checkpoint(path) or path
    chosen = {name: named[name] for name in chosen_names(named, settings.vars_to_warm_start)}
    reader = tf.train.load_checkpoint(path)
    if not reader.has_tensor("_CHECKPOINTABLE_OBJECT_GRAPH"):  # TF1 wrote it.
        for name, variable in chosen.items():
            before = (settings.var_name_to_prev_var_name or {}).get(name, name)
            if not reader.has_tensor(before):
                raise ValueError(f"{before} is not found in {path}")
            variable.assign(reader.get_tensor(before))
        return
    if hasattr(model, "graphs"):
        raise ValueError(f"{path} was written by Keras, and a model that builds graphs finds variables by the names of TF1.")
    if settings.var_name_to_prev_var_name:
        raise ValueError("The variables of a checkpoint that Keras wrote have no other names.")
    others = [*model.variables, *model.optimizer.variables]
    kept = [(variable, variable.numpy()) for variable in others if all(variable is not one for one in chosen.values())]
    tf.train.Checkpoint(model=part_of(model, chosen, holders)).restore(path).assert_existing_objects_matched().expect_partial()
    for variable, value in kept:
        variable.assign(value)


def chosen_names(named, wanted):
    """Returns the names that a warm start is for."""
    if wanted is None:
        return []
    if isinstance(wanted, str):
        return [name for name, variable in named.items() if variable.trainable and re.match(wanted, name)]
    return [name for name in named if any(re.match(pattern, name) for pattern in wanted)]


def part_of(model, chosen, holders):
    """Returns an object whose attributes are those of a model that hold the chosen variables."""
    if holders is None:
        return model
    part = tf.train.Checkpoint()
    for name, attribute in holders.items():
        if any(one == name or one.startswith(name + "/") for one in chosen):
            place, held = part, model
            *outer, last = attribute.split(".")
            for step in outer:
                if not hasattr(place, step):
                    setattr(place, step, tf.train.Checkpoint())
                place, held = getattr(place, step), getattr(held, step)
            setattr(place, last, getattr(held, last))
    return part
