"""Notebooks: their code cells are migrated as one program, and nothing else in the file changes."""
import json

import pytest

from migrator import migrate_paths
from migrator.files.notebooks import Notebook

IMPORTS = "import numpy as np\nimport tensorflow as tf"
MODEL_FN = """def model_fn(features, labels, mode):
    # One layer.
    out = tf.layers.dense(features, 1)
    loss = tf.losses.mean_squared_error(labels, out)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, predictions=out)"""
TRAIN = """estimator = tf.estimator.Estimator(model_fn)
estimator.train(lambda: tf.data.Dataset.from_tensors((np.ones((2, 3), np.float32), np.ones((2, 1), np.float32))), steps=1)
1 + 1"""


def notebook(*sources, **fields):
    """Returns the bytes of a notebook of code cells, each given by its source, or of cells given whole."""
    cells = [one if isinstance(one, dict) else {
        "cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [{"name": "stdout", "output_type": "stream", "text": ["tf.layers\n"]}],
        "source": one.splitlines(keepends=True)} for one in sources]
    return (json.dumps({"cells": cells, "metadata": {"kernelspec": {"name": "python3"}}, "nbformat": 4, "nbformat_minor": 2} | fields,
                       indent=1, ensure_ascii=False) + "\n").encode()


def migrated(tmp_path, raw, name="a.ipynb"):
    path = tmp_path / name
    path.write_bytes(raw)
    results = {result.path: result for result in migrate_paths([tmp_path])}
    assert path.read_bytes() == results[str(path)].after
    return results[str(path)]


def sources(raw):
    return ["".join(cell["source"]) for cell in json.loads(raw)["cells"]]


def test_cells_are_one_program(tmp_path):
    text = {"cell_type": "markdown", "metadata": {}, "source": ["Uses `tf.layers`: é\n", "\n"]}
    before = notebook(text, IMPORTS, MODEL_FN + "\n", text, TRAIN)
    result = migrated(tmp_path, before)
    assert result.failure is None and not result.needs_a_person
    after = sources(result.after)
    assert after[0] == after[3] == sources(before)[0]
    assert after[1] == "import keras\nimport numpy as np\nimport tensorflow as tf"
    assert after[2].startswith("class Model(keras.Model):\n") and "# One layer." in after[2] and after[2].endswith("\n")
    assert after[4].startswith("estimator = Model()\n") and "estimator.fit(" in after[4] and after[4].endswith("\n1 + 1")
    changed = json.loads(result.after)
    for cell in changed["cells"]:
        cell.pop("source")
    assert changed == json.loads(before) | {"cells": [{k: v for k, v in cell.items() if k != "source"} for cell in json.loads(before)["cells"]]}


def test_no_block_goes_on_in_another_cell(tmp_path):
    result = migrated(tmp_path, notebook("import tensorflow as tf\n", "total = tf.add(1, 2)\n",
                                         "with tf.Session() as session:\n    print(session.run(total))\n"))
    assert sources(result.after)[1] == "total = tf.add(1, 2)\n"
    assert "MIG100" in sources(result.after)[2]


def test_a_second_migration_changes_nothing(tmp_path):
    first = migrated(tmp_path, notebook(IMPORTS, MODEL_FN, TRAIN))
    assert not migrated(tmp_path, first.after).changed


def test_places_are_lines_of_the_file(tmp_path):
    raw = notebook("x = 1\n" + IMPORTS, "%time\ny = tf.contrib.nothing(2)")
    result = migrated(tmp_path, raw)
    [left] = [one for one in result.constructs if one.symbol == "tf.contrib.nothing"]
    assert b"tf.contrib.nothing" in raw.splitlines()[left.line - 1]


@pytest.mark.parametrize("source", [
    "%matplotlib inline\n!pip install a \\\n   b 'c' \"d\"\nz = tf.log(2.0)\n", "if True:\n    %cd x\n    !ls \\é 'q'\nz = tf.log(2.0)",
    "tf.log?\nz = tf.log(2.0)", "!ls\nif True:\n  # Why?\n    z = tf.log(2.0)", "files = !ls\nz = tf.log(2.0)", "%%time\nz = tf.log(2.0)\nz", "s = '''\n%a\n'''\nz = tf.log(2.0);",
])
def test_magics_stay(tmp_path, source):
    result = migrated(tmp_path, notebook(IMPORTS, source))
    assert sources(result.after)[1] == source.replace("z = tf.log", "z = tf.math.log")


def test_the_file_keeps_its_layout(tmp_path):
    raw = json.dumps(json.loads(notebook(IMPORTS, "x = tf.log(2.0)")), indent=4).replace('[\n                "x = tf.log(2.0)"\n            ]', '"x = tf.log(2.0)"')
    after = migrated(tmp_path, raw.encode()).after.decode()
    assert after == raw.replace("tf.log", "tf.math.log")


def test_cells_of_another_kind_are_reported(tmp_path):
    raw = notebook(IMPORTS, "%%writefile model.py\nimport tensorflow as tf\nx = tf.log(2.0)", "%%bash\npip list", "%tensorflow_version 1.x", "!pip install tensorflow==1.15")
    result = migrated(tmp_path, raw)
    assert [(one.code, one.symbol) for one in result.constructs] == [
        ("MIG016", "%%writefile"), ("MIG018", "%tensorflow_version 1.x"), ("MIG018", "tensorflow==1.15")]
    assert result.needs_a_person and not result.changed


def test_a_notebook_uses_a_module_beside_it(tmp_path):
    (tmp_path / "nets.py").write_text("import tensorflow as tf\n\n\ndef net(x):\n    return tf.layers.dense(x, 1)\n")
    result = migrated(tmp_path, notebook(IMPORTS + "\nfrom nets import net", MODEL_FN.replace("tf.layers.dense(features, 1)", "net(features)"), TRAIN))
    assert "from nets import Net" in sources(result.after)[0]
    assert "class Net(keras.layers.Layer)" in (tmp_path / "nets.py").read_text()


@pytest.mark.parametrize(("raw", "code"), [
    (b"import tensorflow", "MIG017"), (notebook("import tensorflow", nbformat=3), "MIG017"), (b"[\"tensorflow\"]", "MIG017"),
    (b"\xff tensorflow", "MIG017"), (notebook(IMPORTS, "print 1"), "MIG004"), (notebook(IMPORTS, "x = ("), "MIG003"),
])
def test_what_can_not_be_read_stays(tmp_path, raw, code):
    result = migrated(tmp_path, raw)
    assert result.failure.code == code and result.after == raw


def test_a_failure_names_the_line_of_the_file(tmp_path):
    raw = notebook(IMPORTS, "x = 1\nprint 1")
    assert b"print 1" in raw.splitlines()[migrated(tmp_path, raw).failure.line - 1]


def test_an_empty_notebook():
    assert Notebook(notebook("", {"cell_type": "markdown", "metadata": {}, "source": "tensorflow"})).source == b"\n"
