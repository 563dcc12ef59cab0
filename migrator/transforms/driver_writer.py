"""Writes out the drivers of a module, in the forms that `driver_forms` chose for them."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.drivers import BATCH_SIZES, ESTIMATORS, Driver, Use
from migrator.analysis.input_fns import gives_dataset, is_input_fn_maker, returns_dataset
from migrator.analysis.may_be_none import is_none, may_be_none
from migrator.analysis.values import value_of
from migrator.analysis.variable_names import asks_for_names
from migrator.arguments import Arguments
from migrator.emission.classes import statement
from migrator.result import Disposition
from migrator.transforms import exporting, tpu
from migrator.transforms.checkpoint_reading import own_readers
from migrator.transforms.distribution import DISTRIBUTED, is_distributed, maker
from migrator.transforms.driver_forms import WRAPPED, Drivers, PlainDriver, is_warm
from migrator.transforms.inputs import element_of_lambda
from migrator.transforms.platform import draws_from_numpy
from migrator.transforms.step_executions import steps_per_execution
from migrator.trees import children


_MODES = {"train": "train", "evaluate": "eval", "predict": "infer"}


def _names(arguments: list[tuple[str, str]]) -> list[str]:
    return [name for name, _ in arguments]


class DriverWriter:
    """Writes out the drivers of a module.

    Args:
        drivers: the drivers.
        rewrite: rewrites an expression of the original tree by the tables.
    """

    def __init__(self, drivers: Drivers, rewrite):
        self.drivers = drivers
        self.context = drivers.context
        self.rewrite = rewrite
        self.code = self.context.names.code

    # Construction.

    def construct(self, driver: Driver, model) -> cst.BaseExpression:
        """The expression that constructs the model."""
        given = {name: driver.arguments.get(name) for name in ("params", "config")}
        builder = driver.bound.builder
        function = self.code(self.rewrite(builder)) if builder is not None else model.class_name
        if driver.bound.module is not None:
            function = f"{self.code(driver.bound.module)}.{function}"
        args = []
        bound = dict(enumerate(driver.bound.keywords))
        extra = [name for name in model.parameters if name not in ("params", "config")]
        for index, (name, value) in bound.items():
            name = name or (extra[index] if index < len(extra) else None)
            if name in model.parameters:
                args.append(f"{name}={self.code(self.rewrite(value))}")
        keywords = {name for name, _ in driver.bound.keywords}
        own = []
        for name in ("params", "config"):
            if name in model.parameters and name not in keywords:
                value = given[name]
                text = "{}" if value is None and name == "params" else (
                    "None" if value is None else self.code(self.rewrite(value)).strip())
                in_place = not args and model.parameters[:len(own) + 1] == [*_names(own), name]
                own.append((name, text if in_place else f"{name}={text}"))
        args = [*(text for _, text in own), *args]
        if driver.bound.instance is not None:
            args.insert(0, self.code(self.rewrite(driver.bound.instance)).strip())
        self._settle(driver.call.func)
        return cst.parse_expression(f"{function}({', '.join(args)})")

    def wrap(self, driver: Driver, model, updated: cst.Call) -> cst.BaseExpression:
        """The support Estimator around the model."""
        made = self.construct(driver, model)
        wrapper = "Estimator"
        if is_distributed(self.context):
            wrapper, made = DISTRIBUTED, maker(made)
        args = [cst.Arg(made)]
        tight = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        bound = Arguments(updated, ESTIMATORS[self.context.names.symbol(driver.call.func)])
        for name in bound:
            if name in WRAPPED:
                args.append(cst.Arg(bound.get(name), keyword=cst.Name(name), equal=tight))
        sizes = {mode: bound.get(BATCH_SIZES[method]) for method, mode in _MODES.items() if BATCH_SIZES[method] in bound}
        if sizes:
            sized = cst.Dict([cst.DictElement(self.context.string(mode), size) for mode, size in sizes.items()])
            args.append(cst.Arg(sized, keyword=cst.Name("batch_sizes"), equal=tight))
        if is_warm(driver) or asks_for_names(self.context.names.module) or own_readers(self.context):
            if model.variable_names is None:
                self._settle(driver.call.func, Disposition.REVIEW, "MIG247", "the names of some variables in TF1 are not "
                             "known before the program runs: the Estimator knows them by their Keras paths")
            else:
                args.append(cst.Arg(self._dict(model.variable_names), keyword=cst.Name("variable_names"), equal=tight))
        return cst.Call(self.context.supported(wrapper), args)

    def _dict(self, entries: dict[str, str]) -> cst.Dict:
        return cst.Dict([cst.DictElement(self.context.string(key), self.context.string(value))
                         for key, value in entries.items()])

    def _settle(self, node: cst.CSTNode, disposition=Disposition.REWRITTEN, code=None, message="") -> None:
        self.context.settle(node, disposition, "drivers", code, message)

    def statement(self, original: cst.SimpleStatementLine, updated: cst.SimpleStatementLine):
        """Writes out a statement that constructs a followed Estimator; gives an assignment that only configured one as it is."""
        plain = self.drivers.statements[original]
        if plain is None:
            self._settle_all(original)
            return updated if isinstance(updated.body[0], cst.Assign) else cst.RemoveFromParent()
        seed = plain.settings.get("tf_random_seed")
        lines = [self._seeding(seed)] if seed is not None else []
        lines.append(updated)
        at_once = steps_per_execution(plain, bool(self._log_steps(plain)))
        if at_once > 1:
            lines.append(statement(f"{plain.driver.variable}.steps_per_execution = {at_once}"))
        if plain.checkpoints is not None:
            lines.append(self._checkpoints(plain))
        lines[0] = lines[0].with_changes(leading_lines=updated.leading_lines)
        if len(lines) > 1 and lines[0] is not updated:
            lines[1] = lines[1].with_changes(leading_lines=[])
        return cst.FlattenSentinel(lines)

    def seed(self, original: cst.SimpleStatementLine, updated: cst.SimpleStatementLine) -> cst.FlattenSentinel:
        """Seeds before a statement that makes a RunConfig with a seed."""
        markers = [line for line in updated.leading_lines
                   if line.comment is not None and line.comment.value.startswith("# TODO(migrator)")]
        above = [line for line in updated.leading_lines if line not in markers]
        seeding = self._seeding(self.drivers.seeds[original]).with_changes(leading_lines=above)
        return cst.FlattenSentinel([seeding, updated.with_changes(leading_lines=markers)])

    def _seeding(self, seed: cst.BaseExpression) -> cst.SimpleStatementLine:
        """The statement that seeds what is drawn from then on, but for data that numpy draws."""
        function = self.context.tf("random.set_seed") if draws_from_numpy(self.context) else (
            self.context.keras("utils.set_random_seed"))
        return statement(f"{self.code(function)}({self.code(self.rewrite(seed)).strip()})")

    def _checkpoints(self, plain: PlainDriver) -> cst.BaseStatement:
        names = {"model_dir": None, "save_checkpoints_steps": "save_steps", "save_checkpoints_secs": "save_secs",
                 "keep_checkpoint_max": "keep", "keep_checkpoint_every_n_hours": "keep_every_n_hours"}
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
        variable = plain.driver.variable
        dataset = self.dataset(use.arguments.get("input_fn"), use.method, plain)
        if use.method == "predict":
            return self._predict(use, plain, variable, dataset)
        steps = self._steps(use, "steps")
        limit = self._value(use, "max_steps") if plain.checkpoints else self._steps(use, "max_steps")
        if limit is not None:
            steps = f"{plain.checkpoints}.steps_until({limit})" if plain.checkpoints else limit
        if steps is not None:
            dataset = f"{dataset}.take({steps})"
        callbacks = [plain.checkpoints] if plain.checkpoints else []
        callbacks += self._hooks(use.arguments.get("hooks"))
        if use.method == "train":
            callbacks += self._own_hooks(plain)
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
        return None if value is None or is_none(value) else self.code(self.rewrite(value)).strip()

    def _steps(self, use: Use, name: str) -> str | None:
        """A number of steps as an integer: of a quotient the Estimator made the next one."""
        written = self._value(use, name)
        given = use.arguments.get(name)
        match value_of(given, self.context.names):
            case cst.BinaryOperation(operator=cst.Divide()):
                self.context.imports.add(("math", None))
                return f"math.ceil({written})"
        if may_be_none(given, self.context.names, self.drivers.parents):
            return f"-1 if {written} is None else {written}"
        return written

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

    def before(self, original: cst.SimpleStatementLine) -> list[cst.BaseStatement]:
        """The statement that sets the learning rate of a training, where each has its own."""
        match original:
            case cst.SimpleStatementLine(body=[cst.Expr(value=cst.Call() as call)]) if call in self.drivers.uses:
                use, plain = self.drivers.uses[call]
                if use.method == "train" and plain.driver.model_fn is not None and plain.model.rate is not None:
                    rate = self.code(self.rewrite(plain.model.rate)).strip()
                    return [statement(f"{plain.driver.variable}.optimizer.learning_rate = {rate}")]
        return []

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
        callbacks = self._hooks(use.arguments.get("hooks"))
        if callbacks:
            args.append(f"callbacks=[{', '.join(callbacks)}]")
        return cst.parse_expression(f"{self.code(self.context.supported('predict_examples'))}({', '.join(args)})")

    def _hooks(self, hooks: cst.BaseExpression | None) -> list[str]:
        """The callbacks that a list of hooks holds."""
        if hooks is None or is_none(hooks):
            return []
        if isinstance(hooks, (cst.List, cst.Tuple)):
            return [self.code(self.rewrite(element.value)).strip() for element in hooks.elements]
        written = self.code(self.rewrite(hooks)).strip()
        return [f"*({written} or [])" if may_be_none(hooks, self.context.names, self.drivers.parents) else f"*{written}"]

    def _own_hooks(self, plain: PlainDriver) -> list[str]:
        """The callbacks for hooks that the Estimator gave itself, as far as the program shows that it counts on them."""
        watch = [f"{self.code(self.context.supported('StopOnNan'))}()"] if self.drivers.stops_on_nan else []
        return watch + self._log_steps(plain)

    def _log_steps(self, plain: PlainDriver) -> list[str]:
        """The callback that logs as the Estimator did, where it did."""
        every = plain.settings.get("log_step_count_steps")
        if not self.drivers.logs or is_none(every):
            return []
        given = f"every={self.code(self.rewrite(every)).strip()}" if every is not None else ""
        return [f"{self.code(self.context.supported('LogSteps'))}({given})"]

    def _train_and_evaluate(self, use: Use, plain: PlainDriver) -> cst.BaseExpression:
        train, evaluate = plain.specs[use]["train_spec"], plain.specs[use]["eval_spec"]
        args = [plain.driver.variable, self.input_fn(train.get("input_fn"), "train", plain),
                self.input_fn(evaluate.get("input_fn"), "evaluate", plain)]
        for fields, name, keyword in ((train, "max_steps", "max_steps"), (evaluate, "steps", "eval_steps"),
                                      (evaluate, "start_delay_secs", "start_delay_secs"),
                                      (evaluate, "throttle_secs", "throttle_secs"),
                                      (evaluate, "exporters", "exporters")):
            value = fields.get(name)
            if value is not None:
                args.append(f"{keyword}={self.code(self.rewrite(value)).strip()}")
        if plain.checkpoints:
            args.append(f"model_dir={plain.checkpoints}")
        for keyword, callbacks in (("callbacks", self._own_hooks(plain) + self._hooks(train.get("hooks"))),
                                   ("eval_callbacks", self._hooks(evaluate.get("hooks")))):
            if callbacks:
                args.append(f"{keyword}=[{', '.join(callbacks)}]")
        self._settle(use.call.func)
        function = self.code(self.context.supported("train_and_evaluate"))
        return cst.parse_expression(f"{function}({', '.join(args)})")

    # Data.

    def dataset(self, node: cst.BaseExpression, method: str, plain: PlainDriver) -> str:
        """The expression that gives the data of an input function."""
        names = self.context.names
        match node:
            case cst.Lambda(params=params) if not params.params:
                body = element_of_lambda(node) or node.body
                written = self.code(self.rewrite(body)).strip()
                return written if gives_dataset(names, body) else self._as_dataset(written)
            case cst.Call() if names.symbol(node.func) == "functools.partial":
                called = cst.Call(node.args[0].value, node.args[1:])
                definition = names.definition(node.args[0].value)
                given = [self.code(arg.with_changes(comma=cst.MaybeSentinel.DEFAULT, value=self.rewrite(arg.value))).strip()
                         for arg in node.args[1:]]
                if isinstance(definition, cst.FunctionDef):
                    given += self._passed(definition, method, plain, bound=node.args[1:])
                written = f"{self.code(self.rewrite(node.args[0].value))}({', '.join(given)})"
                known = isinstance(definition, cst.FunctionDef) and returns_dataset(names, definition)
                return written if known else self._as_dataset(written)
        definition = tpu.input_function(names, node) if tpu.is_tpu(plain.driver, names) else names.definition(node)
        written = self.code(self.rewrite(node)).strip()
        if isinstance(definition, cst.FunctionDef):
            called = f"{written}({', '.join(self._passed(definition, method, plain))})"
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

    def _passed(self, definition: cst.FunctionDef, method: str, plain: PlainDriver, bound=()) -> list[str]:
        """The arguments that an Estimator passes to an input function by name, where a partial binds some already."""
        positional = sum(arg.keyword is None for arg in bound)
        given = {arg.keyword.value for arg in bound if arg.keyword is not None}
        passed = []
        quote = self.context.quote
        mode = _MODES[method]
        for param in definition.params.params[positional:]:
            name = param.name.value
            if name in given:
                continue
            if name == "mode":
                passed.append(f"mode={quote}{mode}{quote}")
            elif name == "params":
                params = plain.driver.arguments.get("params")
                source = self.code(self.rewrite(params)).strip() if params is not None else None
                passed.append(f"params={tpu.params_of(plain.driver, method, self.context.names, source)}")
            elif name == "config":
                passed.append("config=None")
        return passed

    def input_fn(self, node: cst.BaseExpression, method: str, plain: PlainDriver) -> str:
        """The expression that gives an input function without arguments that returns a Dataset."""
        dataset = self.dataset(node, method, plain)
        written = self.code(self.rewrite(node)).strip()
        return written if dataset == f"{written}()" else f"lambda: {dataset}"
