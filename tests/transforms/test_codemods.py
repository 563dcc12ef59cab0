"""The transforms under libcst's own codemod tool."""
import os
import subprocess
import sys

import pytest

from migrator.transforms import codemods
from migrator.transforms.tables import FAMILIES

BEFORE = b"import tensorflow as tf\r\nnet = tf.layers.dense(net, 128)  # wide\r\nloss = tf.losses.huber_loss(y, net)\r\n"
AFTER = (b"import keras\r\nimport tensorflow as tf\r\nnet = keras.layers.Dense(128)(net)  # wide\r\n"
         b"loss = tf.losses.huber_loss(y, net)\r\n")


def codemod(folder, *arguments, **environment):
    command = [sys.executable, "-m", "libcst.tool", "codemod", "-x", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env={**os.environ, **environment})


@pytest.fixture
def program(tmp_path):
    (tmp_path / "program.py").write_bytes(BEFORE)
    return tmp_path / "program.py"


def test_there_is_one_for_each_transform():
    assert {command.TRANSFORM for command in codemods.COMMANDS.values()} == {*FAMILIES}
    assert all(command.DESCRIPTION for command in codemods.COMMANDS.values())
    assert {"Layers", "ModelFns", "ContribLayers"} <= {*dir(codemods)}


def test_without_a_configuration(program):
    run = codemod(program.parent, "--no-format", "migrator.transforms.codemods.Layers", "program.py")
    assert run.returncode == 0, run.stderr
    assert program.read_bytes() == AFTER


def test_with_the_formatter_that_the_tool_takes_by_itself(program):
    black = program.parent / "bin" / "black"
    black.parent.mkdir()
    black.write_text("#!/bin/sh\nexec cat\n")
    black.chmod(0o755)
    path = f"{black.parent}{os.pathsep}{os.environ['PATH']}"
    run = codemod(program.parent, "migrator.transforms.codemods.Layers", "program.py", PATH=path)
    assert run.returncode == 0, run.stderr
    assert program.read_bytes() == AFTER


def test_with_a_configuration(program):
    (program.parent / ".libcst.codemod.yaml").write_text("formatter: ['cat']\n")
    run = codemod(program.parent, "migrator.transforms.codemods.Layers", "program.py")
    assert run.returncode == 0, run.stderr
    assert program.read_bytes() == AFTER


def test_what_is_left_and_what_is_missing_are_warnings(program):
    program.write_text("import tensorflow as tf\nnet = tf.layers.dense(net, *sizes)\n")
    run = codemod(program.parent, "--no-format", "migrator.transforms.codemods.Layers", "program.py")
    assert "WARNING: line 2: MIG101 tf.layers.dense" in run.stderr
    program.write_text("import tensorflow as tf\nnet = tf.contrib.layers.layer_norm(net)\n")
    run = codemod(program.parent, "--no-format", "migrator.transforms.codemods.ContribNorms", "program.py")
    assert "WARNING: tf1_semantics.py has to stand beside the program" in run.stderr
    assert "support_source" in run.stderr


def test_a_program_that_can_not_be_migrated_is_skipped(program):
    program.write_bytes(b"import tensorflow\ntry:\n    x\nexcept E, e:\n    pass\n")
    run = codemod(program.parent, "--no-format", "migrator.transforms.codemods.Layers", "program.py")
    assert "Skipped 1 files" in run.stderr
    assert program.read_bytes().endswith(b"except E, e:\n    pass\n")
