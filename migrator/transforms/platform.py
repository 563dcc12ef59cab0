"""The platform layer of TF1: flags, logging and the main loop are absl's, files are tf.io.gfile's.

>>> from migrator.transforms.platform import platform
>>> before = "import tensorflow as tf\\ntf.logging.set_verbosity(tf.logging.INFO)\\nfound = tf.gfile.Exists(path)\\n"
>>> print(platform(before).after.decode())
from absl import logging
import tensorflow as tf
logging.set_verbosity(logging.INFO)
found = tf.io.gfile.exists(path)
<BLANKLINE>
"""
from __future__ import annotations

import libcst as cst

from migrator import fates
from migrator.result import Disposition
from migrator.scopes import dotted_name
from migrator.transforms import renaming
from migrator.transforms.context import Context
from migrator.transforms.registry import CallSite, Kind, Left, Transform

platform = Transform("platform", "tf.app, tf.flags and tf.logging to absl, tf.gfile to tf.io.gfile, seeds, TF1's switches")

_LEVELS = {10: "DEBUG", 20: "INFO", 30: "WARNING", 40: "ERROR", 50: "FATAL"}
_LOGGING = {"warn": "warning", "WARN": "WARNING", "vlog": "log"}
_SWITCHES = """
    tf.disable_v2_behavior tf.enable_v2_behavior tf.disable_eager_execution tf.enable_eager_execution
    tf.contrib.eager.enable_eager_execution tf.disable_resource_variables tf.enable_resource_variables
    tf.disable_v2_tensorshape tf.enable_v2_tensorshape tf.disable_tensor_equality tf.enable_tensor_equality
    tf.disable_control_flow_v2 tf.enable_control_flow_v2"""

_OF_DEFAULT_GRAPH = {"tf.Session", "tf.InteractiveSession", "tf.get_default_graph", "tf.train.MonitoredSession", "tf.placeholder",
                     "tf.train.MonitoredTrainingSession"}


# tf.app

@platform.call("tf.app.run", "main argv", Kind.CONFIGURATION)
def run(site: CallSite, context: Context) -> cst.BaseExpression:
    """Runs ``main``: TF1 looked for it in the module by itself."""
    arguments = site.arguments
    main = arguments.get("main")
    if main is None or _is_name(main, "None"):
        if not context.names.binds("main"):
            raise Left("MIG102", "tf.app.run() runs a main that this module does not define")
        arguments.pop("main")
        arguments.prepend("main", cst.Name("main"))
    return arguments.call(_absl(context, "app.run"), ("main", "argv"))


@platform.use("tf.app")
def app(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """The module itself, as in ``app = tf.app``."""
    return _absl(context, symbol.removeprefix("tf."))


# tf.flags

def define(site: CallSite, context: Context) -> cst.BaseExpression:
    """TF1 had other names for the parameters of absl's definitions."""
    path = site.symbol.removeprefix("tf.")
    if any(arg.star for arg in site.original.args):
        return site.updated.with_changes(func=_absl(context, path))
    arguments = site.arguments
    for old, new in fates.fate(site.symbol).keywords.items():
        arguments.rename(old, new)
    return arguments.call(_absl(context, path), site.parameters)


for _symbol in fates.symbols():
    if _symbol.startswith("tf.flags.DEFINE"):
        platform.call(_symbol, " ".join(fates.fate(_symbol).signature), Kind.CONFIGURATION)(define)


@platform.use("tf.flags")
def flags(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """Everything else of the module, and the module itself."""
    if symbol == "tf.flags.FLAGS" and _reads_unparsed_flags(context):
        context.settle(node, Disposition.REVIEW, "platform", "MIG244",
                       "flags are read before app.run, which parses them; TF1 parsed them at the first read")
    return _absl(context, symbol.removeprefix("tf."))


# tf.logging

@platform.use("tf.logging")
def logging(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """Functions and levels, and the module itself."""
    _, _, leaf = symbol.removeprefix("tf.").partition(".")
    if leaf == "__dict__":  # Asked for the numbers of TF1's levels, which absl numbers otherwise.
        return context.tf("compat.v1.logging.__dict__")
    if leaf.startswith("_") or leaf == "TaskLevelStatusMessage":
        raise Left("MIG102", f"absl has no counterpart of {symbol}")
    return _absl(context, f"logging.{_LOGGING.get(leaf, leaf)}" if leaf else "logging")


@platform.call("tf.logging.fatal", "msg", Kind.CONFIGURATION)
def fatal(site: CallSite, context: Context) -> cst.BaseExpression:
    """TF1's logs and goes on; absl's ends the program."""
    context.review(site, "MIG241", "tf.logging.fatal went on after its message, logging.fatal would end the program",
                   "platform")
    return site.updated.with_changes(func=_absl(context, "logging.error"))


@platform.call("tf.logging.set_verbosity", "v", Kind.CONFIGURATION)
def set_verbosity(site: CallSite, context: Context) -> cst.BaseExpression:
    """TF1's levels are Python's numbers, absl's are not; the names are the same."""
    function = _absl(context, "logging.set_verbosity")
    arguments = site.arguments
    level = arguments.get("v")
    match level:
        case cst.Integer() if level.evaluated_value in _LEVELS:
            named = _absl(context, f"logging.{_LEVELS[level.evaluated_value]}")
            return cst.Call(function, [cst.Arg(named)])
        case cst.SimpleString():
            pass
        case _ if not (context.names.symbol(_given(site)) or "").startswith("tf.logging."):
            context.review(site, "MIG242", "absl numbers its levels differently from TF1 (0 is INFO, 20 was)", "platform")
    return arguments.call(function, ("v",))


# tf.gfile

def _file_call(site, context):
    return renaming.renamed_call(site, context, fates.fate(site.symbol))


def _file_use(symbol, node, context):
    return renaming.renamed_use(symbol, node, context, fates.fate(symbol))


for _symbol in fates.symbols():
    if _symbol.startswith("tf.gfile."):
        _parameters = " ".join(fates.fate(_symbol).signature or ())
        platform.call(_symbol, _parameters, Kind.CONFIGURATION)(_file_call)
        platform.use(_symbol)(_file_use)


@platform.use("tf.gfile")
def gfile(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """The module itself, as in ``gfile = tf.gfile``."""
    return context.tf("io." + symbol.removeprefix("tf."))


# Seeds, switches, hyperparameters

@platform.call("tf.set_random_seed tf.random.set_random_seed", "seed", Kind.CONFIGURATION)
def set_random_seed(site: CallSite, context: Context) -> cst.BaseExpression:
    """Keras draws the seeds of initializers and dropout from Python's generator, so that needs a seed too.

    ``keras.utils.set_random_seed`` sets numpy's as well. Where the program draws data from
    numpy's global generator, that would change the data.
    """
    if draws_from_numpy(context):
        context.review(site, "MIG243", "keras.utils.set_random_seed would also seed numpy, which this program draws from",
                       "platform")
        return site.arguments.call(context.tf("random.set_seed"), ("seed",))
    return site.arguments.call(context.keras("utils.set_random_seed"), ("seed",))


@platform.call("tf.summary.FileWriterCache.clear", "", Kind.CONFIGURATION)
def clear_writers(site: CallSite, context: Context) -> cst.RemovalSentinel:
    """The writers that Estimators shared are gone, and with them the need to close these."""
    context.settle(site.original.func, Disposition.REMOVED, "platform", "MIG341", "no summary writers are kept")
    return cst.RemovalSentinel.REMOVE


@platform.call(_SWITCHES, "", Kind.CONFIGURATION)
def switch(site: CallSite, context: Context) -> cst.RemovalSentinel:
    """Switches between TF1 and TF 2 behaviour go: there is only one left."""
    return cst.RemovalSentinel.REMOVE


@platform.call("tf.reset_default_graph", "", Kind.CONFIGURATION)
def reset(site: CallSite, context: Context) -> cst.RemovalSentinel:
    """Where nothing is built in the default graph, there is none to reset.

    Raises:
        Left: something is.
    """
    held = {reference.symbol for reference in context.names.references} & _OF_DEFAULT_GRAPH
    if held:
        raise Left("MIG100", f"the program uses the default graph: {min(held)}")
    return cst.RemovalSentinel.REMOVE


@platform.call("tf.contrib.training.HParams", "hparam_def model_structure", Kind.CONFIGURATION)
def hyperparameters(site: CallSite, context: Context) -> cst.BaseExpression:
    """Hyperparameters are the support module's."""
    if any(arg.keyword is None and not arg.star for arg in site.original.args):
        raise Left("MIG102", "HParams from a proto message has no counterpart")
    return site.updated.with_changes(func=context.supported("HParams"))


@platform.use("tf.contrib.training.HParams")
def hyperparameters_class(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """The class itself, as in an annotation."""
    owner, _, member = symbol.partition(".HParams")
    supported = context.supported("HParams")
    return dotted_name(supported.value + member) if member else supported


def _absl(context: Context, path: str) -> cst.BaseExpression:
    """Names something of absl; under another name where the module gave absl's to something else."""
    module, _, rest = path.partition(".")
    name = context.names.spelling(f"absl.{module}")
    if name is None and _is_taken(context, module):
        name = f"absl_{module}"
        context.imports.add(("absl", f"{module} as {name}"))
    elif name is None:
        name = module
        context.imports.add(("absl", module))
    return dotted_name(f"{name}.{rest}" if rest else name)


def _is_taken(context: Context, name: str) -> bool:
    """Whether the module binds a name to something other than the TF1 module of that name."""
    for scope in context.names.scopes.values():
        for binding in scope.bindings.get(name, ()):
            bound = binding.symbol or context.names.symbol(binding.value)
            if bound not in (f"tf.{name}", f"absl.{name}"):
                return True
    return False


def _reads_unparsed_flags(context: Context) -> bool:
    """Whether the module reads flags at its top level, or is a program without a main loop."""
    names = context.names
    top = names.scopes[names.module]
    holders = {name: bindings for name, bindings in top.bindings.items()
               if any(names.symbol(binding.value) == "tf.flags.FLAGS" for binding in bindings)}
    uses = [name for name in names.names if name.value in holders and names.scope(name) is top]
    if len(uses) > sum(len(bindings) for bindings in holders.values()):
        return True
    is_run = any(reference.symbol in ("tf.app.run", "absl.app.run") for reference in names.references)
    return not is_run and any(name.value == "__name__" and names.scope(name) is top for name in names.names)


def _given(site: CallSite) -> cst.BaseExpression | None:
    """The first argument in the original tree, whose facts are known."""
    return site.original.args[0].value if site.original.args else None


def draws_from_numpy(context: Context) -> bool:
    own_generators = ("np.random.RandomState", "np.random.default_rng", "np.random.Generator", "np.random.SeedSequence")
    return any(reference.symbol.startswith("np.random.") and not reference.symbol.startswith(own_generators)
               for reference in context.names.references)


def _is_name(node: cst.BaseExpression, name: str) -> bool:
    return isinstance(node, cst.Name) and node.value == name
