"""What is wrong with the model_fns of a program as they were written, and what the Estimator makes of it at run time.

Each diagnosis holds on a way through the function that surely can be taken; what can't be followed is passed over.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import libcst as cst

from migrator.analysis.diagnoses.diagnosis import Diagnosis
from migrator.analysis.diagnoses.estimators import check_estimators
from migrator.analysis.diagnoses.graphs import check_graph
from migrator.analysis.diagnoses.layers import check_layers
from migrator.analysis.diagnoses.paths import Path, own_calls, paths
from migrator.analysis.diagnoses.spec_fields import check_spec
from migrator.analysis.diagnoses.structure import check_structure
from migrator.analysis.helpers import calls_in
from migrator.analysis.model_fns import SPECS, find_model_fns
from migrator.analysis.modes import Mode
from migrator.names import Names

__all__ = ["Diagnosis", "diagnose"]

_ASKING = {"train": {Mode.TRAIN}, "evaluate": {Mode.EVAL}, "predict": {Mode.PREDICT},
           "train_and_evaluate": {Mode.TRAIN, Mode.EVAL}, "export_savedmodel": {Mode.PREDICT},
           "export_saved_model": {Mode.PREDICT}}
_ESTIMATORS = {"tf.estimator.Estimator", "tf.contrib.tpu.TPUEstimator", "tf.estimator.tpu.TPUEstimator"}
_OTHER_VALUES = (cst.Tuple, cst.List, cst.Dict, cst.Integer, cst.Float, cst.SimpleString)


def diagnose(program: Sequence[Names]) -> list[Diagnosis]:
    """Diagnoses the model_fns of a program.

    Args:
        program: the names of each of its modules.
    """
    model_fns = _model_fns(program)
    imports = {names: _imported_modules(names) for names in program} if len(program) > 1 and model_fns else {}
    found = []
    for function in model_fns:
        names = program[0].linker.home(function) or program[0]
        found += _check(function, names, _asked([names]) or _asked(_users(names, imports)))
        found += check_layers(function, program)
        found += check_graph(function, program)
    return _once([*found, *check_estimators(program, model_fns)])


def _imported_modules(names: Names) -> set[Names]:
    """The modules of the program that a module imports, or takes names from."""
    wanted = {binding.imported for scope in names.scopes.values() for some in scope.bindings.values() for binding in some
              if binding.imported is not None}
    wanted |= {replace(one, module=f"{one.module}.{one.name}".strip("."), name=None) for one in wanted if one.name is not None}
    return {found for one in wanted if (found := names.linker.module(names, one)) is not None}


def _users(names: Names, imports: Mapping[Names, set[Names]]) -> set[Names]:
    """A module and those that import it, or import one that does: what they ask for, they may ask of its model_fn."""
    found, waiting = {names}, [names]
    while waiting:
        used = waiting.pop()
        more = {one for one, modules in imports.items() if used in modules} - found
        found |= more
        waiting += more
    return found


def _asked(program: Iterable[Names]) -> set[Mode]:
    """The modes that something in some modules asks for."""
    return {mode for names in program for call in calls_in(names.module) if isinstance(call.func, cst.Attribute)
            for mode in _ASKING.get(call.func.attr.value, ())}


def _model_fns(program: Sequence[Names]) -> list[cst.FunctionDef]:
    """The functions that make a spec, and those that an Estimator is given."""
    known = {one.node: None for one in find_model_fns(program)}
    for names in program:
        if any(reference.symbol in _ESTIMATORS for reference in names.references):
            known.update(dict.fromkeys(_given_to_estimators(names)))
    return list(known)


def _given_to_estimators(names: Names) -> Iterator[cst.FunctionDef]:
    for call in calls_in(names.module):
        if names.symbol(call.func) not in _ESTIMATORS:
            continue
        for index, arg in enumerate(call.args):
            if arg.keyword is None and index == 0 or arg.keyword is not None and arg.keyword.value == "model_fn":
                definition = names.definition(arg.value)
                if isinstance(definition, cst.FunctionDef) and any(
                        param.name.value == "mode" for param in definition.params.params):
                    yield definition


def _check(function: cst.FunctionDef, names: Names, asked: set[Mode]) -> Iterator[Diagnosis]:
    ways = {mode: paths(function, names, mode) for mode in Mode}
    for mode in Mode:
        for path in ways[mode]:
            yield from _check_path(path, function, mode in asked)
    yield from check_structure([path for mode in Mode for path in ways[mode]])


def _check_path(path: Path, function: cst.FunctionDef, is_asked: bool) -> Iterator[Diagnosis]:
    value = path.returned.value if path.returned is not None else None
    value, _ = path.resolve(value)
    place = path.returned or function
    if value is None or isinstance(value, cst.Name) and value.value == "None":
        yield Diagnosis(place, "MIG604", f"nothing is returned for {path.mode.name}: the Estimator raises ValueError: model_fn "
                                         "should return an EstimatorSpec.")
    elif isinstance(value, _OTHER_VALUES):
        yield Diagnosis(place, "MIG604", f"no spec is returned for {path.mode.name}: the Estimator raises ValueError: "
                                         "model_fn should return an EstimatorSpec.")
    elif isinstance(value, cst.Call) and path.names.symbol(value.func) in SPECS:
        yield from check_spec(value, path, is_asked)
    if path.mode is Mode.PREDICT and is_asked:
        yield from _check_labels(path)


def _check_labels(path: Path) -> Iterator[Diagnosis]:
    """Says where the labels, which are None in PREDICT, are given to a function of TensorFlow."""
    if path.modes.labels is None:
        return
    for index, statement in enumerate(path.statements):
        if path.binding("labels", index) is not None:
            return
        for call in own_calls([statement]):
            takes = any(isinstance(arg.value, cst.Name) and arg.value.value == "labels" for arg in call.args)
            if takes and (path.names.symbol(call.func) or "").startswith("tf."):
                is_loss = path.names.symbol(call.func).startswith("tf.losses.")
                error = "Argument `labels` must not be None." if is_loss else "None values not supported."
                yield Diagnosis(call, "MIG610", f"labels are None in PREDICT: the Estimator raises ValueError: {error}")
                return


def _once(diagnoses: Iterable[Diagnosis]) -> list[Diagnosis]:
    """What is said of one place in the same words is said once."""
    return list({(one.node, one.code, one.message): one for one in diagnoses}.values())
