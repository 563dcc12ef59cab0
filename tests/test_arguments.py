"""Editing the arguments of a call: values, order, layout, comments."""
import libcst as cst
import pytest

from migrator.arguments import Arguments, Unbindable


def edited(source, edit, function="g", order="b c d"):
    call = cst.parse_expression(source)
    arguments = Arguments(call, ["a", "b", "c", "d"])
    edit(arguments)
    return cst.Module([]).code_for_node(arguments.call(cst.parse_expression(function), order.split()))


def z(arguments):
    arguments.add("z", cst.Name("Z"))


@pytest.mark.parametrize("before, after", [
    ("f(a, 1, 2)", "g(1, 2)"),
    ("f(b=1, a=a)", "g(b=1)"),
    ("f(a)", "g()"),
    ("f( a , b , c )", "g( b , c )"),
    ("f(a,\n  1)", "g(1)"),
    ("f(\n  a,\n  b=1,\n)", "g(\n  b=1,\n)"),
    ("f(\n  a,  # the a\n  b=1,  # the b\n)", "g(\n  # the a\n  b=1,  # the b\n)"),
    ("f(a,  # the a\n  b=1)", "g(  # the a\n  b=1)"),
    ("f(\n  # above\n  a,\n  # between\n  b=1)", "g(\n  # above\n  # between\n  b=1)"),
    ("f(\n  a  # only\n)", "g(\n  # only\n)"),
    ("f(\n  b=1,  # the b\n  a=2  # the a\n)", "g(\n  b=1  # the b\n  # the a\n)"),
])
def test_pop_keeps_layout_and_comments(before, after):
    assert edited(before, lambda arguments: arguments.pop("a")) == after


@pytest.mark.parametrize("before, after", [
    ("f()", "g(z=Z)"),
    ("f(b=1)", "g(b=1, z=Z)"),
    ("f(b=1, z=2)", "g(b=1, z=Z)"),
    ("f(\n  b=1,\n  c=2)", "g(\n  b=1,\n  c=2,\n  z=Z)"),
    ("f(\n  b=1,\n  c=2,  # two\n)", "g(\n  b=1,\n  c=2,  # two\n  z=Z,\n)"),
])
def test_add(before, after):
    assert edited(before, z) == after


@pytest.mark.parametrize("before, after", [
    ("f(b=1, c=2)", "g(b=1, z=Z, c=2)"),
    ("f(b=1,\n  c=2)", "g(b=1,\n  z=Z,\n  c=2)"),
    ("f(b=1)", "g(b=1, z=Z)"),
])
def test_add_before(before, after):
    assert edited(before, lambda arguments: arguments.add("z", cst.Name("Z"), before="c")) == after


def test_prepended_argument_is_positional_where_it_may_be():
    assert edited("f(c=1)", lambda arguments: arguments.prepend("b", cst.Name("Z"))) == "g(Z, c=1)"
    assert edited("f(c=1)", lambda arguments: arguments.prepend("x", cst.Name("Z"))) == "g(x=Z, c=1)"


def test_out_of_place_becomes_keyword():
    assert edited("f(a, 1, 2)", lambda arguments: None, order="a c") == "g(a, b=1, c=2)"


def test_lines_aligned_with_the_bracket_move_with_it():
    before = "f(a,\n  b=h(1,\n      2))"
    assert edited(before, lambda arguments: None, "longer", "a") == "longer(a,\n       b=h(1,\n           2))"


def test_hanging_lines_stay():
    before = "module.function(a,\n    b=1)"
    assert edited(before, lambda arguments: None, "keras.layers.Function", "a") == "keras.layers.Function(a,\n    b=1)"


@pytest.mark.parametrize("source", ["f(*a)", "f(1, **b)", "f(1, 2, 3, 4, 5)"])
def test_unbindable(source):
    with pytest.raises(Unbindable):
        Arguments(cst.parse_expression(source), ["a", "b", "c", "d"])
