"""The exports of an Estimator that is followed: what is plain, and how it is written out."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.drivers import EXPORTERS, METHODS, Use
from migrator.arguments import Arguments
from migrator.names import Names
from migrator.transforms.context import Context

USES = ("export_saved_model", "export_savedmodel", "from_estimator")
_ORDER = {"from_estimator": "estimator serving_input_receiver_fn output_key".split(),
          "export_saved_model": "model export_dir_base serving_input_receiver_fn assets_extra as_text".split()}
_NO_COUNTERPART = ("strip_default_attrs", "checkpoint_path", "graph", "config")


def write_export(use: Use, variable: str, checkpoints: str | None, updated: cst.Call, context: Context) -> cst.Call:
    """Gives the call of the support function for an export, or for a client of the model as it would be exported.

    Args:
        use: the use of the Estimator.
        variable: the variable that holds the model.
        checkpoints: the variable that holds its `ModelDir`, or None.
        updated: the call, with its arguments rewritten.
        context: the state of rewriting the module.
    """
    client = use.method == "from_estimator"
    arguments = Arguments(updated, [*use.arguments] if client else METHODS[use.method])
    arguments.pop(*_NO_COUNTERPART)
    if not client:
        arguments.prepend("model", cst.Name(variable))
    if checkpoints is not None:
        arguments.add("model_dir", cst.Name(checkpoints))
    function = context.supported("model_predictor" if client else "export_saved_model")
    return arguments.call(function, _ORDER["from_estimator" if client else "export_saved_model"])


def are_plain(exporters: cst.BaseExpression, names: Names) -> bool:
    """Whether exporters are those of tf.estimator, as far as can be seen: one, or several in a list."""
    match exporters:
        case cst.List(elements=elements) | cst.Tuple(elements=elements):
            return all(are_plain(element.value, names) for element in elements)
        case cst.Call(func=func):
            return names.symbol(func) in EXPORTERS
        case cst.Name(value="None"):
            return True
        case cst.Name():
            bindings = names.bindings(exporters)
            return bool(bindings) and all(
                binding.value is not None and are_plain(binding.value, names) for binding in bindings)
    return False
