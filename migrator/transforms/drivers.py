"""Estimators and their uses to compile, fit, evaluate and predict.

Plain where an Estimator can be followed from its construction to all its uses; else the support
class `Estimator` wraps the model and keeps the protocol.
"""
from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.def_use import uses as names_used
from migrator.analysis.drivers import ESTIMATORS, RUN_CONFIGS, Driver, Use, find_drivers
from migrator.analysis.input_fns import gives_dataset, is_input_fn_maker, returns_dataset
from migrator.analysis.parents import Parents
from migrator.analysis.steps import Unsupported
from migrator.analysis.variable_names import asks_for_names
from migrator.arguments import Arguments, Unbindable
from migrator.emission.classes import statement
from migrator.emission.naming import free
from migrator.result import Disposition
from migrator.transforms import exporting
from migrator.transforms.canned import CannedModel, check_canned
from migrator.transforms.context import Context
from migrator.transforms.exporting import are_plain
from migrator.transforms.platform import draws_from_numpy
from migrator.transforms.registry import Left
from migrator.trees import children

_WRAPPED = ("model_dir", "config", "params")  # What the support Estimator is given, besides the model.
_RUN_CONFIG = ("model_dir tf_random_seed save_summary_steps save_checkpoints_steps save_checkpoints_secs session_config "
               "keep_checkpoint_max keep_checkpoint_every_n_hours log_step_count_steps train_distribute device_fn "
               "protocol eval_distribute").split()
_NO_COUNTERPART = ("save_summary_steps", "session_config", "keep_checkpoint_every_n_hours", "log_step_count_steps",
                   "device_fn", "protocol")
_TRAIN_SPEC = "input_fn max_steps hooks".split()
_EVAL_SPEC = "input_fn steps name hooks exporters start_delay_secs throttle_secs".split()


@dataclass(eq=False)
class PlainDriver:
    """How an Estimator that can be followed is written out.

    Attributes:
        driver: the Estimator.
        model: its migrated model_fn.
        settings: what its RunConfig and model_dir say, as expressions of the original tree.
        checkpoints: the variable that holds its ModelDir, or None.
        dropped: statements that only configured it.
    """

    driver: Driver
    model: object
    settings: dict[str, cst.BaseExpression]
    checkpoints: str | None = None
    dropped: list[cst.SimpleStatementLine] = field(default_factory=list)


@dataclass(eq=False)
class Drivers:
    """The drivers of a module and how each is written out.

    Attributes:
        plain: plain ones, by the construction call.
        wrapped: the others, with their models.
        canned: the calls that make canned Estimators, plain or wrapped.
        uses: for each method call of a plain driver, the use and its driver.
        statements: statements with a construction or a dropped configuration.
        forms: for each driver (name, node, form, reason).
    """

    context: Context
    parents: Parents
    canned: set[cst.Call] = field(default_factory=set)
    plain: dict[cst.Call, PlainDriver] = field(default_factory=dict)
    wrapped: dict[cst.Call, tuple[Driver, object]] = field(default_factory=dict)
    uses: dict[cst.Call, tuple[Use, PlainDriver]] = field(default_factory=dict)
    statements: dict[cst.SimpleStatementLine, object] = field(default_factory=dict)
    forms: list[tuple[str, cst.CSTNode, str, str]] = field(default_factory=list)


def plan_drivers(context: Context, models: dict, hooks: set[str]) -> Drivers:
    """Decides how the drivers of a module's migrated models are written out.

    Args:
        context: the state of rewriting the module.
        models: the migrated models, by their model_fns.
        hooks: symbols of hooks that transforms turn into callbacks.

    Raises:
        Unsupported: a driver can't be migrated.
    """
    parents = Parents(context.names.module)
    drivers = Drivers(context, parents)
    for driver in find_drivers(context.names, set(models), parents):
        model = models[driver.model_fn] if driver.model_fn is not None else _canned_model(driver, context)
        if model is None:
            continue
        if driver.model_fn is None:
            drivers.canned.add(driver.call)
        plain, reason = _plain(driver, model, context, parents)
        if plain is None:
            if driver.model_fn is not None:
                _check_wrapped(driver)
            drivers.wrapped[driver.call] = (driver, model)
        else:
            drivers.plain[driver.call] = plain
            for use in driver.uses:
                drivers.uses[use.call] = (use, plain)
            drivers.statements[driver.statement] = plain
            for dropped in plain.dropped:
                drivers.statements[dropped] = None
        name = driver.variable or "Estimator"
        drivers.forms.append((name, driver.call, "wrapped" if plain is None else "plain", reason))
    return drivers


def _canned_model(driver: Driver, context: Context) -> CannedModel | None:
    """What a canned Estimator becomes, or None where it stays."""
    try:
        check_canned(driver, context.names)
    except Left:
        return None
    return CannedModel(context.names.symbol(driver.call.func).rpartition(".")[2])


def _plain(driver: Driver, model, context: Context, parents: Parents) -> tuple[PlainDriver | None, str]:
    """Gives the plain form of a driver, or None and why not."""
    if not driver.followed:
        return None, driver.reason
    given = driver.arguments
    for name in given if driver.model_fn is not None else ():
        if name not in ("model_fn", "model_dir", "config", "params"):
            return None, f"the Estimator is given {name}"
    plain = PlainDriver(driver, model, {})
    reason = _read_config(plain, given.get("config"), context, parents)
    if reason:
        return None, reason
    model_dir = given.get("model_dir")
    if model_dir is not None and not _is_none(model_dir):
        plain.settings["model_dir"] = model_dir
    for use in driver.uses:
        reason = _check_use(use, plain, context, parents)
        if reason:
            return None, reason
    if "model_dir" in plain.settings or any(use.method == "train_and_evaluate" for use in driver.uses) and (
            "save_checkpoints_steps" in plain.settings):
        taken = {name for scope in context.names.scopes.values() for name in scope.bindings}
        plain.checkpoints = free("checkpoints", taken)
    return plain, ""


def _check_wrapped(driver: Driver) -> None:
    """Checks that the support Estimator takes everything that the Estimator is given."""
    for name in driver.arguments:
        if name not in ("model_fn", *_WRAPPED) and not _is_none(driver.arguments.get(name)):
            raise Unsupported("MIG140", driver.call, f"the Estimator is given {name}")


def _is_none(node: cst.BaseExpression | None) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"


def _read_config(plain: PlainDriver, node, context: Context, parents: Parents) -> str:
    """Reads a RunConfig that is made for this Estimator alone; gives why that can't be done."""
    if node is None or _is_none(node):
        return ""
    call, made = _made_here(node, context, parents)
    if call is None or context.names.symbol(call.func) not in RUN_CONFIGS:
        return "its RunConfig can't be followed"
    try:
        fields = Arguments(call, _RUN_CONFIG)
    except Unbindable as reason:
        return f"its RunConfig: {reason}"
    for name in fields:
        if name in ("train_distribute", "eval_distribute", "experimental_distribute"):
            return "its RunConfig distributes the training"
        if name not in _RUN_CONFIG:
            return f"its RunConfig has the field {name}"
        if name not in _NO_COUNTERPART and not _is_none(fields.get(name)):
            plain.settings[name] = fields.get(name)
    if made is not None:
        plain.dropped.append(made)
    return ""


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


def _check_use(use: Use, plain: PlainDriver, context: Context, parents: Parents) -> str:
    """Says why a use has no plain form, or nothing."""
    given = use.arguments
    if use.method == "train_and_evaluate":
        return _check_specs(use, plain, context, parents)
    for name in ("checkpoint_path", "saving_listeners"):
        if name in given and not _is_none(given.get(name)):
            return f"{use.method} is given {name}"
    if "hooks" in given and not _is_none(given.get("hooks")) and not (use.method == "train"):
        return f"{use.method} is given hooks"
    if given.get("max_steps") is not None and not _is_none(given.get("max_steps")) and "model_dir" not in plain.settings:
        others = [one for one in plain.driver.uses if one.method != "predict" and one.method != "evaluate"]
        if len(others) > 1 or parents.enclosing(use.call, cst.For, cst.While) is not None:
            return "it trains up to a step, more than once"
    if "experimental_mode" in given:
        return f"{use.method} is given experimental_mode"
    for name in ("steps", "max_steps"):
        if _may_be_none(given.get(name), context):
            return f"{name} of {use.method} may be None"
    return ""


def _may_be_none(node, context: Context) -> bool:
    """Whether a number of steps may turn out to be None: a parameter or a flag with that default."""
    if not isinstance(node, cst.Name):
        return False
    for binding in context.names.bindings(node):
        if isinstance(binding.node, cst.Param) and _is_none(binding.node.default):
            return True
        if _is_none(binding.value):
            return True
    return False


def _check_specs(use: Use, plain: PlainDriver, context: Context, parents: Parents) -> str:
    holder = parents.of(use.call)
    for name, symbol, parameters in (("train_spec", "tf.estimator.TrainSpec", _TRAIN_SPEC),
                                     ("eval_spec", "tf.estimator.EvalSpec", _EVAL_SPEC)):
        call, made = _made_here(use.arguments.get(name), context, parents)
        if call is None or context.names.symbol(call.func) != symbol:
            return f"the {name} can't be followed"
        try:
            fields = Arguments(call, parameters)
        except Unbindable as reason:
            return f"the {name}: {reason}"
        if "hooks" in fields and not _is_none(fields.get("hooks")):
            return f"the {name} has hooks"
        if "exporters" in fields and not are_plain(fields.get("exporters"), context.names):
            return f"the {name} has exporters that can't be followed"
        if made is not None:
            plain.dropped.append(made)
        use.specs = {**getattr(use, "specs", {}), name: fields}
    return ""


class DriverWriter:
    """Writes out the drivers of a module.

    Args:
        drivers: the drivers.
        rewrite: rewrites an expression of the original tree by the tables.
        logs: whether the program has the Estimator log its progress.
    """

    def __init__(self, drivers: Drivers, rewrite, logs: bool):
        self.drivers = drivers
        self.context = drivers.context
        self.rewrite = rewrite
        self.logs = logs
        self.code = self.context.names.code

    # Construction.

    def construct(self, driver: Driver, model) -> cst.BaseExpression:
        """The expression that constructs the model."""
        given = {name: driver.arguments.get(name) for name in ("params", "config")}
        builder = driver.bound.builder
        function = self.code(self.rewrite(builder)) if builder is not None else model.class_name
        args = []
        bound = dict(enumerate(driver.bound.keywords))
        extra = [name for name in model.parameters if name not in ("params", "config")]
        for index, (name, value) in bound.items():
            name = name or (extra[index] if index < len(extra) else None)
            if name in model.parameters:
                args.append(f"{name}={self.code(self.rewrite(value))}")
        keywords = {name for name, _ in driver.bound.keywords}
        for name in ("params", "config"):
            if name in model.parameters and name not in keywords:
                value = given[name]
                text = "{}" if value is None and name == "params" else (
                    "None" if value is None else self.code(self.rewrite(value)).strip())
                args.insert(0, text if not args and model.parameters[0] == name else f"{name}={text}")
        if driver.bound.instance is not None:
            args.insert(0, self.code(self.rewrite(driver.bound.instance)).strip())
        self._settle(driver.call.func)
        return cst.parse_expression(f"{function}({', '.join(args)})")

    def wrap(self, driver: Driver, model, updated: cst.Call) -> cst.BaseExpression:
        """The support Estimator around the model."""
        made = self.construct(driver, model)
        args = [cst.Arg(made)]
        tight = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        bound = Arguments(updated, ESTIMATORS[self.context.names.symbol(driver.call.func)])
        for name in bound:
            if name in _WRAPPED:
                args.append(cst.Arg(bound.get(name), keyword=cst.Name(name), equal=tight))
        if asks_for_names(self.context.names.module):
            if model.variable_names is None:
                self._settle(driver.call.func, Disposition.REVIEW, "MIG247", "the names of some variables in TF1 are not "
                             "known before the program runs: the Estimator knows them by their Keras paths")
            else:
                args.append(cst.Arg(self._dict(model.variable_names), keyword=cst.Name("variable_names"), equal=tight))
        return cst.Call(self.context.supported("Estimator"), args)

    def _dict(self, entries: dict[str, str]) -> cst.Dict:
        return cst.Dict([cst.DictElement(self.context.string(key), self.context.string(value))
                         for key, value in entries.items()])

    def _settle(self, node: cst.CSTNode, disposition=Disposition.REWRITTEN, code=None, message="") -> None:
        self.context.settle(node, disposition, "drivers", code, message)

    def statement(self, original: cst.SimpleStatementLine, updated: cst.SimpleStatementLine):
        """Writes out a statement that constructs a followed Estimator, or that only configured one."""
        plain = self.drivers.statements[original]
        if plain is None:
            self._settle_all(original)
            return cst.RemoveFromParent() if not updated.leading_lines else cst.RemoveFromParent()
        lines = []
        seed = plain.settings.get("tf_random_seed")
        if seed is not None:
            alone = draws_from_numpy(self.context)
            function = self.code(self.context.tf("random.set_seed") if alone else
                                 self.context.keras("utils.set_random_seed"))
            lines.append(statement(f"{function}({self.code(self.rewrite(seed))})"))
        lines.append(updated)
        if plain.checkpoints is not None:
            lines.append(self._checkpoints(plain))
        lines[0] = lines[0].with_changes(leading_lines=updated.leading_lines)
        if len(lines) > 1 and lines[0] is not updated:
            lines[1] = lines[1].with_changes(leading_lines=[])
        return cst.FlattenSentinel(lines)

    def _checkpoints(self, plain: PlainDriver) -> cst.BaseStatement:
        names = {"model_dir": None, "save_checkpoints_steps": "save_steps", "save_checkpoints_secs": "save_secs",
                 "keep_checkpoint_max": "keep"}
        args = []
        for name, keyword in names.items():
            if name in plain.settings:
                value = self.code(self.rewrite(plain.settings[name])).strip()
                args.append(value if keyword is None else f"{keyword}={value}")
        return statement(f"{plain.checkpoints} = {self.code(self.context.supported('ModelDir'))}({', '.join(args)})")

    def _settle_all(self, node: cst.CSTNode) -> None:
        stack = [node]
        while stack:
            inner = stack.pop()
            if self.context.names.symbol(inner) is not None:
                self._settle(inner)
            stack.extend(children(inner))

    # Uses.

    def use(self, use: Use, plain: PlainDriver, updated: cst.Call) -> cst.BaseExpression:
        """Writes out a call of a method of a followed Estimator."""
        if use.method == "train_and_evaluate":
            return self._train_and_evaluate(use, plain)
        if use.method in exporting.USES:
            self._settle(use.call.func)
            return exporting.write_export(use, plain.driver.variable, plain.checkpoints, updated, self.context)
        bound = Arguments(updated, [*use.arguments])
        variable = plain.driver.variable
        dataset = self.dataset(use.arguments.get("input_fn"), use.method, plain)
        if use.method == "predict":
            return self._predict(use, plain, variable, dataset)
        steps = self._value(use, "steps")
        limit = self._value(use, "max_steps")
        if limit is not None:
            steps = f"{plain.checkpoints}.steps_until({limit})" if plain.checkpoints else limit
        if steps is not None:
            dataset = f"{dataset}.take({steps})"
        callbacks = [plain.checkpoints] if plain.checkpoints else []
        if use.method == "train":
            callbacks += self._hooks(use)
            given = f", callbacks=[{', '.join(callbacks)}]" if callbacks else ""
            return cst.parse_expression(f"{variable}.fit({dataset}{given}, verbose=0)")
        given = f", callbacks=[{', '.join(callbacks)}]" if callbacks else ""
        call = f"{variable}.evaluate({dataset}{given}, return_dict=True, verbose=0)"
        if self._result_is_dropped(use) or self._metric_is_taken(use):
            return cst.parse_expression(call)
        if self._assigned(use) is not None:
            return cst.parse_expression(call)
        quote = self.context.quote
        return cst.parse_expression(f"{{**{call}, {quote}global_step{quote}: {self.global_step(plain)}}}")

    def _value(self, use: Use, name: str) -> str | None:
        value = use.arguments.get(name)
        return None if value is None or _is_none(value) else self.code(self.rewrite(value)).strip()

    def global_step(self, plain: PlainDriver) -> str:
        """The expression for the number of steps that a model was trained."""
        counter = "global_step" if plain.model.counts_steps else "optimizer.iterations"
        return f"int({plain.driver.variable}.{counter})"

    def _result_is_dropped(self, use: Use) -> bool:
        return isinstance(self.drivers.parents.of(use.call), cst.Expr)

    def _metric_is_taken(self, use: Use) -> bool:
        """Whether one metric is taken out of a result at once: ``evaluate(…)["accuracy"]``."""
        match self.drivers.parents.of(use.call):
            case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=cst.SimpleString() as key))]):
                return key.evaluated_value != "global_step"
        return False

    def _assigned(self, use: Use) -> str | None:
        """The variable that a result is assigned to by a statement of its own."""
        match self.drivers.parents.of(use.call):
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))]):
                return name
        return None

    def after(self, original: cst.SimpleStatementLine) -> list[cst.BaseStatement]:
        """The statements that a statement with a use of a driver needs behind it."""
        match original:
            case cst.SimpleStatementLine(body=[cst.Assign(value=cst.Call() as call)]) if call in self.drivers.uses:
                use, plain = self.drivers.uses[call]
                name = self._assigned(use)
                if use.method == "evaluate" and name is not None and self._wants_step(original, name):
                    quote = self.context.quote
                    return [statement(f"{name}[{quote}global_step{quote}] = {self.global_step(plain)}")]
        return []

    def _wants_step(self, original, name: str) -> bool:
        """Whether a result is used otherwise than by the names of its metrics."""
        target = original.body[0].targets[0].target
        bindings = self.context.names.bindings(target)
        for read in self.context.names.names:
            if read.value != name or read is target or not any(
                    one in bindings for one in self.context.names.bindings(read)):
                continue
            match self.drivers.parents.of(read):
                case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=cst.SimpleString() as key))]) if (
                        key.evaluated_value != "global_step"):
                    continue
                case cst.AssignTarget():
                    continue
            return True
        return False

    def _predict(self, use: Use, plain: PlainDriver, variable: str, dataset: str) -> cst.BaseExpression:
        args = [variable, dataset]
        for name in ("predict_keys", "yield_single_examples"):
            value = self._value(use, name)
            if value is not None:
                args.append(f"{name}={value}")
        if plain.checkpoints:
            args.append(f"model_dir={plain.checkpoints}")
        return cst.parse_expression(f"{self.code(self.context.supported('predict_examples'))}({', '.join(args)})")

    def _hooks(self, use: Use) -> list[str]:
        hooks = use.arguments.get("hooks")
        written = [] if hooks is None or _is_none(hooks) else [f"*{self.code(self.rewrite(hooks))}"]
        if isinstance(hooks, cst.List):
            written = [self.code(self.rewrite(element.value)).strip() for element in hooks.elements]
        return written + ([f"{self.code(self.context.supported('LogSteps'))}()"] if self.logs else [])

    def _train_and_evaluate(self, use: Use, plain: PlainDriver) -> cst.BaseExpression:
        train, evaluate = use.specs["train_spec"], use.specs["eval_spec"]
        args = [plain.driver.variable, self.input_fn(train.get("input_fn"), "train", plain),
                self.input_fn(evaluate.get("input_fn"), "evaluate", plain)]
        for fields, name, keyword in ((train, "max_steps", "max_steps"), (evaluate, "steps", "eval_steps"),
                                      (evaluate, "throttle_secs", "throttle_secs"),
                                      (evaluate, "exporters", "exporters")):
            value = fields.get(name)
            if value is not None:
                args.append(f"{keyword}={self.code(self.rewrite(value)).strip()}")
        if plain.checkpoints:
            args.append(f"model_dir={plain.checkpoints}")
        if self.logs:
            args.append(f"callbacks=[{self.code(self.context.supported('LogSteps'))}()]")
        self._settle(use.call.func)
        function = self.code(self.context.supported("train_and_evaluate"))
        return cst.parse_expression(f"{function}({', '.join(args)})")

    # Data.

    def dataset(self, node: cst.BaseExpression, method: str, plain: PlainDriver) -> str:
        """The expression that gives the data of an input function."""
        names = self.context.names
        match node:
            case cst.Lambda(params=params, body=body) if not params.params:
                written = self.code(self.rewrite(body)).strip()
                return written if gives_dataset(names, body) else self._as_dataset(written)
            case cst.Call() if names.symbol(node.func) == "functools.partial":
                called = cst.Call(node.args[0].value, node.args[1:])
                written = self.code(self.rewrite(node.args[0].value)) + "(" + ", ".join(
                    self.code(arg.with_changes(comma=cst.MaybeSentinel.DEFAULT, value=self.rewrite(arg.value))).strip()
                    for arg in node.args[1:]) + ")"
                definition = names.definition(node.args[0].value)
                known = isinstance(definition, cst.FunctionDef) and returns_dataset(names, definition)
                return written if known else self._as_dataset(written)
        definition = names.definition(node)
        written = self.code(self.rewrite(node)).strip()
        if isinstance(definition, cst.FunctionDef):
            called = f"{written}({self._passed(definition, method, plain)})"
            return called if returns_dataset(names, definition) else self._as_dataset(called)
        called = f"{written}()"
        if is_input_fn_maker(names, node) or self._is_dataset_lambda(node):
            return called
        return self._as_dataset(called)

    def _is_dataset_lambda(self, node) -> bool:
        """Whether a variable holds a lambda that gives a Dataset, or a builder's input function."""
        names = self.context.names
        value = node
        if isinstance(node, cst.Name):
            bindings = names.bindings(node)
            value = bindings[0].value if len(bindings) == 1 else None
        if isinstance(value, cst.Lambda):
            return gives_dataset(names, value.body)
        if isinstance(value, cst.Call):
            if names.symbol(value.func) == "functools.partial":
                definition = names.definition(value.args[0].value)
                return isinstance(definition, cst.FunctionDef) and returns_dataset(names, definition)
            builder = names.definition(value.func)
            if isinstance(builder, cst.FunctionDef):
                nested = [one for one in builder.body.body if isinstance(one, cst.FunctionDef)]
                return len(nested) == 1 and returns_dataset(names, nested[0])
        return False

    def _as_dataset(self, written: str) -> str:
        return f"{self.code(self.context.supported('as_dataset'))}({written})"

    def _passed(self, definition: cst.FunctionDef, method: str, plain: PlainDriver) -> str:
        """The arguments that an Estimator passes to an input function by name."""
        passed = []
        quote = self.context.quote
        mode = {"train": "train", "evaluate": "eval", "predict": "infer"}[method]
        for param in definition.params.params:
            name = param.name.value
            if name == "mode":
                passed.append(f"mode={quote}{mode}{quote}")
            elif name == "params":
                given = plain.driver.arguments.get("params")
                passed.append(f"params={self.code(self.rewrite(given)).strip() if given is not None else '{}'}")
            elif name == "config":
                passed.append("config=None")
        return ", ".join(passed)

    def input_fn(self, node: cst.BaseExpression, method: str, plain: PlainDriver) -> str:
        """The expression that gives an input function without arguments that returns a Dataset."""
        dataset = self.dataset(node, method, plain)
        written = self.code(self.rewrite(node)).strip()
        return written if dataset == f"{written}()" else f"lambda: {dataset}"
