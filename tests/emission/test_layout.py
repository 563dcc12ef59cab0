"""Lines of changed statements are set in the author's style, and what they mean stays."""
import ast
from pathlib import Path

import pytest

from migrator.emission.author_style import style_of
from migrator.emission.layout import lay_out

HANGING = """\
first = function_of_many(
    one, two, three)
second = function_of_many(
    one, two, three)
"""
ALIGNED = """\
first = function_of_many(one,
                         two, three)
second = function_of_many(one, two,
                          three)
"""
BLACK = """\
first = function_of_many(
    one,
    two,
    three,
)
second = function_of_many(
    one,
    two,
    three,
)
third = function_of_many(
    one,
    two,
    three,
)
"""
LONG = "result = something_with_a_name(argument_number_one, argument_number_two, argument_number_three)\n"
LONGER = LONG.replace(")", ", argument_number_four, argument_number_five)")


def laid_out(author, statement):
    """What a new statement looks like below what the author wrote."""
    made = lay_out(author, author + statement)
    assert made.startswith(author)
    assert ast.dump(ast.parse(made)) == ast.dump(ast.parse(author + statement))
    assert lay_out(author, made) == made
    return made.removeprefix(author)


@pytest.mark.parametrize("author, expected", [
    (HANGING, "result = something_with_a_name(\n"
              "    argument_number_one, argument_number_two, argument_number_three)\n"),
    (ALIGNED, "result = something_with_a_name(argument_number_one, argument_number_two,\n"
              "                               argument_number_three)\n"),
    (BLACK, "result = something_with_a_name(\n"
            "    argument_number_one, argument_number_two, argument_number_three\n"
            ")\n"),
], ids=["hanging", "aligned", "black"])
def test_long_line_is_broken_as_the_author_does(author, expected):
    assert laid_out(author, LONG) == expected


def test_what_needs_several_lines_gets_one_for_each_argument_where_the_author_does_that():
    made = laid_out(BLACK, LONGER)
    assert made.splitlines()[1:3] == ["    argument_number_one,", "    argument_number_two,"]
    assert made.endswith("    argument_number_five,\n)\n")


def test_limit_is_the_authors_longest_line():
    author = HANGING + "x = '" + 90 * "a" + "'\n"
    assert laid_out(author, LONG) == LONG
    assert style_of([line + "\n" for line in author.splitlines()], ast.parse(author)).limit == 96


@pytest.mark.parametrize("statement, expected", [
    ("x = dropout(\n    rate=0.1)\n", "x = dropout(rate=0.1)\n"),
    ("x = dropout(\n    rate=0.1,\n)\n", "x = dropout(rate=0.1)\n"),
    ("x = dropout(rate=0.1,\n            seed=2)\n", "x = dropout(rate=0.1, seed=2)\n"),
    ("x = dropout(\n    rate=dense(\n        0.1))\n", "x = dropout(rate=dense(0.1))\n"),
], ids=["hanging", "closed below", "aligned", "nested"])
def test_short_call_is_joined(statement, expected):
    assert laid_out("y = 1\n", statement) == expected


@pytest.mark.parametrize("statement", [
    "x = dropout(\n    rate=0.1,  # a little\n    seed=2)\n",
    "x = {\n    'a': 1}\n",
    "x = [\n    1,\n    2]\n",
    "x = conv(\n    filters=2,\n    size=3,\n    name='x')\n",
    "x = 'a' \\\n    'b'\n",
    "x = f('''a\nb''',\n  2)\n",
    "x = 1; y = f(\n    2)\n",
    "if x:\n\ty = f(\n\t\t2)\n",
], ids=["comment", "dict", "list", "many", "backslash", "long string", "two statements", "tabs"])
def test_line_breaks_that_stay(statement):
    assert laid_out("y = 1\n", statement) == statement


@pytest.mark.parametrize("statement, expected", [
    (f"total = function({9 * 'a'}, b) + {30 * 'c'} * {10 * 'd'} - function({20 * 'e'})\n",
     f"total = (function({9 * 'a'}, b) + {30 * 'c'} * {10 * 'd'}\n         - function({20 * 'e'}))\n"),
    (f"if a:\n    return f({30 * 'b'}) if {20 * 'c'} else g({20 * 'd'})\n",
     f"if a:\n    return (f({30 * 'b'})\n            if {20 * 'c'} else g({20 * 'd'}))\n"),
], ids=["sum", "condition"])
def test_operands_get_brackets(statement, expected):
    assert laid_out(HANGING, statement) == expected


def test_lines_follow_a_bracket_that_moved():
    before = ALIGNED + "long_name = first(one,\n                  two(three,\n                      four), five, six)\n"
    after = before.replace("long_name = first(", "short = keras.first(")
    assert lay_out(before, after) == before.replace(
        "long_name = first(one,\n                  two(three,\n                      four), five, six)\n",
        "short = keras.first(one,\n                    two(three,\n                        four), five, six)\n")


def test_lines_that_came_from_a_deeper_place_are_indented_anew():
    made = laid_out(HANGING, "update(\n            first,\n            second, third,\n            fourth)\n")
    assert made == "update(\n    first,\n    second, third,\n    fourth)\n"


def test_statements_of_the_author_stay():
    wide = "x = " + " + ".join(["value"] * 30) + "\ny = f(\n            1)\n"
    assert lay_out(wide, "import keras\n" + wide) == "import keras\n" + wide


def test_header_of_a_block_stands_out():
    header = f"def function_with_a_name({', '.join(f'parameter_number_{i}=None' for i in range(5))}):\n    pass\n"
    assert laid_out(HANGING, header).splitlines()[1].startswith("                         parameter")


def test_line_ends_stay():
    made = lay_out("x = 1\r\n", "x = 1\r\ny = f(\r\n    2)\r\n")
    assert made == "x = 1\r\ny = f(2)\r\n"


@pytest.mark.parametrize("path", sorted(Path(__file__).parents[2].glob("migrator/**/*.py")), ids=lambda path: path.stem)
def test_any_program_keeps_its_meaning(path):
    """All statements are set, as if a program of another author had become this one."""
    program = path.read_text()
    for author in (HANGING, ALIGNED, BLACK):
        made = lay_out(author, program)
        assert ast.dump(ast.parse(made)) == ast.dump(ast.parse(program))
