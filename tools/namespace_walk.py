"""Prints the public names of the TensorFlow that the running interpreter has, as JSON.

Run by ``make_symbols.py`` under each TensorFlow in turn, Python 3.7 included, so it
imports nothing of this project and uses no newer syntax::

    python tools/namespace_walk.py ROOT...

where a ROOT is ``tensorflow`` or ``tensorflow.compat.v1``. For each root the output maps
each canonical name (``tf.nn.relu``) to a description: kind (module, class, function or
value), parameters (names, and the defaults that have a short literal form), and an
identity that two names share exactly if they are the same object.
"""
import importlib
import inspect
import json
import os
import sys
import types
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
warnings.filterwarnings("ignore")

_DEEPEST = 5
_SKIPPED = {
    # Not public although they have no underscore, or endless.
    "tf.python", "tf.core", "tf.tools", "tf.compiler", "tf.include", "tf.compat",
    "tf.tensorflow_core", "tf.raw_ops", "tf.pywrap_tensorflow", "tf.contrib.testing",
}
# Modules of tf.contrib whose content is not listed: nothing of it has a counterpart.
_OPAQUE_CONTRIB = {"keras", "quantization", "specs", "labeled_tensor", "tensor_forest"}
_SLIM_MODULES = {
    "evaluation", "learning", "losses", "metrics", "layers", "nets", "dataset",
    "dataset_data_provider", "tfexample_decoder", "data_decoder", "queues", "prefetch_queue",
}
_HELPER_MODULES = {
    "python", "np", "numpy", "six", "os", "sys", "re", "absolute_import", "division",
    "print_function", "collections", "functools", "itertools", "logging_ops",
}


def is_module(value):
    """Whether `value` is a module or stands for one (TensorFlow's lazy loaders)."""
    return isinstance(value, types.ModuleType)


def home_of(value):
    """The dotted name of the module that `value` is, or "" if it is none."""
    return getattr(value, "__name__", "") if is_module(value) else ""


def unwrapped(value):
    """The function under TensorFlow's and functools' decorators."""
    seen = set()
    while id(value) not in seen:
        seen.add(id(value))
        decorator = getattr(value, "_tf_decorator", None)
        if decorator is not None and decorator.decorated_target is not value:
            value = decorator.decorated_target
        elif getattr(value, "__wrapped__", None) is not None and not isinstance(value, type):
            value = value.__wrapped__
    return value


def constructor(cls):
    """The Python function that takes a class's arguments, or None."""
    for name in ("__init__", "__new__"):
        function = unwrapped(getattr(cls, name, None))
        if isinstance(function, types.FunctionType):
            code = function.__code__
            if code.co_argcount > 1 or not (code.co_flags & inspect.CO_VARARGS):
                return function
    return None


def parameters(value):
    """Positional parameter names, keyword-only names and simple defaults, or None."""
    function, bound = unwrapped(value), False
    if isinstance(value, type):
        function, bound = constructor(value), True
    elif inspect.ismethod(function):
        function, bound = function.__func__, True
    try:
        signature = inspect.signature(function) if function is not None else None
    except (TypeError, ValueError):
        signature = None
    if signature is None:
        return None
    listed = list(signature.parameters.values())[1 if bound else 0:]
    positional = [p.name for p in listed
                  if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    keyword_only = [p.name for p in listed if p.kind == p.KEYWORD_ONLY]
    defaults = {p.name: p.default for p in listed
                if isinstance(p.default, (str, int, float, bool, type(None)))}
    starred = [p.name for p in listed if p.kind == p.VAR_POSITIONAL]
    return {"positional": positional, "keyword_only": keyword_only,
            "defaults": defaults, "starred": starred}


def describe(value):
    """A JSON-able description of one public object."""
    if is_module(value):
        return {"kind": "module"}
    kind = "class" if isinstance(value, type) else "function" if callable(value) else "value"
    described = {"kind": kind, "id": id(unwrapped(value) if kind == "function" else value)}
    if kind == "value" and isinstance(value, (str, int, float, bool)):
        described["value"] = value
    if kind != "value":
        described["parameters"] = parameters(value)
        described["home"] = str(getattr(value, "__module__", ""))
    return described


def belongs(module, parent_name, parent):
    """Whether a module found as an attribute is part of its parent's public API.

    Most of TensorFlow's modules export only what is public. Those of tf.contrib also show
    the modules that they happen to import, so there only true submodules count, plus the
    few that users write.
    """
    home = home_of(module)
    leaf = home.split(".")[-1]
    if parent_name.endswith(".flags"):
        return False
    if not parent_name.startswith("tf.contrib"):
        return home.split(".")[0].startswith(("tensorflow", "keras")) or "absl" in home
    if parent_name == "tf.contrib":
        return leaf not in _OPAQUE_CONTRIB
    if parent_name == "tf.contrib.slim":
        return leaf in _SLIM_MODULES
    return leaf == "nest" and parent_name == "tf.contrib.framework" or (
        home.startswith(home_of(parent) + ".") and ".python." not in home)


def public_attributes(name, module):
    """Yields the canonical name and the value of each public attribute of a module."""
    for attribute in sorted(dir(module)):
        child = name + "." + attribute
        if attribute.startswith("_") or child in _SKIPPED or attribute in _HELPER_MODULES:
            continue
        try:
            value = getattr(module, attribute)
            dir(value)
        except Exception:  # loaded lazily from a package that is not installed
            continue
        if not is_module(value) or belongs(value, name, module):
            yield child, value


def walk(root):
    """Describes everything public below the module named `root`, by canonical name."""
    found, pending = {}, [("tf", importlib.import_module(root))]
    while pending:
        name, module = pending.pop()
        for child, value in public_attributes(name, module):
            found[child] = describe(value)
            if is_module(value) and child.count(".") <= _DEEPEST:
                pending.append((child, value))
    return found


def main():
    json.dump({root: walk(root) for root in sys.argv[1:]}, sys.stdout, sort_keys=True)


if __name__ == "__main__":
    main()
