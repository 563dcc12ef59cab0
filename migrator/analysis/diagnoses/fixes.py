"""The fixes of what `migrator check` finds, where they are mechanical: what stands in place of the nodes that are wrong."""
from __future__ import annotations

import libcst as cst

from migrator.names import Names
from migrator.trees import walk

Fix = dict[cst.CSTNode, cst.CSTNode]
_TIGHT = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))


def _spelled(names: Names, call: cst.Call, symbol: str) -> str | None:
    """How a module spells a symbol of TensorFlow, after the spelling of another one that it calls."""
    code, known = names.code(call.func).strip(), (names.symbol(call.func) or "").partition(".")[2]
    if known and code.endswith("." + known):
        return f"{code[:-len(known)]}{symbol.partition('.')[2]}"
    root = names.spelling("tf")
    return f"{root}.{symbol.partition('.')[2]}" if root is not None else None


def _with_argument(call: cst.Call, name: str, value: cst.BaseExpression, before: str | None = None) -> cst.Call:
    """A call with one argument more, by keyword: in front of another keyword, or at the end."""
    args = list(call.args)
    place = next((index for index, arg in enumerate(args) if arg.keyword is not None and arg.keyword.value == before), len(args))
    comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    made = cst.Arg(value, cst.Name(name), _TIGHT)
    if place == len(args) and args:
        last = args[-1]
        made = made.with_changes(whitespace_after_arg=last.whitespace_after_arg, comma=last.comma)
        if isinstance(last.comma, cst.Comma):  # A line for each, and a comma behind the last one.
            blank = args[-2].comma.whitespace_after if len(args) > 1 else call.whitespace_before_args
            comma = cst.Comma(whitespace_after=_without_comments(blank))
        args[-1] = last.with_changes(comma=comma, whitespace_after_arg=cst.SimpleWhitespace(""))
    elif args:
        made = made.with_changes(comma=args[place - 1].comma if place else comma)
    return call.with_changes(args=[*args[:place], made, *args[place:]])


def _without_comments(blank: cst.BaseParenthesizableWhitespace) -> cst.BaseParenthesizableWhitespace:
    if not isinstance(blank, cst.ParenthesizedWhitespace):
        return blank
    return cst.ParenthesizedWhitespace(indent=blank.indent, last_line=blank.last_line)


def count_steps(names: Names, update: cst.Call, optimizer: cst.Call | None) -> Fix:
    """Gives an update the global step.

    Args:
        names: the module's names.
        update: the call of minimize or apply_gradients.
        optimizer: the call that makes the optimizer.
    """
    spelled = _spelled(names, optimizer, "tf.train.get_global_step") if optimizer is not None else None
    if spelled is None:
        return {}
    value = cst.parse_expression(f"{spelled}()")
    is_minimize = update.func.attr.value == "minimize"
    for index, arg in enumerate(update.args):
        if arg.keyword is not None and arg.keyword.value == "global_step" or arg.keyword is None and index == 1:
            return {arg.value: value}
    return {update: _with_argument(update, "global_step", value)} if is_minimize or update.args else {}


def give_field(spec: cst.Call, field: str, variable: str) -> Fix:
    """Gives a spec a field that it lacks, out of a variable.

    Args:
        spec: the call that makes the spec.
        field: the field.
        variable: the variable that has its value.
    """
    given = {arg.keyword.value: arg for arg in spec.args if arg.keyword is not None}
    if field in given:
        return {given[field].value: cst.Name(variable)}
    return {spec: _with_argument(spec, field, cst.Name(variable), before="train_op" if field == "loss" else None)}


def say_training(names: Names, layer: cst.Call, function: cst.FunctionDef) -> Fix:
    """Tells a layer of a model_fn whether it trains.

    Args:
        names: the module's names.
        layer: the call of the layer.
        function: the model_fn.
    """
    if layer not in set(walk(function.body)) or not any(param.name.value == "mode" for param in function.params.params):
        return {}
    tests = [node for node in walk(function.body) if isinstance(node, cst.Comparison) and _is_train_test(node, names)]
    if tests:
        test = tests[0].deep_clone()
    else:
        spelled = _spelled(names, layer, "tf.estimator.ModeKeys.TRAIN")
        if spelled is None:
            return {}
        test = cst.parse_expression(f"mode == {spelled}")
    return {layer: _with_argument(layer, "training", test.with_changes(lpar=[], rpar=[]))}


def _is_train_test(node: cst.Comparison, names: Names) -> bool:
    match node:
        case cst.Comparison(left=cst.Name(value="mode"), comparisons=[cst.ComparisonTarget(operator=cst.Equal(), comparator=key)]):
            return (names.symbol(key) or "").endswith("ModeKeys.TRAIN")
    return False


def run_updates(names: Names, layer: cst.Call, statements: list[cst.SimpleStatementLine]) -> Fix:
    """Has the one statement that makes a train_op wait for UPDATE_OPS.

    Args:
        names: the module's names.
        layer: the call of the layer whose statistics they move.
        statements: the statements with a call of minimize or apply_gradients, in the program.
    """
    if len(statements) != 1 or not isinstance(statements[0].body[0], cst.Assign) or len(statements[0].body) > 1:
        return {}
    [statement] = statements
    spelled = [_spelled(names, layer, f"tf.{name}") for name in ("control_dependencies", "get_collection", "GraphKeys.UPDATE_OPS")]
    if None in spelled:
        return {}
    block = cst.parse_statement(f"with {spelled[0]}({spelled[1]}({spelled[2]})):\n    pass")
    inner = statement.with_changes(leading_lines=[])
    return {statement: block.with_changes(leading_lines=statement.leading_lines, body=cst.IndentedBlock([inner]))}


def pair_of_metric(names: Names, metric: cst.BaseExpression, given: cst.BaseExpression) -> Fix:
    """Makes a pair of value and update of what is given in the place of one.

    Args:
        names: the module's names.
        metric: the expression that is no pair.
        given: the expression in eval_metric_ops: that one, or the variable that holds it.
    """
    match metric:
        case cst.Subscript(value=cst.Call() as pair):
            return {metric: pair}
        case cst.Call(func=func) if "reduce_mean" in (names.symbol(func) or "") and len(metric.args) == 1:
            spelled = _spelled(names, metric, "tf.metrics.mean")
            return {given: cst.Call(cst.parse_expression(spelled), [cst.Arg(given)])} if spelled is not None else {}
    return {}


def take_params(function: cst.FunctionDef) -> Fix:
    """Has a model_fn take the params that its Estimator is given.

    Args:
        function: the model_fn.
    """
    params = function.params
    last = params.params[-1]
    comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    default = cst.Name("None") if last.default is not None else None
    made = cst.Param(cst.Name("params"), default=default, equal=_TIGHT if default is not None else cst.MaybeSentinel.DEFAULT)
    return {params: params.with_changes(params=[*params.params[:-1], last.with_changes(comma=comma), made])}


class Fixed(cst.CSTTransformer):
    """Puts nodes in the places of others.

    Args:
        nodes: the new ones, by those of the original tree.
    """

    def __init__(self, nodes: Fix):
        super().__init__()
        self.nodes = nodes

    def on_visit(self, node: cst.CSTNode) -> bool:
        return node not in self.nodes

    def on_leave(self, original: cst.CSTNode, updated: cst.CSTNode) -> cst.CSTNode:
        return self.nodes.get(original, updated)
