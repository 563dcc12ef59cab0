"""Every golden case: the output, its stability, and where it computes something, the numbers. See README.md."""
import ast
import sys
import types
from pathlib import Path

import numpy as np
import pytest

from migrator.engine import Options, migrate_source

FOLDER = Path(__file__).parent
WHOLE = {"canned", "model_fns", "drivers", "inputs", "layout", "program"}  # Cases for all transforms together.
CASES = sorted(path.parent for path in FOLDER.glob("*/*/before.py"))


def case_id(case):
    return case.relative_to(FOLDER).as_posix()


def options_of(case):
    transform = case.parent.name
    return Options() if transform in WHOLE else Options(select=(transform,))


def computes(case):
    tree = ast.parse((case / "before.py").read_bytes())
    return any(isinstance(node, ast.FunctionDef) and node.name == "compute" for node in tree.body)


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_output(case, request):
    before, golden = (case / "before.py").read_bytes(), case / "after.py"
    result = migrate_source(before, case_id(case), options_of(case))
    assert result.failure is None
    if request.config.getoption("--update-golden", default=False):
        golden.write_bytes(result.after) if result.changed else golden.unlink(missing_ok=True)
    expected = golden.read_bytes() if golden.exists() else before
    assert result.after.decode() == expected.decode()
    assert result.after == expected


@pytest.mark.parametrize("case", [case for case in CASES if (case / "after.py").exists()], ids=case_id)
def test_second_migration_changes_nothing(case):
    after = (case / "after.py").read_bytes()
    assert migrate_source(after, case_id(case), options_of(case)).after == after


@pytest.mark.parametrize("case", [case for case in CASES if computes(case)], ids=case_id)
def test_numbers(case, request):
    before = (case / "before.py").read_text()
    reference = request.getfixturevalue("tf115" if "contrib" in before or "slim" in before else "tf215")
    result = migrate_source(before.encode(), case_id(case), options_of(case))
    expected = reference.run(run_as_graph, before, arrays_for(before))
    actual = run_eagerly(result)
    assert sorted(actual) == sorted(expected)
    for name, value in expected.items():
        np.testing.assert_allclose(actual[name], value, rtol=1e-5, atol=1e-5, err_msg=f"output {name}")


def arrays_for(program):
    """The arrays that the parameters of a program's `compute` name."""
    compute = next(node for node in ast.parse(program).body if getattr(node, "name", "") == "compute")
    arrays = all_arrays()
    return {arg.arg: arrays[arg.arg] for arg in compute.args.args}


def all_arrays():
    random = np.random.RandomState(1)
    shapes = {"vectors": (4, 6), "sequences": (2, 5, 4), "images": (2, 6, 6, 3), "volumes": (2, 4, 4, 4, 2), "logits": (4, 3)}
    arrays = {name: np.float32(random.normal(size=shape)) for name, shape in shapes.items()}
    scores = np.exp(arrays["logits"])
    arrays["probabilities"] = scores / scores.sum(axis=1, keepdims=True)
    arrays["weights"] = np.float32([1, 0, 2, 0.5])
    arrays["labels"] = np.int32([0, 2, 1, 1])
    arrays["one_hot"] = np.eye(3, dtype=np.float32)[arrays["labels"]]
    arrays["binary"] = np.float32(random.randint(2, size=(4, 3)))
    arrays["ids"] = np.int32(random.randint(7, size=(4, 5)))
    return arrays


def run_as_graph(program, arrays):
    """Runs `compute` in the reference process: sent there as source."""
    import sys
    actual = sys.modules["tensorflow"]
    if "compat.v1" not in program:
        sys.modules["tensorflow"] = tf  # In TF 2.15: its TF1 API.
    try:
        namespace = {"__name__": "before"}
        exec(compile(program, "before.py", "exec"), namespace)
        outputs = namespace["compute"](**{name: tf.constant(value) for name, value in arrays.items()})
    finally:
        sys.modules["tensorflow"] = actual
    if isinstance(outputs, (list, tuple)):
        outputs = {str(index): value for index, value in enumerate(outputs)}
    elif not isinstance(outputs, dict):
        outputs = {"0": outputs}
    with tf.Session() as session:
        session.run([tf.global_variables_initializer(), tf.local_variables_initializer(), tf.tables_initializer()])
        return session.run(outputs)


def run_eagerly(result):
    """Runs `compute` of a migrated program here."""
    import tensorflow as tf

    from migrator.support.bundle import support_source
    support = types.ModuleType("tf1_semantics")
    exec(support_source(result.support), support.__dict__)
    sys.modules["tf1_semantics"] = support
    try:
        namespace = {"__name__": "after"}
        exec(compile(result.after, "after.py", "exec"), namespace)
        arrays = arrays_for(result.before.decode())
        outputs = namespace["compute"](**{name: tf.constant(value) for name, value in arrays.items()})
    finally:
        del sys.modules["tf1_semantics"]
    if isinstance(outputs, (list, tuple)):
        outputs = {str(index): value for index, value in enumerate(outputs)}
    elif not isinstance(outputs, dict):
        outputs = {"0": outputs}
    return {name: np.asarray(value) for name, value in outputs.items()}
