"""Gradients that are a part of a loss, such as a gradient penalty: a tape around what they differentiate.

``tf.gradients(outputs, [points])[0]`` looked back through the graph; a tape has to record on the way.
"""
from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from migrator.analysis.def_use import effects, uses
from migrator.analysis.steps import Unsupported
from migrator.emission.classes import statement
from migrator.trees import rewrite, walk

MARK = "_tape_of_a_part_"  # What tf.gradients is called until its tape is found a place.


def inner_gradient(target: cst.BaseExpression, sources: cst.BaseExpression) -> cst.Call:
    """Gives the expression that stands for gradients until `with_tapes` has found their tape a place."""
    return cst.Call(cst.Attribute(cst.Name(MARK), cst.Name("gradient")), [cst.Arg(target), cst.Arg(sources)])


def with_tapes(statements: Sequence[cst.BaseStatement], gradient_tape: cst.BaseExpression, name: str,
               place: cst.CSTNode) -> list[cst.BaseStatement]:
    """Records what is differentiated within some statements on tapes.

    Args:
        statements: the statements, in which `inner_gradient` stands for the gradients.
        gradient_tape: the expression for ``tf.GradientTape``.
        name: the variable for a tape.
        place: where the program takes the gradients.

    Raises:
        Unsupported: what is differentiated is not computed among the statements.
    """
    statements = [_within(one, gradient_tape, name, place) for one in statements]
    index = 0
    while index < len(statements):
        call = _marked(statements[index]) if not isinstance(statements[index], cst.If) else None
        if call is None:
            index += 1
            continue
        before, reader = statements[:index], statements[index]
        target, sources = call.args[0].value, call.args[1].value
        if not isinstance(target, cst.Name):
            taken = set().union(*(effects(one).changes | effects(one).uses for one in statements))
            held = cst.Name(_free("outputs", taken))
            before.append(cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(held)], target)], leading_lines=reader.leading_lines))
            reader = reader.with_changes(leading_lines=[])
            target = held
        first, last = _recorded(before, target.value, uses(sources), place)
        block = _tape(before[first:last + 1], sources, gradient_tape, name)
        gradient = cst.Call(cst.Attribute(cst.Name(name), cst.Name("gradient")), [
            cst.Arg(target, comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))), cst.Arg(sources)])
        after = [*before[last + 1:], rewrite(reader, _Replacement(call, gradient))]
        statements = [*before[:first], block, *after, *statements[index + 1:]]
        index = first + len(after)
    return statements


def _within(one: cst.BaseStatement, gradient_tape, name: str, place) -> cst.BaseStatement:
    if isinstance(one, cst.If) and _marked(one) is not None:
        inner = with_tapes(one.body.body, gradient_tape, name, place)
        one = one.with_changes(body=one.body.with_changes(body=inner))
        if one.orelse is not None:
            other = with_tapes(one.orelse.body.body, gradient_tape, name, place)
            one = one.with_changes(orelse=one.orelse.with_changes(body=one.orelse.body.with_changes(body=other)))
    return one


def _marked(tree: cst.CSTNode) -> cst.Call | None:
    return next((node for node in walk(tree) if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute)
                 and isinstance(node.func.value, cst.Name) and node.func.value.value == MARK), None)


def _recorded(before: Sequence[cst.BaseStatement], target: str, sources: set[str], place: cst.CSTNode) -> tuple[int, int]:
    """The first and the last of the statements that lead from the sources to the target."""
    live, chain = {target}, []
    for index in range(len(before) - 1, -1, -1):
        found = effects(before[index])
        if found.changes & sources and not found.uses & sources:
            break
        if found.changes & live:
            chain.append(index)
            live |= found.uses
    if not chain or not live & sources:
        raise Unsupported("MIG118", place, "what tf.gradients differentiates is computed where no tape can record it")
    return chain[-1], chain[0]


def _tape(recorded: Sequence[cst.BaseStatement], sources: cst.BaseExpression, gradient_tape, name: str) -> cst.With:
    first = recorded[0]
    code = cst.Module([]).code_for_node
    elements = sources.elements if isinstance(sources, (cst.List, cst.Tuple)) else [cst.Element(sources)]
    watched = [statement(f"{name}.watch({code(one.value)})") for one in elements]
    block = statement(f"with {code(gradient_tape)}() as {name}:\n    pass")
    return block.with_changes(leading_lines=first.leading_lines, body=cst.IndentedBlock(
        [*watched, first.with_changes(leading_lines=[]), *recorded[1:]]))


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name


class _Replacement(cst.CSTTransformer):
    def __init__(self, node: cst.CSTNode, by: cst.CSTNode):
        super().__init__()
        self.node = node
        self.by = by

    def leave_Call(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        return self.by if original is self.node else updated
