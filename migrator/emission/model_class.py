"""A model_fn as a keras.Model with its own train_step."""
from __future__ import annotations

import functools
from collections.abc import Iterable

import libcst as cst

from migrator.analysis.binding_times import Time
from migrator.analysis.def_use import effects, parameters, uses
from migrator.analysis.graph_function import GraphFunction, is_check
from migrator.analysis.model_fns import ModelFn
from migrator.analysis.modes import ALL_MODES, Mode
from migrator.analysis.specs import Spec, reaching
from migrator.analysis.steps import Unsupported
from migrator.analysis.train_ops import TrainOp, read_train_op
from migrator.emission.classes import method, names, returning, split_docstring, statement, without_leading_blank
from migrator.emission.dead_code import without_dead_code
from migrator.emission.draft import Draft
from migrator.emission.export_outputs import ExportOutputs
from migrator.emission.evaluation import MetricItem, metric_items
from migrator.emission.metric_groups import create_groups, name_groups, named
from migrator.emission.naming import name_sites
from migrator.emission.plan import crossing_names, make_plan
from migrator.emission.training import Training
from migrator.scopes import dotted_name
from migrator.transforms.context import Context
from migrator.transforms.rewriter import Rules
from migrator.trees import find

_BOTH = frozenset({Mode.TRAIN, Mode.EVAL})
_EVAL = frozenset({Mode.EVAL})
_PREDICT = frozenset({Mode.PREDICT})


class ModelClass:
    """Makes the class that a model_fn becomes.

    Args:
        model_fn: the function.
        graph: the same, taken apart.
        specs: what it returns in each mode.
        context: the state of rewriting the module.
        rules: the rules to apply.
        name: the class's name.
    """

    def __init__(self, model_fn: ModelFn, graph: GraphFunction, specs: dict[Mode, Spec], context: Context,
                 rules: Rules, name: str):
        self.model_fn = model_fn
        self.graph = graph
        self.specs = specs
        self.context = context
        self.name = name
        self.labels = "labels" if "labels" in model_fn.parameters else None
        self.train_op = self._read_train_op()
        self.plan, self.slicer = make_plan(graph, specs, self.labels, self.train_op)
        self.draft = Draft(graph, context, rules, self.slicer.skipped)
        measured, self.metric_groups = metric_items(graph, specs.get(Mode.EVAL))
        self.metrics = [item for item in measured if not item.of_head]
        self.head_metrics = [item for item in measured if item.of_head]
        self.draft.taken |= {item.attribute for item in self.metrics} | {"loss_metric"}
        name_groups(self.metric_groups, self.draft.taken)
        name_sites(graph, self.draft.taken, self.draft.read_when_running())
        self.training = Training(self)
        self.loss_takes_training = False
        self._constructors: dict[str, cst.BaseExpression] = {}  # of the metrics, by their keys
        self._find_crossing()

    def _read_train_op(self) -> TrainOp:
        spec = self.specs.get(Mode.TRAIN)
        if spec is None:
            return TrainOp()
        for field in ("loss", "train_op"):
            if field not in spec.fields:
                raise Unsupported("MIG117", spec.call, f"in TRAIN the spec has no {field}")
        return read_train_op(self.graph, spec.fields["train_op"], spec.end)

    # What crosses between the methods.

    def _find_crossing(self) -> None:
        plan, stop = self.plan, frozenset(self.plan.forward)
        self.prediction_inputs = set() if plan.partial_predict else self._inputs(
            "predictions", self._prediction_mode, stop, plan.predictions)
        self.loss_inputs = sorted(set().union(*(
            self._inputs("loss", mode, stop, plan.loss) for mode in _BOTH if mode in self.specs), self._minimized_inputs(stop)))
        self._find_metric_steps()
        self.training.find_steps(stop)
        self.export_outputs = ExportOutputs(self)
        wanted = {*self.prediction_inputs, *self.loss_inputs, *self.metric_inputs, *self.training.inputs,
                  *self.export_outputs.inputs}
        plan.crossing = crossing_names(self.graph, plan.forward, wanted)
        loss_bound = set().union(*(self.graph.body.steps[index].effects.changes for index in plan.loss), set())
        loss_name = {self._loss_name()} if self._loss_name() else set()
        wanted = self._measured_after_loss | (set(self.training.inputs) & loss_bound - set(plan.crossing))
        plan.loss_results = sorted(wanted - loss_name)

    def _inputs(self, field: str, mode: Mode | None, stop: frozenset[int], indices: Iterable[int]) -> set[str]:
        """The run-time names that a field's own steps need from elsewhere."""
        spec = self.specs.get(mode)
        if spec is None or field not in spec.fields:
            return set()
        outside = self.slicer.slice(mode, uses(spec.fields[field]), spec.end, stop)[1]
        return {name for name in outside if self.is_runtime(name, spec.end)}

    def _minimized_inputs(self, stop: frozenset[int]) -> set[str]:
        """The run-time names that the losses beside the spec's need from elsewhere."""
        found = set()
        for update in self.train_op.updates:
            value = update.arguments.get("loss")
            if value is not None:
                steps, outside = self.slicer.slice(Mode.TRAIN, uses(value), update.step, stop)
                if steps and steps <= set(self.plan.loss):
                    found |= {name for name in outside if self.is_runtime(name, update.step)}
        return found

    def is_runtime(self, name: str, end: int) -> bool:
        """Whether a variable holds something that is computed in every step."""
        return name in self.graph.body.local and any(
            times.get(name, Time.CONSTRUCT) is not Time.CONSTRUCT for times in self.graph.times[:end + 1]) and (
            name not in self.graph.body.modes.flags)

    @property
    def _prediction_mode(self) -> Mode | None:
        for mode in (Mode.PREDICT, Mode.EVAL):
            if mode in self.specs and "predictions" in self.specs[mode].fields:
                return mode
        return None

    def _find_metric_steps(self) -> None:
        """The steps of test_step, which take predictions and loss from their methods."""
        spec = self.specs.get(Mode.EVAL)
        self.metric_inputs, self.predictions_name, self._measured_after_loss = set(), None, set()
        if spec is None or not (self.metrics or self.head_metrics or self.metric_groups):
            return
        stop = set(self.plan.forward) | set(self.plan.loss)
        name = self._prediction_variable() if not self.plan.partial_predict else None
        makers = {index for index in self.plan.predictions
                  if name is not None and name in self.graph.body.steps[index].effects.changes}
        wanted = set().union(*(uses(item.call) for item in [*self.metrics, *self.head_metrics]), *(
            group.wanted(self.graph) for group in self.metric_groups))
        steps, outside = self._metric_slice(frozenset(stop | makers))
        self.plan.metrics = sorted(steps)
        self.metric_inputs = {one for one in outside if self.is_runtime(one, spec.end)}
        if makers and name in outside | wanted and any(
                name in self.graph.body.steps[index].effects.changes for index in makers):
            self.predictions_name = name if name in self.metric_inputs else None
        if self.predictions_name is not None:
            self.metric_inputs.discard(name)
            self.metric_inputs |= set(self.prediction_inputs)

    def _metric_slice(self, stop: frozenset[int]) -> tuple[set[int], set[str]]:
        chosen: set[int] = set()
        found: dict[str, set[bool]] = {}  # For each name, whether the loss binds what is measured.
        places = [(uses(item.call), item.step) for item in [*self.metrics, *self.head_metrics]]
        places += [(group.wanted(self.graph), group.step) for group in self.metric_groups]
        for wanted, end in places:
            steps, needed = self.slicer.versions(Mode.EVAL, wanted, end, stop)
            chosen |= steps
            for name, binder in needed.items():
                found.setdefault(name, set()).add(binder in self.plan.loss)
        for name, by_loss in found.items():
            if len(by_loss) > 1:
                raise Unsupported("MIG113", self.specs[Mode.EVAL].call,
                                  f"the metrics need {name} as it is before the loss and as the loss rebinds it")
        self._measured_after_loss = {name for name, by_loss in found.items() if True in by_loss}
        return chosen - {group.step for group in self.metric_groups}, set(found)

    def _prediction_variable(self) -> str | None:
        """The variable that holds the predictions, where PREDICT and EVAL agree on how it is made."""
        mode = self._prediction_mode
        if mode is not Mode.PREDICT:
            return None
        value = self.specs[mode].fields["predictions"]
        if not isinstance(value, cst.Name):
            return None
        ours = reaching(self.graph, Mode.PREDICT, value.value, self.specs[Mode.PREDICT].end)
        theirs = reaching(self.graph, Mode.EVAL, value.value, self.specs[Mode.EVAL].end)
        return value.value if ours == theirs else None

    @property
    def loss_variable(self) -> str:
        """The variable that train_step and test_step keep the loss of the spec in."""
        others = {*self.plan.loss_results, *self.plan.crossing, *self.metric_inputs, *self.training.inputs}
        return self._loss_name() or ("total_loss" if "loss" in others else "loss")

    @functools.cached_property
    def _losses_differ(self) -> bool:
        """Whether TRAIN and EVAL have losses of different expressions."""
        return len({self._code(self.specs[mode].fields["loss"]).strip() for mode in _BOTH
                    if mode in self.specs and "loss" in self.specs[mode].fields}) > 1

    def _loss_name(self) -> str | None:
        for mode in (Mode.TRAIN, Mode.EVAL):
            if mode in self.specs and isinstance(self.specs[mode].fields.get("loss"), cst.Name):
                name = self.specs[mode].fields["loss"].value
                return None if self._losses_differ and (mode is Mode.EVAL or self._is_bound_in_eval(name)) else name
        return None

    def _is_bound_in_eval(self, name: str) -> bool:
        return any(Mode.EVAL in step.modes and name in step.effects.changes for step in self.graph.body.steps)

    # The class.

    def build(self) -> list[cst.BaseStatement]:
        """Gives the statements that take the place of the model_fn.

        Raises:
            Unsupported: some part of it can't be placed.
        """
        methods = [*self.draft.build_method(), *self._metrics(), self._call(), *self._predictions(), *self._loss(), *self.training.methods(), *self._test_step(),
                   *self._predict_step(), *self.export_outputs.methods()]
        methods.insert(0, self._constructor())
        self._note_what_goes()
        docstring = split_docstring(self.model_fn.node)
        methods[0] = methods[0].with_changes(leading_lines=[cst.EmptyLine(indent=False)])
        shell = statement(f"class {self.name}({self._code(self.context.keras('Model'))}):\n    pass")
        body = [docstring.with_changes(leading_lines=[])] if docstring is not None else []
        made = shell.with_changes(body=cst.IndentedBlock([*body, *methods]),
                                  leading_lines=self.model_fn.node.leading_lines)
        return [*self.training.schedule_classes(), made]

    def _note_what_goes(self) -> None:
        """Says which statements ran when the graph was built and have no place in the class."""
        plan = self.plan
        placed = {*plan.forward, *plan.predictions, *plan.loss, *plan.metrics, *plan.train, *self.export_outputs.steps,
                  *self.slicer.skipped}
        for index, step in enumerate(self.graph.body.steps):
            if index in placed or is_check(self.graph, index):
                continue
            for call in (one.value for one in find(step.statement, cst.Expr) if isinstance(one.value, cst.Call)):
                changed = isinstance(call.func, cst.Attribute) and effects(call.func.value).uses & step.effects.changes
                if self.graph.facts.names.symbol(call.func) is None and not changed:
                    self.context.note(call.func, "MIG309", "it ran when the graph was built, and there is no graph")

    def _code(self, node: cst.CSTNode) -> str:
        return self.graph.facts.names.code(node)

    def _call(self) -> cst.FunctionDef:
        modes = ALL_MODES - _PREDICT if self.plan.partial_predict else ALL_MODES
        written = self.draft.write(self.plan.forward, modes)
        body = [*self._unbound_at_first(modes, self.plan.forward, self.plan.crossing), *_without_docstring(written.statements)]
        parameters = "self, features, labels=None, training=False" if self.plan.takes_labels else "self, features, training=False"
        return method("call", parameters, without_dead_code(returning(body, names(self.plan.crossing))))

    def _unbound_at_first(self, modes: frozenset[Mode], indices: list[int], returned: list[str]) -> list[cst.BaseStatement]:
        """Statements that bind the names that a method returns and that only some modes compute."""
        steps = [self.graph.body.steps[index] for index in indices]
        parameters = {"features", "labels"}
        return [statement(f"{name} = None") for name in returned if name not in parameters and any(
            not any(mode in step.modes and (name in step.effects.defines or (
                name in step.effects.changes and not isinstance(step.statement, cst.If))) for step in steps)
            for mode in modes & set(self.specs))]

    def arguments(self, wanted: Iterable[str]) -> list[str]:
        """Orders the names that a method takes: features, labels, then what `call` returns."""
        wanted = set(wanted)
        crossing = [name for name in self.plan.crossing if name in wanted]
        return [name for name in ("features", "labels") if name in wanted and name not in crossing] + crossing

    def _predictions(self) -> list[cst.FunctionDef]:
        mode = self._prediction_mode
        if mode is None or self.plan.partial_predict:
            return []
        spec = self.specs[mode]
        written = self.draft.write(self.plan_steps("predictions", mode), frozenset({mode}))
        value = self.draft.expression(spec.fields["predictions"], spec.end, frozenset({mode}))
        return [method("predictions", self._parameters(self.prediction_inputs), returning(written.statements, [value]))]

    def plan_steps(self, field: str, mode: Mode) -> list[int]:
        """The steps of a field in a mode that are not in the forward pass."""
        spec = self.specs[mode]
        return sorted(self.slicer.slice(mode, uses(spec.fields[field]), spec.end, frozenset(self.plan.forward))[0])

    def _parameters(self, wanted: Iterable[str]) -> str:
        return ", ".join(["self", *self.arguments(wanted)])

    def _loss(self) -> list[cst.FunctionDef]:
        modes = frozenset(mode for mode in _BOTH if mode in self.specs and "loss" in self.specs[mode].fields)
        if not modes:
            return []
        spec = self.specs[min(modes, key=lambda mode: mode is not Mode.TRAIN)]
        written = self.draft.write(self.plan.loss, modes)
        if self._losses_differ:
            value = cst.Name(self.loss_variable)
            for mode, test in ((Mode.TRAIN, "training"), (Mode.EVAL, "not training")):
                own = self.draft.expression(self.specs[mode].fields["loss"], self.specs[mode].end, frozenset({mode}))
                if isinstance(own, cst.Name) and own.value == value.value:
                    continue
                written.add_under(test, [cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(value)], own)])])
            written.uses_training = True
        else:
            value = self.draft.expression(spec.fields["loss"], spec.end, modes)
        self.loss_takes_training = written.uses_training
        results = [value, *names(self.plan.loss_results)]
        parameters = self._parameters(self.loss_inputs) + (", training" if written.uses_training else "")
        body = [*self._unbound_at_first(modes, self.plan.loss, self.plan.loss_results), *without_leading_blank(written.statements)]
        return [method("loss_fn", parameters, returning(body, results))]

    # Calls between the methods.

    def forward_statement(self, training: str, wanted: Iterable[str], given: Iterable[str] = ("features",)) -> tuple[cst.BaseStatement | None, str]:
        """Gives the statement that runs the forward pass, and the expression where one is enough."""
        call = f"self({', '.join(given)}, training={training})"
        used = set(wanted)
        crossing = self.plan.crossing
        if not crossing:
            return None, call
        targets = ", ".join(name if name in used else "_" for name in crossing)
        return statement(f"{targets} = {call}"), call

    @property
    def forward_inputs(self) -> list[str]:
        """What the forward pass is given of a batch that has labels."""
        return ["features", "labels"] if self.plan.takes_labels else ["features"]

    def loss_call(self, training: str, inlined: str | None = None) -> str:
        """Gives the call of the loss method; `inlined` stands for the one name that `call` returns."""
        arguments = [inlined if inlined and name in self.plan.crossing else name
                     for name in self.arguments(self.loss_inputs)]
        if self.loss_takes_training:
            arguments.append(f"training={training}")
        return f"self.loss_fn({', '.join(arguments)})"

    def loss_targets(self, wanted: Iterable[str]) -> str:
        """The variables that take what the loss method returns."""
        results = self.plan.loss_results
        return ", ".join([self.loss_variable, *(name if name in set(wanted) else "_" for name in results)])

    def unpacking(self, wanted: Iterable[str]) -> cst.BaseStatement:
        """The statement that takes a batch apart."""
        if "labels" in wanted:
            return statement("features, labels = data")
        return statement("features, _, _ = keras.utils.unpack_x_y_sample_weight(data)".replace(
            "keras", self._code(self.context.keras("utils")).removesuffix(".utils")))

    def _test_step(self) -> list[cst.FunctionDef]:
        spec = self.specs.get(Mode.EVAL)
        if spec is None:
            return []
        wanted = set(self.loss_inputs) | self.metric_inputs
        body = [self.unpacking({*wanted, *self.forward_inputs})]
        forward, call = self.forward_statement("False", wanted, self.forward_inputs)
        several = len(wanted & set(self.plan.crossing)) and self.metric_inputs & set(self.plan.crossing)
        if forward is not None and (several or len(self.plan.crossing) != 1):
            body.append(forward)
            loss_call = self.loss_call("False")
        elif forward is not None:
            loss_call = self.loss_call("False", call)
        else:
            body.append(statement(call))
            loss_call = self.loss_call("False")
        if "loss" in spec.fields:
            body.append(statement(f"{self.loss_targets(self.metric_inputs)} = {loss_call}"))
        if self.predictions_name is not None:
            arguments = ", ".join(self.arguments(self.prediction_inputs))
            body.insert(2 if forward is not None else 1,
                        statement(f"{self.predictions_name} = self.predictions({arguments})"))
        updates = self._metric_updates(spec)
        if "loss" in spec.fields:
            body.append(self.training.guarded([self.training.measure_loss(), *updates]))
        else:
            body.extend(updates)
        body.append(self._results())
        return [method("test_step", "self, data", body)]

    def _metric_updates(self, spec: Spec) -> list[cst.BaseStatement]:
        """The steps that only the metrics need, and the updates, in the order of the function."""
        written = []
        position = 0
        items = sorted([*self.metrics, *self.head_metrics, *self.metric_groups], key=lambda item: item.step)
        steps = [index for index in self.plan.metrics]
        for item in items:
            before = [index for index in steps if position <= index < item.step]
            written.extend(self.draft.write(before, _EVAL).statements)
            position = max(position, item.step)
            written += [self._update(item)] if isinstance(item, MetricItem) else item.write_update(self.draft)
        return written

    def _update(self, item: MetricItem) -> cst.BaseStatement:
        called = self.draft.expression(item.call, item.step, _EVAL)
        if item.of_head:
            return cst.SimpleStatementLine([cst.Expr(called)])
        if not isinstance(called, cst.Call) or not isinstance(called.func, cst.Call):
            raise Unsupported("MIG115", item.call, f"the metric {item.key} could not be rewritten")
        self._constructors[item.key] = called.func
        function = dotted_name(f"self.{item.attribute}.update_state")
        return cst.SimpleStatementLine([cst.Expr(called.with_changes(func=function))])

    def _results(self) -> cst.BaseStatement:
        results = [f"{self._head(item)}.results()" for item in self.head_metrics]
        return statement(f"return {results[0] if results else 'self.get_metrics_result()'}")

    def _head(self, item: MetricItem) -> str:
        """The head that makes some metrics, as the methods spell it."""
        return self._code(self.draft.expression(item.call.func.value, item.step, _EVAL))

    def _metrics(self) -> list[cst.FunctionDef]:
        """The property that has Keras reset the metrics of a head."""
        made = [method("metrics", "self", [statement(f"return [self.loss_metric, *{self._head(item)}.metrics]")])
                for item in self.head_metrics]
        return [one.with_changes(decorators=[cst.Decorator(cst.Name("property"))]) for one in made]

    def _predict_step(self) -> list[cst.FunctionDef]:
        mode = self._prediction_mode
        if mode is None:
            return []
        body = [self.unpacking(())]
        if self.plan.partial_predict:
            spec = self.specs[mode]
            steps = sorted(self.slicer.slice(mode, uses(spec.fields["predictions"]), spec.end)[0])
            body.extend(_without_docstring(self.draft.write(steps, _PREDICT).statements))
            body = returning(body, [self.draft.expression(spec.fields["predictions"], spec.end, _PREDICT)])
            return [method("predict_step", "self, data", body)]
        forward, call = self.forward_statement("False", self.prediction_inputs)
        arguments = self.arguments(self.prediction_inputs)
        if forward is not None and len(self.plan.crossing) == 1:
            arguments = [call if name in self.plan.crossing else name for name in arguments]
        elif forward is not None:
            body.append(forward)
        body.append(statement(f"return self.predictions({', '.join(arguments)})"))
        return [method("predict_step", "self, data", body)]

    # The constructor.

    def _constructor(self) -> cst.FunctionDef:
        given = self.constructor_parameters()
        owner = self.graph.owner
        kept = {name: statement(f"self.{self.draft.candidates[name]} = {name}") for name in given if name in self.draft.promoted()}
        rebound = self.draft.rebound_when_constructed(kept)
        body = [statement("super().__init__(**kwargs)")]
        body += [made for name, made in kept.items() if name not in rebound]
        if owner is not None and "self" in self.draft.promoted():
            body.append(statement(f"self.{self.draft.candidates['self']} = {owner}"))
        wanted = self.training.constructor_names().union(rebound, *(group.needs(self.draft) for group in self.metric_groups))
        body += _without_docstring(self.draft.constructor_steps(wanted, [*given, "self"]))
        body += [made for name, made in kept.items() if name in rebound]
        quote = self.context.quote
        metric = self._code(self.context.keras("metrics.Mean"))
        body.append(statement(f"self.loss_metric = {metric}(name={quote}loss{quote})"))
        body += [self._create_metric(item) for item in self.metrics]
        body += create_groups(self.metric_groups, self.draft, self.draft.promoted() - set(given))
        body += self.training.compile_statements(self.draft.promoted() - {*given, "self"})
        defaults = [*([owner] if owner is not None else []), *(self._parameter(name) for name in given)]
        return method("__init__", ", ".join(["self", *defaults, "**kwargs"]), body, lead=[])

    def constructor_parameters(self) -> list[str]:
        """The parameters of the constructor: hyperparameters that the function takes and reads."""
        emitted = self.draft.promoted()
        used = set().union(*(step.effects.uses for step in self.graph.body.steps), set())
        used = used.union(*(uses(value) for spec in self.specs.values() for value in spec.fields.values()))
        passed = [name for name in ("params", "config") if name in self.model_fn.parameters and name in used]
        return [*(name for name in self.model_fn.extra), *(name for name in passed if name in used | emitted)]

    def _parameter(self, name: str) -> str:
        for param in parameters(self.model_fn.node.params):
            if param.name.value == name and param.default is not None:
                return f"{name}={self._code(param.default)}"
        return name

    def _create_metric(self, item: MetricItem) -> cst.BaseStatement:
        constructor = self._constructors[item.key]
        quote = self.context.quote
        made = named(constructor, cst.SimpleString(f"{quote}{item.key}{quote}"))
        target = cst.AssignTarget(dotted_name(f"self.{item.attribute}"))
        return cst.SimpleStatementLine([cst.Assign([target], made)])


def _without_docstring(statements: list[cst.BaseStatement]) -> list[cst.BaseStatement]:
    """Drops a function's docstring, which goes to the class."""
    match statements[:1]:
        case [cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString())])]:
            return without_leading_blank(statements[1:])
    return statements
