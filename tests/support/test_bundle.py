"""The module of support definitions that is written beside a migrated program."""
import ast
import subprocess
import sys

import pytest

from migrator.support.bundle import DOCSTRING, support_names, support_source


def defined(text):
    return [node.targets[0].id if isinstance(node, ast.Assign) else node.name for node in ast.parse(text).body
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Assign)]


def test_holds_the_definitions_and_what_they_need():
    text = support_source(["Adam", "MeanIoU", "AdamW"])
    assert defined(text) == ["MeanIoU", "KernelOptimizer", "Adam", "DecoupledWeightDecay", "AdamW"]
    assert text.startswith(DOCSTRING + "\nimport keras\nimport tensorflow as tf\n\n\nclass MeanIoU(")
    assert text.endswith("\n") and not text.endswith("\n\n")


def test_imports_what_it_uses_and_nothing_else():
    text = support_source(["LogSteps"])
    assert [line for line in text.splitlines() if "import" in line] == ["import time", "from absl import logging", "import keras", "import numpy as np"]


@pytest.mark.parametrize("name", sorted(support_names()))
def test_each_definition_stands_alone(name):
    text = support_source([name])
    assert name in defined(text)
    assert "migrator." not in text.replace(DOCSTRING, "")
    compile(text, name, "exec")


def test_order_of_names_does_not_matter():
    names = sorted(support_names())
    assert support_source(names) == support_source(reversed(names))


def test_adds_to_an_existing_module():
    existing = support_source(["Momentum"])
    assert support_source(["Adam"], existing) == support_source(["Momentum", "Adam"])
    assert support_source(["Momentum"], existing) == existing


def test_no_names():
    assert support_source([]) == DOCSTRING + "\n"


def test_unknown_name():
    with pytest.raises(ValueError, match="Adamantium"):
        support_source(["Adam", "Adamantium"])


def test_refuses_to_drop_a_definition_of_the_user():
    with pytest.raises(ValueError, match="mine"):
        support_source(["Adam"], "def mine():\n    pass\n")


def test_loads_neither_tensorflow_nor_keras_nor_libcst():
    code = (
        "import sys; from migrator.support.bundle import support_source; support_source(['Adam'])\n"
        "assert not {'tensorflow', 'keras', 'libcst'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_whole_module_runs(tmp_path):
    names = sorted(support_names())
    (tmp_path / "tf1_semantics.py").write_text(support_source(names))
    code = f"import tf1_semantics; [getattr(tf1_semantics, name) for name in {names}]"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path, capture_output=True)


def test_a_graph_is_trained_by_the_chief_alone():
    assert "\nSHARED_STRATEGY = join_cluster()\n" in support_source(["train_and_evaluate"])
    assert "\nSHARED_STRATEGY = None\n" in support_source(["train_and_evaluate", "ScopedEstimator"])
