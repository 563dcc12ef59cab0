"""Programs of several modules: what an import means, and what belongs together."""
import textwrap

import libcst as cst
import pytest

from migrator.engine import migrate_program
from migrator.linking import Program
from migrator.programs import group_programs
from migrator.result import Disposition
from migrator.support_places import support_places

TF = "import tensorflow as tf\n"
HELPER = TF + textwrap.dedent("""
    def block(x, units):
        return tf.layers.dense(x, units)
""")
MODEL = textwrap.dedent("""
    def model_fn(features, labels, mode):
        outputs = {call}(features, 1)
        loss = tf.losses.mean_squared_error(labels, outputs)
        train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
        return tf.estimator.EstimatorSpec(mode, outputs, loss, train_op)
""")


def linked(sources):
    return Program({f"{name}.py": cst.parse_module(source) for name, source in sources.items()})


def called(program, path):
    """What the last statement of a module calls."""
    names = program.modules[path]
    return names.definition(names.module.body[-1].body[0].value.func)


@pytest.mark.parametrize("imports, call", [
    ("import nets", "nets.block()"),
    ("import nets as n", "n.block()"),
    ("from nets import block", "block()"),
    ("from nets import block as b", "b()"),
    ("from nets import *", "block()"),
    ("from . import nets", "nets.block()"),
    ("from .nets import block", "block()"),
    ("import package.inner", "package.inner.block()"),
    ("from package import inner", "inner.block()"),
    ("from package.inner import block", "block()"),
    ("from package import block", "block()"),
    ("from package import block\nalias = block", "alias()"),
])
def test_a_name_means_the_definition_in_another_module(imports, call):
    program = linked({"main": f"{imports}\n{call}", "nets": "def block(): pass",
                      "package/__init__": "from .inner import block", "package/inner": "def block(): pass"})
    assert isinstance(called(program, "main.py"), cst.FunctionDef)


@pytest.mark.parametrize("imports, call", [
    ("import nets", "nets.other()"),
    ("from elsewhere import block", "block()"),
    ("from .. import nets", "nets.block()"),
    ("from nets import block\ndef block(): pass", "block()"),
    ("import nets\nnets = 1", "nets.block()"),
])
def test_a_name_that_is_not_known_means_nothing(imports, call):
    assert called(linked({"main": f"{imports}\n{call}", "nets": "def block(): pass"}), "main.py") is None


def test_a_symbol_of_tf_is_known_through_another_module():
    program = linked({"main": "from common import *\nslim.conv2d(1)", "common": TF + "slim = tf.contrib.slim"})
    names = program.modules["main.py"]
    assert names.symbol(names.module.body[-1].body[0].value.func) == "tf.contrib.slim.conv2d"


def test_files_that_import_one_another_are_a_program():
    files = {"a/run.py": b"import tensorflow\nfrom lib import model", "a/lib/model.py": b"import tensorflow",
             "b/run.py": b"import tensorflow"}
    others = {"a/start.py": b"import run, settings", "a/alone.py": b"import os", "a/text.py": b"x = 'import run",
              "a/settings.py": b"import os"}
    assert [sorted(program) for program in group_programs(files, others)] == [
        ["a/lib/model.py", "a/run.py", "a/settings.py", "a/start.py"], ["b/run.py"]]


@pytest.mark.parametrize("imports, call, after", [
    ("import nets", "nets.block", "self.block = nets.Block(1)"),
    ("from nets import block", "block", "self.block = Block(1)"),
    ("from nets import block as b", "b", "self.block = Block(1)"),
])
def test_a_helper_of_another_module_becomes_a_class_there(imports, call, after):
    results = migrate_program({"model.py": (TF + imports + "\n" + MODEL.format(call=call)).encode(), "nets.py": HELPER.encode()})
    assert after in results["model.py"].after.decode()
    assert "class Block(keras.layers.Layer):" in results["nets.py"].after.decode()
    assert "import block" not in results["model.py"].after.decode()
    assert all(construct.disposition is Disposition.REWRITTEN for result in results.values() for construct in result.constructs)


def test_a_helper_that_other_code_calls_as_well_stays_beside_its_class():
    other = "import nets\n\ndef probe(x):\n    return nets.block(x, 3)\n"
    results = migrate_program({"model.py": (TF + "import nets\n" + MODEL.format(call="nets.block")).encode(),
                               "nets.py": HELPER.encode(), "other.py": other.encode()})
    nets = results["nets.py"].after.decode()
    assert "class Block(" in nets and "def block(" in nets
    assert not results["other.py"].changed


def test_a_function_that_makes_a_variable_is_still_imported():
    nets = TF + textwrap.dedent("""
        def table(name, rows):
            return tf.get_variable(name, [rows, 1], initializer=tf.zeros_initializer())
    """)
    model = TF + "from nets import table\n" + MODEL.format(call="table('users', 3)[0] + tf.layers.dense")
    results = migrate_program({"model.py": model.encode(), "nets.py": nets.encode()})
    model, nets = (results[path].after.decode() for path in ("model.py", "nets.py"))
    assert "from nets import table\n" in model and "self.users = table(self, 'users', 3)" in model
    assert "def table(layer, name, rows):" in nets


def test_two_model_fns_share_the_class_of_a_helper():
    second = MODEL.replace("model_fn", "other_fn").format(call="block")
    result = migrate_program({"a.py": (HELPER + MODEL.format(call="block") + second).encode()})["a.py"]
    assert result.after.decode().count("class Block(") == 1
    assert [form for _, _, form, _ in result.forms] == ["plain", "plain"]


def test_a_helper_that_is_called_in_different_ways_is_said():
    second = MODEL.replace("model_fn", "other_fn").replace("features, 1", "features, tf.shape(labels)[0]").format(call="block")
    result = migrate_program({"a.py": (HELPER + MODEL.format(call="block") + second).encode()})["a.py"]
    assert [form for _, _, form, _ in result.forms] != ["plain", "plain"]


def test_code_that_is_taken_over_brings_its_names():
    optim = TF + textwrap.dedent("""
        RATE = 0.5

        def make_train_op(loss):
            return tf.train.GradientDescentOptimizer(RATE).minimize(loss, tf.train.get_global_step())
    """)
    model = TF + "from optim import make_train_op\nfrom nets import block\n" + MODEL.format(call="block").replace(
        "tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())", "make_train_op(loss)")
    results = migrate_program({"model.py": model.encode(), "optim.py": optim.encode(), "nets.py": HELPER.encode()})
    assert "from optim import RATE" in results["model.py"].after.decode()
    assert "keras.optimizers.SGD(RATE)" in results["model.py"].after.decode()
    assert "make_train_op" not in results["optim.py"].after.decode()
    clash = migrate_program({"model.py": b"RATE = 3\n" + model.encode(), "optim.py": optim.encode(), "nets.py": HELPER.encode()})
    assert [form for _, _, form, _ in clash["model.py"].forms] != ["plain"]


@pytest.mark.parametrize("sources, place", [
    ({"main": "x = 1"}, ("tf1_semantics", "tf1_semantics.py")),
    ({"main": "import nets", "nets": ""}, ("tf1_semantics", "tf1_semantics.py")),
    ({"p/main": "from . import nets", "p/nets": ""}, (".tf1_semantics", "p/tf1_semantics.py")),
    ({"p/q/main": "from .. import nets", "p/nets": ""}, ("..tf1_semantics", "p/tf1_semantics.py")),
    ({"p/main": "from p import nets", "p/nets": ""}, ("p.tf1_semantics", "p/tf1_semantics.py")),
    ({"p/main": "from p import nets", "p/nets": "", "run": "from p import main"}, ("tf1_semantics", "tf1_semantics.py")),
])
def test_the_place_of_the_support_module(sources, place):
    program = linked(sources)
    found = support_places(program, "tf1_semantics")
    first = found[next(iter(program.modules))]
    assert (first.spelling, first.path) == place


@pytest.mark.parametrize("imports, form", [
    ("from nets import block", "left"), ("import nets.block as block", "left"), ("from .nets import block", "left"),
    ("from math import block", "plain"), ("from numpy import block", "plain"),
])
def test_a_function_that_can_not_be_seen_is_not_given_tensors(imports, form):
    model = (TF + imports + "\n" + MODEL.format(call="block")).encode()
    found = {form for _, _, form, _ in migrate_program({"model.py": model})["model.py"].forms}
    assert found == {form} if form == "plain" else "plain" not in found


def test_a_helper_serves_a_class_and_a_graph():
    graph = MODEL.replace("model_fn", "other_fn").format(call="block").replace(
        "    outputs =", "    with tf.variable_scope('s', custom_getter=lambda getter, *args, **kwargs: getter(*args, **kwargs)):\n        outputs =")
    result = migrate_program({"a.py": (HELPER + MODEL.format(call="block") + graph).encode()})["a.py"]
    after = result.after.decode()
    assert [form for _, _, form, _ in result.forms] == ["plain", "scoped"]
    assert "class Block(" in after and "def block(" in after


def test_what_leaves_something_takes_the_form_that_leaves_nothing():
    model = TF + MODEL.format(call="tf.layers.dense").replace(
        "    loss =", "    cell = tf.contrib.rnn.BasicLSTMCell(3)\n    outputs, _ = tf.nn.static_rnn(cell, [outputs], dtype=tf.float32)\n"
        "    outputs = outputs[-1]\n    loss =")
    result = migrate_program({"a.py": model.encode()})["a.py"]
    assert result.failure is None and not result.needs_a_person
    assert b"class Model(" in result.after or b"def model_fn(" in result.after


def test_what_a_definition_means_depends_on_where_it_stands():
    program = linked({"a/__init__": "", "a/one": "from . import nets\n\ndef use():\n    nets.block()", "a/nets": "def block(): pass"})
    call = program.modules["a/one.py"].module.body[1].body.body[0].body[0].value
    assert all(isinstance(names.definition(call.func), cst.FunctionDef) for names in program.modules.values())


@pytest.mark.parametrize("made, call, form", [
    ("", "Nets.block", "plain"), ("nets = Nets()\n", "nets.block", "plain"), ("", "Nets().block", "plain"),
    ("nets = [Nets()]\n", "nets[0].block", "scoped"),
])
def test_a_method_that_makes_layers_is_no_plain_function(made, call, form):
    """Called in a class's `call` it would make new layers each time, which nothing trains."""
    static = "    @staticmethod\n" if call.startswith("Nets.") else ""
    first = "" if static else "self, "
    nets = f"class Nets(object):\n{static}    def block({first}x, units):\n        return tf.layers.dense(x, units)\n{made}"
    result = migrate_program({"a.py": (TF + nets + MODEL.format(call=call)).encode()})["a.py"]
    assert [form for name, _, form, _ in result.forms] == [form]
    assert form == "scoped" or b"(keras.layers.Layer):" in result.after


def test_modules_that_import_a_name_of_one_another_are_read():
    sources = {"a.py": b"import tensorflow as tf\nfrom b import build\nbuild(tf.log(1.0))\n",
               "b.py": b"import tensorflow as tf\nfrom a import build\nbuild(tf.log(1.0))\n"}
    assert {path: result.failure for path, result in migrate_program(sources).items()} == {"a.py": None, "b.py": None}
