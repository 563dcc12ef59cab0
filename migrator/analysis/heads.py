"""What a model_fn has a head make, written out as specs.

``return head.create_estimator_spec(features, mode, logits, labels, optimizer)`` stands for the predictions, the loss,
the train_op and the metrics that the head makes of the logits. Written out, each can be placed like any other.
"""
from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from migrator.analysis.graph_function import local_names
from migrator.analysis.steps import Unsupported
from migrator.arguments import Arguments, Unbindable
from migrator.names import Names
from migrator.trees import rewrite

_V1 = "features mode logits labels optimizer train_op_fn regularization_losses".split()
_V2 = "features mode logits labels optimizer trainable_variables train_op_fn update_ops regularization_losses".split()
_METHOD, _METRICS = "create_estimator_spec", "update_metrics"


def has_heads(program: Iterable[Names]) -> bool:
    """Whether a program names heads of TF1."""
    return any(_is_head(reference.symbol) for names in program for reference in names.references)


def _is_head(symbol: str) -> bool:
    return symbol.startswith(("tf.contrib.estimator.", "tf.estimator.", "tf.python.estimator.")) and symbol.lower().endswith("head")


def makes_spec(call: cst.Call) -> bool:
    """Whether a call has a head make a spec."""
    return isinstance(call.func, cst.Attribute) and call.func.attr.value == _METHOD


def is_head_metrics(value: cst.BaseExpression) -> bool:
    """Whether the metrics of a spec are those of a head, as `with_heads_written_out` writes them."""
    match value:
        case cst.Call(func=cst.Attribute(attr=cst.Name(value=name)), args=[_, _, _]):
            return name == _METRICS
    return False


def with_heads_written_out(function: cst.FunctionDef, names: Names) -> cst.FunctionDef:
    """Writes out the specs that heads make in a function.

    Args:
        function: a model_fn; its nodes, but for what is replaced, are those of the module's tree.
        names: the module's names.

    Raises:
        Unsupported: it can't be seen what the head is given, or the spec is used further.
    """
    return rewrite(function, _Writer(function, names))


class _Writer(cst.CSTTransformer):
    def __init__(self, function: cst.FunctionDef, names: Names):
        super().__init__()
        self._function = function
        self._names = names
        local = local_names(function)
        self._loss = next(name for name in ("loss", "total_loss", "head_loss") if name not in local)
        self._train_op = next(name for name in ("train_op", "head_train_op", "train_op_of_head") if name not in local)

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return node is self._function

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        return False

    def leave_IndentedBlock(self, original: cst.IndentedBlock, updated: cst.IndentedBlock) -> cst.IndentedBlock:
        match updated.body:
            case [*before, cst.SimpleStatementLine(body=[cst.Assign(
                    targets=[cst.AssignTarget(target=cst.Name(value=bound))], value=cst.Call() as call)]) as made,
                  cst.SimpleStatementLine(body=[cst.Return(value=cst.Name(value=returned))])] if (
                    bound == returned and makes_spec(call)):
                return updated.with_changes(body=[*before, *self._specs(call, made.leading_lines)])
        return updated

    def leave_SimpleStatementLine(self, original, updated):
        match updated.body:
            case [cst.Return(value=cst.Call() as call)] if makes_spec(call):
                return cst.FlattenSentinel(self._specs(call, updated.leading_lines))
        return updated

    def _specs(self, call: cst.Call, lead) -> list[cst.BaseStatement]:
        """The statements that return a spec for each mode."""
        given = self._arguments(call)
        if any(name not in given for name in ("features", "mode", "logits")):
            raise Unsupported("MIG179", call, "the head is not given features, mode and logits")
        if "regularization_losses" in given:
            raise Unsupported("MIG179", call, "the head is given regularization_losses")
        head, logits = call.func.value, given["logits"]
        features, labels = given["features"], given.get("labels", cst.Name("None"))
        loss = cst.Name(self._loss)
        predict = self._spec(given, predictions=_call(head, "predictions", logits),
                             export_outputs=_call(head, "export_outputs", logits))
        evaluate = self._spec(given, loss=loss, eval_metric_ops=_call(head, _METRICS, labels, logits, features))
        measured = _assign(self._loss, _call(head, "loss", labels, logits, features))
        branches = [_branch(given["mode"], "infer", [predict]), measured]
        if "optimizer" in given or "train_op_fn" in given:
            train = self._spec(given, loss=loss, train_op=cst.Name(self._train_op))
            branches.append(_branch(given["mode"], "train", [*self._training(given), train]))
        branches[0] = branches[0].with_changes(leading_lines=lead)
        return [*branches, evaluate]

    def _arguments(self, call: cst.Call) -> dict[str, cst.BaseExpression]:
        try:
            found = Arguments(call, _V2 if self._is_v2() else _V1)
        except Unbindable as reason:
            raise Unsupported("MIG101", call, f"{_METHOD}: {reason}") from None
        return {name: found.get(name) for name in found
                if not (isinstance(found.get(name), cst.Name) and found.get(name).value == "None")}

    def _is_v2(self) -> bool:
        """Whether the heads are those of tf.estimator, which update nothing by themselves."""
        return any(reference.symbol.startswith("tf.estimator.") and _is_head(reference.symbol)
                   for reference in self._names.references)

    def _training(self, given: dict[str, cst.BaseExpression]) -> list[cst.BaseStatement]:
        """The statements that make the train_op, with the updates that the head adds to it."""
        loss = cst.Name(self._loss)
        if "train_op_fn" in given:
            made = cst.Call(self._lambda(given["train_op_fn"]), [cst.Arg(loss)])
        elif self._is_v2():
            raise Unsupported("MIG179", given["optimizer"], "the head trains with an optimizer of Keras")
        else:
            step = cst.Arg(self._tf("tf.train.get_global_step"), keyword=cst.Name("global_step"))
            made = cst.Call(cst.Attribute(given["optimizer"], cst.Name("minimize")), [cst.Arg(loss), step])
        lines = [_assign(self._train_op, made)]
        if self._is_v2() and "update_ops" not in given:
            return lines
        updates = given.get("update_ops")
        if updates is None:
            key = cst.Attribute(cst.Name("GraphKeys"), cst.Name("UPDATE_OPS"))
            self._names.define(key, "tf.GraphKeys.UPDATE_OPS")
            updates = self._tf("tf.get_collection", key)
        lines.append(_assign(self._train_op, self._tf("tf.group", cst.Name(self._train_op), updates)))
        return lines

    def _lambda(self, function: cst.BaseExpression) -> cst.BaseExpression:
        """The lambda that a variable holds, or the function as it is given."""
        bindings = self._names.bindings(function) if isinstance(function, cst.Name) else []
        held = bindings[0].value if len(bindings) == 1 else None
        return held if isinstance(held, cst.Lambda) else function

    def _spec(self, given: dict[str, cst.BaseExpression], **fields: cst.BaseExpression) -> cst.BaseStatement:
        made = cst.Call(cst.Name("EstimatorSpec"), [cst.Arg(given["mode"])] + [
            cst.Arg(value, keyword=cst.Name(name)) for name, value in fields.items()])
        self._names.define(made.func, "tf.estimator.EstimatorSpec")
        return cst.SimpleStatementLine([cst.Return(made)])

    def _tf(self, symbol: str, *arguments: cst.BaseExpression) -> cst.Call:
        made = cst.Call(cst.Name(symbol.rpartition(".")[2]), [cst.Arg(one) for one in arguments])
        self._names.define(made.func, symbol)
        return made


def _call(head: cst.BaseExpression, method: str, *arguments: cst.BaseExpression) -> cst.Call:
    return cst.Call(cst.Attribute(head, cst.Name(method)), [cst.Arg(one) for one in arguments])


def _assign(name: str, value: cst.BaseExpression) -> cst.BaseStatement:
    return cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(name))], value)])


def _branch(mode: cst.BaseExpression, value: str, body: list[cst.BaseStatement]) -> cst.If:
    test = cst.Comparison(mode, [cst.ComparisonTarget(cst.Equal(), cst.SimpleString(f'"{value}"'))])
    return cst.If(test, cst.IndentedBlock(body))
