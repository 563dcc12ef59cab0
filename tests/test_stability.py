"""A result is written only where a second migration would change nothing: told from its tree, or by that migration."""
import dataclasses

import libcst as cst
import pytest

from migrator import engine
from migrator.engine import Options, migrate_source
from migrator.linking import Program
from migrator.result import Result
from migrator.trees import code, find, with_each_name_once

STABLE = "import tensorflow as tf\n\n\ndef mean(x):\n    return tf.reduce_mean(x, axis=0)\n"


def is_surely_stable(program, after=None):
    rewritten = engine._rewrite(Program({"-": cst.parse_module(program)}), {"-": program}, Options())
    result = Result("-", b"", (after or program).encode())
    module = dataclasses.replace(rewritten["-"], module=cst.parse_module(program), text=program)
    return engine._is_surely_stable({"-": module}, {"-": result}, Options())


def test_what_no_rule_rewrites_is_stable():
    assert is_surely_stable(STABLE)
    assert is_surely_stable(STABLE, STABLE.replace("x, axis=0", "\n        x, axis=0  # a comment\n    "))


@pytest.mark.parametrize("program", [
    STABLE + "y = tf.log(3.)\n",
    STABLE.replace("axis", "reduction_indices"),
    STABLE + "def net(x):\n    y = x.get_shape()[1].value\n    return tf.layers.dense(x, y)\n",
    "import tensorflow as tf\nlayers = tf.layers\n",
    "from tensorflow import logging\n\n\ndef say(x):\n    logging.info(x)\n",
    "import tensorflow as tf\ndef model_fn(features, mode):\n    return tf.estimator.EstimatorSpec(mode, predictions=features)\n",
    "import tensorflow as tf\ndef fn():\n    return tf.data.Dataset.range(3).make_one_shot_iterator().get_next()\n",
])
def test_what_a_rule_rewrites_is_not(program):
    assert migrate_source(program.encode()).changed
    assert not is_surely_stable(program)


@pytest.mark.parametrize("after", [
    STABLE + "return return\n", STABLE.replace("axis=0", "axis=1"),
    STABLE.replace("    return", "    # TODO(migrator): MIG100 something\n    return"),
])
def test_what_is_not_told_from_the_tree(after):
    assert not is_surely_stable(STABLE, after)


def test_an_unstable_result_is_not_written(monkeypatch):
    """A migration that adds a line each time is told from the tree, and by the second migration."""
    rewrite = engine._rewrite

    def growing(program, texts, options):
        made = rewrite(program, texts, options)["-"]
        module = made.module.with_changes(body=[*made.module.body, cst.parse_statement("one_more()")])
        return {"-": dataclasses.replace(made, module=module, text=module.code)}

    monkeypatch.setattr(engine, "_rewrite", growing)
    result = migrate_source(STABLE.encode())
    assert result.failure.code == "MIG009" and not result.changed


def test_a_result_that_does_not_parse_is_not_written(monkeypatch):
    monkeypatch.setattr(engine, "_as_the_author_would", lambda before, after: after + "return return\n")
    result = migrate_source(b"import tensorflow as tf\ny = tf.log(3.)\n")
    assert result.failure.code == "MIG008" and not result.changed


def test_the_second_migration_decides_where_the_tree_does_not_tell(monkeypatch):
    monkeypatch.setattr(engine, "_is_surely_stable", lambda *arguments: False)
    result = migrate_source(b"import tensorflow as tf\ny = tf.log(3.)\n")
    assert result.failure is None and b"tf.math.log" in result.after


def test_each_name_once():
    module = cst.parse_module("f(a.b, [c for c in d])\n")
    twice = module.with_changes(body=[*module.body, *module.body])
    [made] = with_each_name_once(twice)
    assert code(made) == code(twice)
    for kind in (cst.Name, cst.Attribute, cst.Call, cst.ListComp):
        nodes = find(made, kind)
        assert len(nodes) == len({*nodes}) == len(find(twice, kind))
    assert with_each_name_once(module) == [module]
    first, second = with_each_name_once(module, module)
    assert first is module and not {*find(first, cst.Name)} & {*find(second, cst.Name)}
