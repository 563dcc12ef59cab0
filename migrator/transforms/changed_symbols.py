"""Calls of symbols whose TF 2 namesake means something else, form by form."""
from __future__ import annotations

import struct
from decimal import Decimal, InvalidOperation

import libcst as cst
from libcst.helpers import parse_template_expression

from migrator import fates
from migrator.transforms import renaming
from migrator.transforms.context import Context
from migrator.transforms.registry import CallSite, Left
from migrator.trees import code


def where(site: CallSite, context: Context) -> cst.BaseExpression | None:
    """TF1's ``where`` picks rows by a vector of conditions; TF 2's broadcasts the vector."""
    arguments = site.arguments
    x, y = arguments.get("x"), arguments.get("y")
    if x is None or _are_alike(arguments.get("condition"), x, y):
        return None
    return _compat(site, context)


def dropout(site: CallSite, context: Context) -> cst.BaseExpression | None:
    """The second argument was the probability to keep, and is the one to drop."""
    arguments = site.arguments
    keep = arguments.get("keep_prob")
    if keep is None:
        return None
    if "rate" in arguments:
        arguments.pop("keep_prob")
    else:
        arguments.replace("keep_prob", _complement(keep))
        arguments.rename("keep_prob", "rate")
    function = context.tf("nn.dropout") if renaming.is_spelled_compat(site.original.func) else site.updated.func
    return arguments.call(function, ("x",))


def div(site: CallSite, context: Context) -> cst.BaseExpression | None:
    """``tf.div`` rounds down for integers, so it is ``tf.divide`` only where a float is in it."""
    arguments = site.arguments
    if not any(_is_float(arguments.get(name)) for name in ("x", "y")):
        return _compat(site, context)
    return arguments.call(context.tf("divide"), ("x", "y", "name"))


def cond(site: CallSite, context: Context) -> cst.BaseExpression | None:
    """TF1 gave the only element of a branch's list bare, unless it was told to be strict."""
    arguments = site.arguments
    strict = arguments.get("strict")
    if strict is None or _is_name(strict, "False"):
        for name in ("true_fn", "false_fn", "fn1", "fn2"):
            match arguments.get(name):
                case cst.Lambda(body=cst.List(elements=[cst.Element(value=only)])) as branch:
                    arguments.replace(name, branch.with_changes(body=only))
    return renaming.renamed_call(site, context, fates.fate(site.symbol))


def softmax_cross_entropy(site: CallSite, context: Context) -> cst.BaseExpression:
    """TF1 sends no gradient into the labels; its _v2 does.

    The name without _v2 now means what _v2 meant, so what comes out must not have either
    name: a second migration would read it as TF1's.
    """
    arguments = site.arguments
    labels, logits = arguments.get("labels"), arguments.get("logits")
    axis = arguments.get("axis") or arguments.get("dim")
    if labels is None or logits is None:
        raise Left("MIG102", f"{site.symbol} without labels or logits")
    if not site.symbol.endswith("_v2") and not _is_without_gradient(labels, context):
        labels = parse_template_expression("{stop}({labels})", stop=context.tf("stop_gradient"), labels=labels)
    arguments.pop("dim", "axis", "_sentinel")
    site.drop("name")
    arguments.replace("labels", labels)
    arguments.rename("labels", "target")
    arguments.rename("logits", "output")
    arguments.add("from_logits", cst.Name("True"))
    if axis is not None:
        arguments.add("axis", axis)
    return arguments.call(context.keras("ops.categorical_crossentropy"), ("target", "output"))


def lookup(site: CallSite, context: Context) -> cst.BaseExpression | None:
    """Several tables were partitioned by ``mod`` and are by ``div``; one table is the same."""
    arguments = site.arguments
    strategy = arguments.get("partition_strategy")
    tables = next((arguments.get(name) for name in ("params", "embedding_weights", "weights") if name in arguments), None)
    if isinstance(tables, (cst.List, cst.Tuple)) and len(tables.elements) > 1 or isinstance(tables, cst.ListComp):
        return _compat(site, context)
    if strategy is not None and not _is_string(strategy, "div"):
        return _compat(site, context)
    native = _native(site)
    return renaming.renamed_call(site, context, native)


def while_loop(site: CallSite, context: Context) -> cst.BaseExpression | None:
    """TF1 gives the only loop variable bare; TF 2 gives it in the list that it came in."""
    arguments = site.arguments
    loop_vars = arguments.get("loop_vars")
    several = isinstance(loop_vars, (cst.List, cst.Tuple)) and len(loop_vars.elements) > 1
    if not several or "return_same_structure" in arguments:
        return _compat(site, context)
    return renaming.renamed_call(site, context, _native(site))


def case(site: CallSite, context: Context) -> cst.BaseExpression | None:
    """A dict of conditions was taken as well as a list of pairs; tensors are no keys any more."""
    arguments = site.arguments
    match arguments.get("pred_fn_pairs"):
        case cst.Dict(elements=elements) if all(isinstance(element, cst.DictElement) for element in elements):
            pairs = [cst.Tuple([cst.Element(element.key), cst.Element(element.value)]) for element in elements]
            arguments.replace("pred_fn_pairs", cst.List([cst.Element(pair) for pair in pairs]))
            return site.arguments.call(site.updated.func, site.parameters)
    return None


def space_to_batch(site: CallSite, context: Context) -> cst.BaseExpression | None:
    """TF1's block was a square of one size; TF 2's has a size for each axis."""
    if "block_shape" in site.arguments:
        return renaming.renamed_call(site, context, fates.fate(site.symbol))
    return site.arguments.call(context.tf("compat.v1.space_to_batch"), ("input", "paddings", "block_size", "name"))


def name_scope(site: CallSite, context: Context) -> cst.BaseExpression | None:
    """``name_scope(name, default_name, values)``: only the name is left."""
    arguments = site.arguments
    name, default = arguments.get("name"), arguments.get("default_name")
    if default is None and "values" not in arguments:
        return None
    site.drop("values")
    arguments.pop("default_name")
    if default is not None and (name is None or _is_name(name, "None")):
        arguments.add("name", default)
    elif default is not None and not isinstance(name, cst.SimpleString):
        arguments.replace("name", parse_template_expression(
            "{name} or {default}", name=_grouped(name), default=_grouped(default)))
    given = arguments.get("name")
    if given is None:
        raise Left("MIG102", "tf.name_scope without a name")
    return site.updated.with_changes(func=context.tf("name_scope"), args=[cst.Arg(given)])




RULES = {
    "tf.where": where,
    "tf.nn.dropout": dropout,
    "tf.nn.softmax_cross_entropy_with_logits": softmax_cross_entropy,
    "tf.nn.softmax_cross_entropy_with_logits_v2": softmax_cross_entropy,
    "tf.nn.embedding_lookup": lookup,
    "tf.nn.embedding_lookup_sparse": lookup,
    "tf.nn.safe_embedding_lookup_sparse": lookup,
    "tf.nn.nce_loss": lookup,
    "tf.nn.sampled_softmax_loss": lookup,
    "tf.while_loop": while_loop,
    "tf.cond": cond,
    "tf.case": case,
    "tf.div": div,
    "tf.name_scope": name_scope,
    "tf.space_to_batch": space_to_batch,
    "tf.nn.space_to_batch": space_to_batch,
}
SIGNATURES = {"tf.case": ("pred_fn_pairs", "default", "exclusive", "strict", "name")}


def _compat(site, context):
    return renaming.compat_call(site, context, fates.fate(site.symbol))


def _native(site) -> fates.Fate:
    """The fate of a call that means the same in TF 2 up to the order of its arguments."""
    found = fates.fate(site.symbol)
    return fates.Fate(site.symbol, fates.Kind.RENAMED, site.symbol, found.signature, _NATIVE_ORDER[site.symbol],
                      dropped={"partition_strategy": None, "validate_indices": None})


_NATIVE_ORDER = {
    "tf.nn.embedding_lookup": ("params", "ids", "max_norm", "name"),
    "tf.nn.embedding_lookup_sparse": ("params", "sp_ids", "sp_weights", "combiner", "max_norm", "name"),
    "tf.nn.safe_embedding_lookup_sparse": (
        "embedding_weights", "sparse_ids", "sparse_weights", "combiner", "default_id", "max_norm", "name"),
    "tf.nn.nce_loss": ("weights", "biases", "labels", "inputs", "num_sampled", "num_classes", "num_true",
                       "sampled_values", "remove_accidental_hits", "name"),
    "tf.nn.sampled_softmax_loss": (
        "weights", "biases", "labels", "inputs", "num_sampled", "num_classes", "num_true", "sampled_values",
        "remove_accidental_hits", "seed", "name"),
    "tf.while_loop": ("cond", "body", "loop_vars", "shape_invariants", "parallel_iterations", "back_prop",
                      "swap_memory", "maximum_iterations", "name"),
}


def _are_alike(condition: cst.BaseExpression | None, x: cst.BaseExpression, y: cst.BaseExpression | None) -> bool:
    """Whether condition, x and y surely have one shape, or are scalars.

    TF1 wants x and y to have the same shape. A condition that is computed element by element
    from one of them has that shape too, so nothing is picked by rows.
    """
    if y is None or condition is None:
        return False
    if _is_number(x) or _is_number(y):
        return True
    shapes = {code(_shape_source(x)), code(_shape_source(y))}
    return any(code(_shape_source(operand)) in shapes for operand in _operands(condition))


def _operands(condition: cst.BaseExpression) -> list[cst.BaseExpression]:
    """The expressions whose elements a condition compares one by one."""
    match condition:
        case cst.Comparison(left=left, comparisons=[only]):
            return [left, only.comparator]
        case cst.Call(func=cst.Attribute(attr=cst.Name(
                "greater" | "greater_equal" | "less" | "less_equal" | "equal" | "not_equal"
                | "is_nan" | "is_inf" | "is_finite"))):
            return [arg.value for arg in condition.args]
        case cst.Call(func=cst.Attribute(attr=cst.Name("logical_and" | "logical_or" | "logical_not"))):
            return [operand for arg in condition.args for operand in _operands(arg.value)]
    return []


def _shape_source(node: cst.BaseExpression) -> cst.BaseExpression:
    match node:
        case cst.Call(func=cst.Attribute(attr=cst.Name("zeros_like" | "ones_like")), args=[first, *_]):
            return first.value
    return node


def _complement(keep: cst.BaseExpression) -> cst.BaseExpression:
    """One minus a probability, computed here if that gives the same float32."""
    try:
        rate = Decimal(1) - Decimal(code(keep))
    except InvalidOperation:
        rate = None
    if rate is not None and struct.pack("f", float(rate)) == struct.pack("f", 1 - float(code(keep))):
        return cst.parse_expression(str(float(rate)))
    match keep:
        case cst.BinaryOperation(left=cst.Integer("1") | cst.Float("1.0" | "1."), operator=cst.Subtract(), right=rate):
            return rate
    return parse_template_expression("1 - {keep}", keep=_grouped(keep))


def _grouped(node: cst.BaseExpression) -> cst.BaseExpression:
    """Puts brackets round an expression that an operator beside it would tear apart."""
    if node.lpar or isinstance(node, (cst.Name, cst.Attribute, cst.Subscript, cst.Call, cst.BaseNumber, cst.BaseString)):
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def _is_without_gradient(labels: cst.BaseExpression, context: Context) -> bool:
    match labels:
        case cst.Call(func=cst.Attribute(attr=cst.Name("one_hot" | "stop_gradient"))):
            return True
    return False


def _is_number(node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.UnaryOperation):
        node = node.expression
    return isinstance(node, cst.BaseNumber)


def _is_float(node: cst.BaseExpression | None) -> bool:
    match node:
        case cst.Float() | cst.UnaryOperation(expression=cst.Float()):
            return True
        case cst.Call(func=cst.Attribute(attr=cst.Name("cast")), args=[_, cst.Arg(
                value=cst.Attribute(attr=cst.Name("float32" | "float64" | "float16")))]):
            return True
    return False


def _is_string(node: cst.BaseExpression, text: str) -> bool:
    return isinstance(node, cst.SimpleString) and node.evaluated_value == text


def _is_name(node: cst.BaseExpression, name: str) -> bool:
    return isinstance(node, cst.Name) and node.value == name
