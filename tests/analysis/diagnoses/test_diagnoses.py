"""Each diagnosis has its code and its line, and what is right gives none. The errors named were measured with TF 2.15."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

from migrator.engine import migrate_source
from migrator.fixing import diagnose_program

TESTS = Path(__file__).parents[2]
_HEAD = """\
import tensorflow as tf
def model_fn(features, labels, mode, params):
    outputs = tf.layers.dense(features["x"], 1)
"""
_DRIVER = """\
estimator = tf.estimator.Estimator(model_fn, params={})
estimator.train(input_fn)
estimator.evaluate(input_fn)
estimator.predict(input_fn)
"""
_LOSS = "loss = tf.losses.mean_squared_error(labels, outputs)\n"
_PREDICT = """\
if mode == tf.estimator.ModeKeys.PREDICT:
    return tf.estimator.EstimatorSpec(mode, predictions=outputs)
"""
_TRAIN_OP = "train_op = tf.train.AdamOptimizer().minimize(loss, tf.train.get_global_step())\n"


def found(body: str, driver: str = _DRIVER) -> list[tuple[int, str]]:
    """Diagnoses a model_fn whose body goes on in line 1."""
    source = _HEAD + "".join(f"    {line}\n" for line in body.splitlines()) + driver
    return sorted((one.line - 3, one.code) for one in migrate_source(source.encode()).findings if one.code.startswith("MIG6"))


WRONG = {
    "another variable is counted": (
        _PREDICT + _LOSS + "steps = tf.Variable(0, trainable=False)\n"
        "train_op = tf.train.AdamOptimizer().minimize(loss, global_step=steps)\n"
        "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)", [(5, "MIG618")]),
    "predictions in a list": (
        "if mode == tf.estimator.ModeKeys.PREDICT:\n    return tf.estimator.EstimatorSpec(mode, predictions=[outputs, outputs])\n"
        + _LOSS + _TRAIN_OP + "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)", [(2, "MIG620")]),
    "predictions of two structures": (
        "if mode == tf.estimator.ModeKeys.PREDICT:\n    return tf.estimator.EstimatorSpec(mode, predictions={'y': outputs})\n"
        + _LOSS + _TRAIN_OP + "return tf.estimator.EstimatorSpec(mode, outputs, loss, train_op)",
        [(5, "MIG622"), (5, "MIG622")]),
    "TRAIN without loss": (_PREDICT + _LOSS + "if mode == tf.estimator.ModeKeys.EVAL:\n"
                           "    return tf.estimator.EstimatorSpec(mode, loss=loss)\n" + _TRAIN_OP
                           + "return tf.estimator.EstimatorSpec(mode, train_op=train_op)", [(7, "MIG600")]),
    "TRAIN without train_op": (_PREDICT + _LOSS + "return tf.estimator.EstimatorSpec(mode, loss=loss)", [(4, "MIG601")]),
    "EVAL and PREDICT with a mode only": (
        "if mode == tf.estimator.ModeKeys.TRAIN:\n    " + _LOSS + "    " + _TRAIN_OP
        + "    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)\n"
          "return tf.estimator.EstimatorSpec(mode=mode)", [(5, "MIG602"), (5, "MIG603")]),
    "only TRAIN handled": (
        "if mode == tf.estimator.ModeKeys.TRAIN:\n    " + _LOSS + "    " + _TRAIN_OP
        + "    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)", [(-1, "MIG604"), (-1, "MIG604")]),
    "a tuple in place of the spec": (
        _PREDICT + _LOSS + _TRAIN_OP + "if mode == tf.estimator.ModeKeys.EVAL:\n    return loss, outputs\n"
        "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)", [(6, "MIG604")]),
    "a loss of Python": (_PREDICT + _LOSS + _TRAIN_OP + "return tf.estimator.EstimatorSpec(mode, loss=0.0, train_op=train_op)",
                         [(5, "MIG605")]),
    "a loss for each example": (
        _PREDICT + "loss = tf.square(outputs - labels)\n" + _TRAIN_OP
        + "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)", [(3, "MIG606")]),
    "a cross entropy for each example": (
        _PREDICT + "loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=outputs)\n" + _TRAIN_OP
        + "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)", [(3, "MIG606")]),
    "a constant is minimized": (
        _PREDICT + "loss = tf.constant(0.0)\n" + _TRAIN_OP
        + "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)", [(4, "MIG607")]),
    "the features are minimized": (
        _PREDICT + 'loss = tf.reduce_mean(tf.square(features["x"] - labels))\n' + _TRAIN_OP
        + "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)", [(4, "MIG607")]),
    "an error rate is minimized": (
        _PREDICT + "wrong = tf.cast(tf.not_equal(tf.argmax(outputs, 1), labels), tf.float32)\nloss = tf.reduce_mean(wrong)\n"
        + _TRAIN_OP + "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)", [(5, "MIG607")]),
    "a train_op that is a constant": (
        _PREDICT + _LOSS + "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=tf.constant(0.0))", [(4, "MIG608")]),
    "minimize without the step": (
        _PREDICT + _LOSS + "optimizer = tf.train.AdamOptimizer()\n"
        "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=optimizer.minimize(loss))", [(5, "MIG609")]),
    "two updates without the step": (
        _PREDICT + _LOSS + "first = tf.train.AdamOptimizer().minimize(loss)\nsecond = tf.train.AdamOptimizer().minimize(loss)\n"
        "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=tf.group(first, second))", [(5, "MIG609")]),
    "labels in PREDICT": (_LOSS + _PREDICT + _TRAIN_OP + "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)",
                          [(1, "MIG610")]),
    "a mean for a metric": (
        _PREDICT + _LOSS + _TRAIN_OP + 'metrics = {"bias": tf.reduce_mean(outputs)}\n'
        "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops=metrics)", [(5, "MIG611")]),
    "the update of a metric only": (
        _PREDICT + _LOSS + _TRAIN_OP + 'metrics = {"bias": tf.metrics.mean(outputs)[1]}\n'
        "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops=metrics)", [(5, "MIG611")]),
    "updates of batch norm forgotten": (
        "outputs = tf.layers.batch_normalization(outputs, training=mode == tf.estimator.ModeKeys.TRAIN)\n" + _PREDICT + _LOSS
        + _TRAIN_OP + "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)", [(1, "MIG612")]),
    "dropout that never drops": (
        "outputs = tf.layers.dropout(outputs, 0.5)\n" + _PREDICT + _LOSS
        + _TRAIN_OP + "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)", [(1, "MIG613")]),
    "a train_op bound in TRAIN only": (
        _PREDICT + _LOSS + "if mode == tf.estimator.ModeKeys.TRAIN:\n    " + _TRAIN_OP
        + "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)", [(6, "MIG616")]),
    "an optimizer for a train_op": (
        _PREDICT + _LOSS + "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=tf.train.AdamOptimizer())",
        [(4, "MIG617")]),
}

RIGHT = {
    "all modes": _PREDICT + _LOSS + _TRAIN_OP + "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)",
    "a loss for each example that is averaged": (
        _PREDICT + "loss = tf.square(outputs - labels)\nloss = tf.reduce_mean(loss)\n" + _TRAIN_OP
        + "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)"),
    "labels asked for": (
        "loss = train_op = None\nif labels is not None:\n    " + _LOSS + "    " + _TRAIN_OP
        + "return tf.estimator.EstimatorSpec(mode, predictions=outputs, loss=loss, train_op=train_op)"),
    "one of two updates counts": (
        _PREDICT + _LOSS + "first = tf.train.AdamOptimizer().minimize(loss)\n" + _TRAIN_OP
        + "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=tf.group(first, train_op))"),
    "the step is counted beside": (
        _PREDICT + _LOSS + "with tf.control_dependencies([tf.assign_add(tf.train.get_global_step(), 1)]):\n"
        "    train_op = tf.train.AdamOptimizer().minimize(loss)\n"
        "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)"),
    "a penalty beside a constant": (
        _PREDICT + "loss = tf.constant(0.0) + tf.losses.get_regularization_loss() + tf.reduce_mean(outputs)\n" + _TRAIN_OP
        + "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)"),
    "other modes are refused": (
        "if mode == tf.estimator.ModeKeys.TRAIN:\n    " + _LOSS + "    " + _TRAIN_OP
        + "    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)\nraise ValueError(mode)"),
    "a field that with binds": (
        _PREDICT + _LOSS + "with make_train_op(loss) as train_op:\n    pass\n"
        "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)"),
    "what a helper makes is not known": _PREDICT + "return make_spec(mode, outputs)",
    "fields that are not known": _PREDICT + _LOSS + "return tf.estimator.EstimatorSpec(mode, **fields)",
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong(name):
    body, expected = WRONG[name]
    assert found(body) == expected


@pytest.mark.parametrize("name", RIGHT)
def test_right(name):
    assert found(RIGHT[name]) == []


def raised(programs):
    """Asks the Estimators of some programs for each mode; gives what they raised. Runs under TF 2.15."""
    import sys
    import tempfile
    sys.modules["tensorflow"] = tf
    errors = {}
    for name, (source, classes) in programs.items():
        def input_fn():
            labels = np.zeros(8, np.int64) if classes else np.ones((8, 1), np.float32)
            return tf.data.Dataset.from_tensor_slices(({"x": np.ones((8, 3), np.float32)}, labels)).batch(4, drop_remainder=True)

        namespace = {}
        exec(source, namespace)
        estimator = tf.estimator.Estimator(namespace["model_fn"], params={}, model_dir=tempfile.mkdtemp())
        errors[name] = []
        for ask in (estimator.train, estimator.evaluate, lambda input_fn: list(estimator.predict(input_fn))):
            try:
                ask(input_fn)
            except Exception as error:
                errors[name].append(f"{type(error).__name__}: {error}")
    return errors


def test_the_estimator_raises_what_is_said_of_it(tf215):
    sources, said = {}, {}
    for name, (body, _) in WRONG.items():
        sources[name] = (_HEAD + "".join(f"    {line}\n" for line in body.splitlines()), "argmax" in body or "sparse" in body)
        messages = [one.message for one in migrate_source((sources[name][0] + _DRIVER).encode()).findings if one.code.startswith("MIG6")]
        said[name] = [re.split(r", given|, or, |…| is bound", text)[0] for message in messages
                      for text in re.findall(r"(?:raises |: )((?:\w+Error)[:,].*)", message)]
    errors = tf215.run(raised, sources)
    assert sum(map(len, said.values())) == 19
    for name, texts in said.items():
        assert bool(texts) == bool(errors[name]), (name, errors[name])
        for text in texts:
            kind, _, words = text.replace("Error, ", "Error: ").partition(": ")
            assert any(error.startswith(kind) and words in error.replace("'", "") for error in errors[name]), (name, text, errors[name])


def test_a_mode_that_nothing_asks_for_may_lack_its_field():
    body = _LOSS + _TRAIN_OP + "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)"
    assert found(body, "estimator = tf.estimator.Estimator(model_fn)\nestimator.train(input_fn)\n") == []


def test_a_function_that_makes_no_spec_but_is_given_to_an_estimator():
    assert found("return outputs, labels") == [(1, "MIG604")] * 3


def test_a_migrated_program_has_no_diagnoses():
    source = _HEAD + "".join(f"    {line}\n" for line in RIGHT["all modes"].splitlines()) + _DRIVER
    assert not [one for one in migrate_source(migrate_source(source.encode()).after).findings if one.code.startswith("MIG6")]


_FORGOT_UPDATES = {"staged_residual", "deepfm", "forgotten_updates"}  # And EVAL of theirs shows it, under TF1 too.


def test_no_alarm_on_programs_that_run():
    from migrator.analysis.diagnoses import diagnose
    from migrator.linking import Program
    import libcst as cst
    alarms = {}
    for path in [*TESTS.glob("programs/*/before.py"), *TESTS.glob("golden/*/*/before.py")]:
        try:
            program = Program({str(path): cst.parse_module(path.read_bytes())})
        except cst.ParserSyntaxError:
            continue
        codes = {one.code for one in diagnose(list(program.modules.values()))}
        if codes:
            alarms[path.parent.name] = codes
    assert alarms == dict.fromkeys(_FORGOT_UPDATES, {"MIG612"}) | {"scoped_reuse_flags": {"MIG622"}}  # It has both.


def test_an_estimator_that_is_given_what_its_model_fn_does_not_take():
    source = "import tensorflow as tf\ndef model_fn(features, labels, mode):\n    return tf.estimator.EstimatorSpec(mode, features)\n"
    for given, codes in (("params={'units': 3}", ["MIG619"]), ("params={}", []), ("params=None", []), ("'dir'", [])):
        made = migrate_source(f"{source}tf.estimator.Estimator(model_fn, {given})\n".encode())
        assert [one.code for one in made.findings if one.code in ("MIG619", "MIG623")] == codes
    other = source.replace("labels", "targets")
    made = migrate_source(f"{other}tf.estimator.Estimator(model_fn)\n".encode())
    assert [one.message[-11:] for one in made.findings if one.code == "MIG619"] == ["['targets']"]


def test_a_parameter_that_nothing_reads():
    body = _PREDICT + "loss = tf.losses.mean_squared_error(labels, outputs * params['scale'] + params.get('shift', 0.0))\n"
    driver = "estimator = tf.estimator.Estimator(model_fn, params={'scale': 1.0, 'shift': 2.0, 'rate': 3.0})\n"
    train = "train_op = tf.train.AdamOptimizer({}).minimize(loss, tf.train.get_global_step())\n"
    end = "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)"
    assert found(body + train.format("0.1") + end, driver) == [(6, "MIG623")]
    assert found(body + train.format("params['rate']") + end, driver) == []
    assert found(body + train.format("rate_of(params)") + end, driver) == []


def test_a_variable_of_another_graph():
    source = ("import tensorflow as tf\n{}weights = tf.Variable(tf.zeros([1, 1]))\nscale = tf.constant(2.0)\n"
              "def model_fn(features, labels, mode):\n    outputs = tf.matmul(features, weights) * scale\n"
              "    return tf.estimator.EstimatorSpec(mode, outputs)\n")
    for before, codes in (("", ["MIG621"]), ("tf.enable_eager_execution()\n", [])):
        made = migrate_source(source.format(before).encode())
        assert [one.code for one in made.findings if one.code == "MIG621"] == codes


def test_a_mode_that_an_assertion_excludes():
    body = ("if mode == tf.estimator.ModeKeys.TRAIN:\n    " + _LOSS + "    " + _TRAIN_OP
            + "    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)\n"
              "{}return tf.estimator.EstimatorSpec(mode, predictions=outputs)")
    assert found(body.format("")) == [(5, "MIG602")]
    assert found(body.format("assert mode == tf.estimator.ModeKeys.PREDICT\n")) == []


def test_what_another_program_asks_for_is_not_asked_of_a_model_fn():
    model = _HEAD + "".join(f"    {line}\n" for line in (
        "loss = None\ntrain_op = None\nif mode == tf.estimator.ModeKeys.TRAIN:\n    " + _LOSS + "    " + _TRAIN_OP
        + "return tf.estimator.EstimatorSpec(mode, outputs, loss, train_op)").splitlines())
    asking = "import tensorflow as tf\n{}estimator = make()\nestimator.evaluate(input_fn)\n"
    for imports, codes in (("", []), ("from model import model_fn\n", ["MIG602"]), ("import model\n", ["MIG602"])):
        made = diagnose_program({"model.py": model.encode(), "other.py": asking.format(imports).encode()})
        assert [one.code for one in made["model.py"].findings] == codes
    serving = f"{model}tf.estimator.Estimator(model_fn).predict(input_fn)\n"  # What imports a server asks others.
    made = diagnose_program({"model.py": serving.encode(), "other.py": asking.format("import model\n").encode()})
    assert [one.code for one in made["model.py"].findings] == []
