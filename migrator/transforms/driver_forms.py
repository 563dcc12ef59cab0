"""Which form each driver of a module takes, and why.

Plain where an Estimator can be followed from its construction to all its uses; else the support
class `Estimator` wraps the model and keeps the protocol. `driver_writer` writes the forms out.
"""
from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.drivers import BATCH_SIZES, RUN_CONFIGS, Driver, Use, find_drivers
from migrator.analysis.may_be_none import is_none, may_be_none
from migrator.analysis.modes import Mode
from migrator.analysis.parents import Parents
from migrator.analysis.passed_arguments import asked_by_values, is_followed
from migrator.analysis.steps import Unsupported
from migrator.arguments import Arguments, Unbindable
from migrator.dropped_arguments import reason_to_drop
from migrator.emission.naming import free
from migrator.transforms import tpu
from migrator.transforms.checkpoint_reading import own_readers
from migrator.transforms.canned import CannedModel, check_canned
from migrator.transforms.context import Context
from migrator.transforms.exporting import are_plain
from migrator.transforms.rates_between_trainings import check_training
from migrator.transforms.registry import Left
from migrator.trees import find, walk

WRAPPED = ("model_dir", "config", "params", "warm_start_from")  # What the support Estimator is given, besides the model.
_CHECKPOINT_FIELDS = ("save_checkpoints_steps", "save_checkpoints_secs", "keep_checkpoint_max",
                      "keep_checkpoint_every_n_hours")
_NONE_MEANS_NEVER = ("save_checkpoints_secs", "keep_checkpoint_max", "log_step_count_steps")
_FIELDS = {"model_dir", "tf_random_seed", "log_step_count_steps", *_CHECKPOINT_FIELDS}
_TRAIN_SPEC = "input_fn max_steps hooks saving_listeners".split()
_SUMMARY_FOLDER = "it named the folder of the evaluation's summaries, and none are written"
_EVAL_SPEC = "input_fn steps name hooks exporters start_delay_secs throttle_secs".split()


@dataclass(eq=False)
class PlainDriver:
    """How an Estimator that can be followed is written out.

    Attributes:
        driver: the Estimator.
        model: its migrated model_fn.
        settings: what its RunConfig and model_dir say, as expressions of the original tree.
        taken: the calls that make its RunConfig and specs, whose fields are written elsewhere.
        without_meaning: arguments that nothing is made of: (call, name, value, code, reason).
        specs: for each train_and_evaluate, the fields of its two specs.
        config: the call that makes its RunConfig, or None.
        given_by: for each field of its RunConfig the call that gives it, to make it or to replace fields.
        checkpoints: the variable that holds its ModelDir, or None.
        dropped: statements that only configured it.
    """

    driver: Driver
    model: object
    settings: dict[str, cst.BaseExpression]
    config: cst.Call | None = None
    given_by: dict[str, cst.Call] = field(default_factory=dict)
    checkpoints: str | None = None
    dropped: list[cst.SimpleStatementLine] = field(default_factory=list)
    taken: list[cst.Call] = field(default_factory=list)
    without_meaning: list[tuple[cst.Call, str, cst.BaseExpression, str, str]] = field(default_factory=list)
    specs: dict[Use, dict[str, Arguments]] = field(default_factory=dict)

    def drop(self, call: cst.Call, name: str, value: cst.BaseExpression | None, reason: str, code: str = "MIG320") -> None:
        """Remembers an argument that nothing is made of, where it is given."""
        if value is not None and not is_none(value):
            self.without_meaning.append((call, name, value, code, reason))


@dataclass(eq=False)
class Drivers:
    """The drivers of a module and how each is written out.

    Attributes:
        plain: plain ones, by the construction call.
        wrapped: the others, with their models.
        canned: the calls that make canned Estimators, plain or wrapped.
        uses: for each method call of a plain driver, the use and its driver.
        statements: statements with a construction or a dropped configuration.
        taken: calls that make what configures a plain driver.
        forms: for each driver (name, node, form, reason).
        seeds: statements that make a RunConfig with a seed, but for those of plain drivers, with the seeds.
        logs: whether the program has the Estimator log its progress.
        stops_on_nan: whether the program expects a training whose loss is NaN to fail.
    """

    context: Context
    parents: Parents
    plain: dict[cst.Call, PlainDriver] = field(default_factory=dict)
    wrapped: dict[cst.Call, tuple[Driver, object]] = field(default_factory=dict)
    canned: set[cst.Call] = field(default_factory=set)
    uses: dict[cst.Call, tuple[Use, PlainDriver]] = field(default_factory=dict)
    statements: dict[cst.SimpleStatementLine, object] = field(default_factory=dict)
    taken: set[cst.Call] = field(default_factory=set)
    forms: list[tuple[str, cst.CSTNode, str, str]] = field(default_factory=list)
    seeds: dict[cst.SimpleStatementLine, cst.BaseExpression] = field(default_factory=dict)
    logs: bool = False
    stops_on_nan: bool = False


def plan_drivers(context: Context, models: dict) -> Drivers:
    """Decides how the drivers of a module's migrated models are written out.

    Args:
        context: the state of rewriting the module.
        models: the migrated models, by their model_fns.

    Raises:
        Unsupported: a driver can't be migrated.
    """
    parents = Parents(context.names.module)
    drivers = Drivers(context, parents)
    drivers.logs = any(
        reference.symbol in ("tf.logging.INFO", "tf.logging.DEBUG")
        for one in context.all for reference in one.names.references)
    drivers.stops_on_nan = any(
        reference.symbol.endswith(".NanLossDuringTrainingError") for reference in context.names.references)
    for driver in find_drivers(context.names, set(models), parents):
        model = models[driver.model_fn] if driver.model_fn is not None else _canned_model(driver, context)
        if model is None:
            continue
        if driver.model_fn is None:
            drivers.canned.add(driver.call)
        if driver.model_fn is not None and tpu.is_tpu(driver, context.names):
            tpu.check_tpu(driver, context)
        plain, reason = _plain(driver, model, context, parents)
        if plain is None:
            if driver.model_fn is not None:
                _check_wrapped(driver, model, context)
                if model.rate is not None:
                    raise Unsupported("MIG331", driver.call, "the program changes the learning rate between two trainings of an "
                                                             f"Estimator that can't be followed: {reason}")
            drivers.wrapped[driver.call] = (driver, model)
        else:
            _enter(plain, drivers)
            tpu.drop_unused_sizes(driver, context)
        name = driver.variable or "Estimator"
        drivers.forms.append((name, driver.call, "wrapped" if plain is None else "plain", reason))
    drivers.seeds = seeds(context, parents, drivers.plain.values())
    note_replaced_fields(context, parents, drivers.taken)
    if drivers.wrapped:
        note_listed_names(context)
    return drivers


def note_listed_names(context: Context) -> None:
    """Says where the names of all variables are asked for, among which TF1 had those of the optimizer."""
    read = own_readers(context)
    listing = {"get_variable_names"} | ({"get_variable_to_shape_map", "get_variable_to_dtype_map"} if read else set())
    for node in find(context.names.module, cst.Attribute):
        if node.attr.value in listing or node in read and node.attr.value == "list_variables":
            context.note(node, "MIG178", "the list lacks the variables of the optimizer, which have no names of TF1 in Keras")


def _canned_model(driver: Driver, context: Context) -> CannedModel | None:
    """What a canned Estimator becomes, or None where it stays."""
    try:
        check_canned(driver, context.names)
    except Left:
        return None
    return CannedModel(context.names.symbol(driver.call.func).rpartition(".")[2])


def _enter(plain: PlainDriver, drivers: Drivers) -> None:
    driver = plain.driver
    drivers.plain[driver.call] = plain
    for use in driver.uses:
        drivers.uses[use.call] = (use, plain)
        if driver.model_fn is not None and plain.model.rate is not None and use.method.startswith("train"):
            check_training(use, drivers.parents)
        _check_mode(use, plain, drivers.context)
    drivers.statements[driver.statement] = plain
    drivers.taken.update(plain.taken)
    for dropped in plain.dropped:
        drivers.statements[dropped] = None
    if plain.checkpoints is None:
        for name in _CHECKPOINT_FIELDS:
            plain.drop(plain.given_by.get(name), name, plain.settings.get(name), "the checkpoints were in a temporary folder, "
                       "and the migrated program writes none", "MIG321")
    if not drivers.logs:
        plain.drop(plain.given_by.get("log_step_count_steps"), "log_step_count_steps", plain.settings.get("log_step_count_steps"),
                   "the program's verbosity shows no progress", "MIG321")
    for call, name, value, code, reason in plain.without_meaning:
        drivers.context.drop(call, value, name, "drivers", code, reason)


_MODES = {"train": Mode.TRAIN, "evaluate": Mode.EVAL, "predict": Mode.PREDICT}


def _check_mode(use: Use, plain: PlainDriver, context: Context) -> None:
    """Says where TF1 raised because the model_fn has nothing for the mode."""
    mode = _MODES.get(use.method)
    if mode is not None and mode not in plain.model.modes:
        context.note(use.call, "MIG248", f"TF1 raised here: the model_fn returns no spec that serves {mode.name}")


def note_replaced_fields(context: Context, parents: Parents, taken: Collection[cst.Call] = ()) -> None:
    """Says which fields that ``RunConfig.replace`` is given mean nothing, but where it is taken apart."""
    for reference in context.names.references:
        call = parents.of(reference.node)
        if reference.symbol not in RUN_CONFIGS or not isinstance(call, cst.Call) or call.func is not reference.node:
            continue
        for replacing in _replacements(call, context, parents):
            if replacing in taken:
                continue
            for arg in replacing.args:
                name = arg.keyword.value if arg.keyword is not None else ""
                if name == "experimental_distribute":
                    context.note(replacing, "MIG142", f"RunConfig.replace is given {name}")
                elif name and name not in (*_FIELDS, "train_distribute") and not is_none(arg.value):
                    context.note(replacing, "MIG321", f"{name}: {reason_to_drop(name)}")


def _replacements(made: cst.Call, context: Context, parents: Parents) -> list[cst.Call]:
    """The calls of ``replace`` on what a call gives, at once or through a variable."""
    holders = [made]
    match parents.of(made):
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name) as target)]):
            bindings = context.names.bindings(target)
            holders += [read for read in context.names.names if read.value == name and any(
                one in bindings for one in context.names.bindings(read))]
    found = []
    for holder in holders:
        attribute = parents.of(holder)
        call = parents.of(attribute) if isinstance(attribute, cst.Attribute) and attribute.attr.value == "replace" else None
        if isinstance(call, cst.Call) and attribute.value is holder and call.func is attribute:
            found.append(call)
    return found


def seeds(context: Context, parents: Parents, plain: Iterable[PlainDriver] = ()) -> dict:
    """Finds the RunConfigs that seed what they are given to, other than those of plain drivers.

    Args:
        context: the state of rewriting the module; a seed that can't be set is noted there.
        parents: the parents of the module's nodes.
        plain: the plain drivers.

    Returns:
        The statements that make the RunConfigs, with the seeds.
    """
    found = {}
    configs = {driver.config for driver in plain}
    for reference in context.names.references:
        call = parents.of(reference.node)
        if reference.symbol not in RUN_CONFIGS or not isinstance(call, cst.Call) or call in configs:
            continue
        seed = next((arg.value for arg in call.args if arg.keyword and arg.keyword.value == "tf_random_seed"), None)
        if seed is None or is_none(seed):
            continue
        statement = parents.enclosing(call, cst.SimpleStatementLine, cst.Lambda, cst.FunctionDef, cst.ClassDef)
        if isinstance(statement, cst.SimpleStatementLine):
            found[statement] = seed
        else:
            context.note(call, "MIG249", "its tf_random_seed seeds nothing")
    return found


def _plain(driver: Driver, model, context: Context, parents: Parents) -> tuple[PlainDriver | None, str]:
    """Gives the plain form of a driver, or None and why not."""
    if not driver.followed:
        return None, driver.reason
    given = driver.arguments
    if is_warm(driver):
        return None, "the Estimator is given warm_start_from"
    for name in given if driver.model_fn is not None else ():
        if name not in ("model_fn", "model_dir", "config", "params", "warm_start_from", *_of_tpu(driver, context)):
            return None, f"the Estimator is given {name}"
    plain = PlainDriver(driver, model, {})
    reason = _read_config(plain, given.get("config"), context, parents)
    if reason:
        return None, reason
    model_dir = given.get("model_dir")
    if model_dir is not None and not is_none(model_dir):
        plain.settings["model_dir"] = model_dir
    for use in driver.uses:
        reason = _check_use(use, plain, context, parents) or _check_input_fns(use, plain, context) or _check_data(use, plain, context)
        if reason:
            return None, reason
    if "model_dir" in plain.settings and own_readers(context):
        return None, "the program reads checkpoints by the names of TF1"
    if "model_dir" in plain.settings or any(use.method == "train_and_evaluate" for use in driver.uses) and (
            "save_checkpoints_steps" in plain.settings):
        taken = {name for scope in context.names.scopes.values() for name in scope.bindings}
        plain.checkpoints = free("checkpoints", taken)
    return plain, ""


def _of_tpu(driver: Driver, context: Context) -> tuple[str, ...]:
    """The arguments of a TPUEstimator that are dealt with apart."""
    return (*tpu.DROPPED, *BATCH_SIZES.values()) if tpu.is_tpu(driver, context.names) else ()


def _check_input_fns(use: Use, plain: PlainDriver, context: Context) -> str:
    """Says why it can't be seen what an input function is to be called with, or nothing."""
    given = [use.arguments] if use.method in _MODES else [*plain.specs.get(use, {}).values()]
    built = tpu.is_tpu(plain.driver, context.names)  # Their input functions are followed through what builds them.
    followed = all(is_followed(context.names, one.get("input_fn")) or built and tpu.input_function(context.names, one.get("input_fn"))
                   for one in given)
    if followed or not asked_by_values(one.names for one in context.all):
        return ""
    return "an input function can't be followed, and some of the program take what an Estimator passes"


def _check_data(use: Use, plain: PlainDriver, context: Context) -> str:
    """Says why the input function of a TPUEstimator can't be called with its hyperparameters, or nothing."""
    if not tpu.is_tpu(plain.driver, context.names):
        return ""
    given = [use.arguments] if use.method in BATCH_SIZES else [*plain.specs.get(use, {}).values()]
    followed = all(tpu.input_function(context.names, one.get("input_fn")) is not None for one in given)
    return "" if followed else "an input function can't be followed"


def is_warm(driver: Driver) -> bool:
    """Whether an Estimator starts from the weights of another one."""
    return not is_none(driver.arguments.get("warm_start_from") or cst.Name("None"))


def _check_wrapped(driver: Driver, model, context: Context) -> None:
    """Checks that the support Estimator takes everything that the Estimator is given."""
    if is_warm(driver) and model.variable_names is None:
        raise Unsupported("MIG140", driver.call, "the Estimator is given warm_start_from, and the names of some of its variables in "
                          "TF1 are not known before the program runs")
    for name in driver.arguments:
        if name not in ("model_fn", *WRAPPED, *_of_tpu(driver, context)) and not is_none(driver.arguments.get(name)):
            raise Unsupported("MIG140", driver.call, f"the Estimator is given {name}")


def _read_config(plain: PlainDriver, node, context: Context, parents: Parents) -> str:
    """Reads a RunConfig that is made for this Estimator alone; gives why that can't be done."""
    if node is None or is_none(node):
        return ""
    whole, made = _made_here(node, context, parents)
    call, replacing = _without_replacements(whole)
    parameters = RUN_CONFIGS.get(context.names.symbol(call.func)) if call is not None else None
    if parameters is None:
        return "its RunConfig can't be followed"
    try:
        given = {one: Arguments(one, parameters if one is call else ()) for one in (call, *replacing)}
    except Unbindable as reason:
        return f"its RunConfig: {reason}"
    plain.config = call
    fields = {name: one.get(name) for one in given.values() for name in one}
    plain.given_by = {name: one for one, arguments in given.items() for name in arguments}
    for name in fields:
        if name in ("train_distribute", "eval_distribute", "experimental_distribute") and not is_none(fields.get(name)):
            return "its RunConfig distributes the training"
        if name not in parameters:
            return f"its RunConfig has the field {name}"
        if name not in _FIELDS:
            plain.drop(plain.given_by[name], name, fields.get(name), "", "MIG321")
            plain.dropped += (made_for := _made_for(fields.get(name), context, parents))
            _account(made_for, plain)
        elif name in _NONE_MEANS_NEVER or not is_none(fields.get(name)):
            plain.settings[name] = fields.get(name)
    if "config" in plain.model.parameters:
        return ""  # The model asks it, too.
    plain.taken += [call, *replacing]
    if made is not None:
        plain.dropped.append(made)
    return ""


def _without_replacements(call: cst.Call | None) -> tuple[cst.Call | None, list[cst.Call]]:
    """The call that makes a RunConfig, and the calls of ``replace`` on it, the first one first."""
    replacing = []
    while isinstance(call, cst.Call) and isinstance(call.func, cst.Attribute) and call.func.attr.value == "replace" and isinstance(
            call.func.value, cst.Call):
        replacing.insert(0, call)
        call = call.func.value
    return call, replacing


def _made_here(node, context: Context, parents: Parents):
    """Gives the call that makes a value, and its statement where a variable holds it for this use alone."""
    if isinstance(node, cst.Call):
        return node, None
    if isinstance(node, cst.Name):
        bindings = context.names.bindings(node)
        if len(bindings) == 1 and isinstance(bindings[0].value, cst.Call):
            readers = [name for name in context.names.names if name.value == node.value and name is not node
                       and context.names.is_use(name) and not isinstance(parents.of(name), cst.AssignTarget)
                       and any(one in bindings for one in context.names.bindings(name))]
            statement = parents.of(bindings[0].node)
            if not readers and isinstance(statement, cst.SimpleStatementLine):
                return bindings[0].value, statement
    return None, None


def _account(statements: list[cst.SimpleStatementLine], plain: PlainDriver) -> None:
    """Has the ledger say of the arguments of configuration objects that they go."""
    for line in statements:
        match line.body:
            case [cst.Assign(value=cst.Call() as made)]:
                for arg in made.args:
                    plain.drop(made, arg.keyword.value if arg.keyword is not None else "", arg.value, reason_to_drop("tpu_config"), "MIG321")


def _made_for(value: cst.BaseExpression, context: Context, parents: Parents) -> list[cst.SimpleStatementLine]:
    """The statements that assign names and objects of TF's to variables which nothing but a value reads."""
    inside = set(walk(value))
    found = []
    for node in inside:
        bindings = context.names.bindings(node) if isinstance(node, cst.Name) else []
        made = bindings[0].value if len(bindings) == 1 else None
        symbol = made.func if isinstance(made, cst.Call) else made
        if not isinstance(symbol, cst.Attribute):
            continue
        read = [name for name in context.names.names if context.names.is_use(name) and name not in inside
                and not isinstance(parents.of(name), cst.AssignTarget)
                and any(one in bindings for one in context.names.bindings(name))]
        statement = parents.of(bindings[0].node)
        if not read and context.names.symbol(symbol) is not None and isinstance(statement, cst.SimpleStatementLine):
            found += [statement, *_made_for(made, context, parents)]
    return found


def _check_use(use: Use, plain: PlainDriver, context: Context, parents: Parents) -> str:
    """Says why a use has no plain form, or nothing."""
    given = use.arguments
    if use.method == "train_and_evaluate":
        return _check_specs(use, plain, context, parents)
    for name in ("checkpoint_path", "saving_listeners"):
        if name in given and not is_none(given.get(name)):
            return f"{use.method} is given {name}"
    plain.drop(use.call, "name", given.get("name"), _SUMMARY_FOLDER)
    if given.get("max_steps") is not None and not is_none(given.get("max_steps")) and "model_dir" not in plain.settings:
        others = [one for one in plain.driver.uses if one.method != "predict" and one.method != "evaluate"]
        if len(others) > 1 or parents.enclosing(use.call, cst.For, cst.While) is not None:
            return "it trains up to a step, more than once"
    if "experimental_mode" in given:
        return f"{use.method} is given experimental_mode"
    if may_be_none(given.get("max_steps"), context.names, parents):
        return f"max_steps of {use.method} may be None"
    return ""


def _check_specs(use: Use, plain: PlainDriver, context: Context, parents: Parents) -> str:
    for name, symbol, parameters in (("train_spec", "tf.estimator.TrainSpec", _TRAIN_SPEC),
                                     ("eval_spec", "tf.estimator.EvalSpec", _EVAL_SPEC)):
        call, made = _made_here(use.arguments.get(name), context, parents)
        if call is None or context.names.symbol(call.func) != symbol:
            return f"the {name} can't be followed"
        try:
            fields = Arguments(call, parameters)
        except Unbindable as reason:
            return f"the {name}: {reason}"
        if "saving_listeners" in fields and not is_none(fields.get("saving_listeners")):
            return f"the {name} has saving_listeners"
        if "exporters" in fields and not are_plain(fields.get("exporters"), context.names):
            return f"the {name} has exporters that can't be followed"
        if made is not None:
            plain.dropped.append(made)
        plain.specs.setdefault(use, {})[name] = fields
        plain.taken.append(call)
        plain.drop(call, "name", fields.get("name"), _SUMMARY_FOLDER)
    return ""
