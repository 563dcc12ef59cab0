"""The method of a model that gives the outputs of the signatures of its exports."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.def_use import uses
from migrator.analysis.exports import exports
from migrator.analysis.modes import Mode
from migrator.emission.classes import method, returning, statement
from migrator.result import Disposition
from migrator.trees import children

_PREDICT = frozenset({Mode.PREDICT})
_OUTPUTS = "tf.estimator.export.PredictOutput"
_DEFAULT = {"tf.saved_model.DEFAULT_SERVING_SIGNATURE_DEF_KEY",
            "tf.saved_model.signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY"}


class ExportOutputs:
    """Writes `export_outputs` of a model whose spec has the field.

    Without the method, an export has one signature: the predictions.

    Args:
        model: the `ModelClass`.

    Attributes:
        inputs: the names that the method needs of what `call` returns.
    """

    def __init__(self, model):
        self.model = model
        self.inputs: set[str] = set()
        self.spec = model.specs.get(Mode.PREDICT)
        self.value = self.spec.fields.get("export_outputs") if self.spec is not None else None
        self.predictions: str | None = None
        self.steps: list[int] = []
        if self.value is None or not exports(model.graph.facts.names):
            self.value = None
            return
        self._find_steps()
        if self._is_default():
            self._settle_default()
            self.value = None

    def _find_steps(self) -> None:
        """Finds what only this method computes."""
        model, end = self.model, self.spec.end
        if model.plan.partial_predict:
            self.steps = sorted(model.slicer.slice(Mode.PREDICT, uses(self.value), end)[0])
            return
        predictions = self.spec.fields.get("predictions")
        name = predictions.value if isinstance(predictions, cst.Name) else None
        makers = {index for index in model.plan.predictions if name in self._step(index).effects.changes}
        stop = frozenset({*model.plan.forward, *makers})
        steps, outside = model.slicer.slice(Mode.PREDICT, uses(self.value), end, stop)
        self.steps = sorted(steps)
        self.inputs = {one for one in outside if model.is_runtime(one, end)}
        if makers and name in self.inputs:
            self.predictions = name
            self.inputs = self.inputs - {name} | model.prediction_inputs

    def _step(self, index: int):
        return self.model.graph.body.steps[index]

    def _is_default(self) -> bool:
        """Whether the one signature is that of the predictions."""
        value = self._followed(self.value)
        names = self.model.graph.facts.names
        match value:
            case cst.Dict(elements=[cst.DictElement(key=key, value=output)]):
                output = self._followed(output)
                default = names.symbol(key) in _DEFAULT or (
                    isinstance(key, cst.SimpleString) and key.evaluated_value == "serving_default")
                if default and isinstance(output, cst.Call) and names.symbol(output.func) == _OUTPUTS and output.args:
                    code = names.code
                    return code(output.args[0].value) == code(self.spec.fields["predictions"])
        return False

    def _followed(self, value: cst.BaseExpression) -> cst.BaseExpression:
        """What a variable of the method holds."""
        if isinstance(value, cst.Name):
            made = [self._step(index) for index in self.steps if value.value in self._step(index).effects.changes]
            if len(made) == 1 and made[0].target == value.value:
                return made[0].value
        return value

    def _settle_default(self) -> None:
        for node in (self.value, *(self._step(index).statement for index in self.steps)):
            stack: list[cst.CSTNode] = [node]
            while stack:
                inner = stack.pop()
                symbol = self.model.graph.facts.names.symbol(inner)
                if symbol == _OUTPUTS or symbol in _DEFAULT:
                    self.model.context.settle(inner, Disposition.REWRITTEN, "model_fns")
                stack.extend(children(inner))

    def methods(self) -> list[cst.FunctionDef]:
        """The method, where the model has one."""
        if self.value is None:
            return []
        model, body = self.model, []
        if not model.plan.partial_predict:
            forward, call = model.forward_statement("False", self.inputs)
            arguments = model.arguments(model.prediction_inputs)
            inline = self.predictions is not None and len(model.plan.crossing) == 1 and (
                not self._reads(set(model.plan.crossing)))
            if inline:
                arguments = [call if name in model.plan.crossing else name for name in arguments]
            elif forward is not None and self.inputs & set(model.plan.crossing):
                body.append(forward)
            if self.predictions is not None:
                body.append(statement(f"{self.predictions} = self.predictions({', '.join(arguments)})"))
        body += model.draft.write(self.steps, _PREDICT).statements
        body = returning(body, [model.draft.expression(self.value, self.spec.end, _PREDICT)])
        return [method("export_outputs", "self, features", body)]

    def _reads(self, names: set[str]) -> bool:
        """Whether the method itself reads one of some names."""
        read = set().union(*(self._step(index).effects.uses for index in self.steps), uses(self.value))
        return bool(read & names)
