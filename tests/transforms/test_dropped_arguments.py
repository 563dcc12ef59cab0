"""Arguments that mean nothing any more are in the ledger, each with its reason; those that mean something are refused."""
import textwrap

import pytest

from migrator.engine import Options, migrate_source
from migrator.result import Disposition

MODEL = '''
    import tensorflow as tf
    def model_fn(features, labels, mode):
        net = tf.layers.dense(features, 1)
        loss = tf.reduce_mean(tf.square(net - labels))
        train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
        return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
'''


def migrated(source, options=Options()):
    result = migrate_source(textwrap.dedent(source).encode(), options=options)
    assert result.failure is None
    return result


def removed(source):
    return {construct.symbol: (construct.line, construct.code) for construct in migrated(source).constructs
            if construct.disposition is Disposition.REMOVED}


def test_an_argument_is_an_entry_of_its_own():
    assert removed('''\
        import tensorflow as tf
        loss = tf.losses.mean_squared_error(
            labels, outputs,
            scope="loss")
        ''') == {"tf.losses.mean_squared_error(scope=)": (4, "MIG320")}


def test_a_positional_argument_too():
    assert removed('''\
        import tensorflow as tf
        optimizer = tf.train.GradientDescentOptimizer(0.1, True)
        ''') == {"tf.train.GradientDescentOptimizer(use_locking=)": (2, "MIG320")}


def test_none_is_nothing_to_mention():
    assert removed('''\
        import tensorflow as tf
        loss = tf.losses.mean_squared_error(labels, outputs, scope=None, loss_collection=None)
        ''') == {}


def test_a_construct_in_an_argument_goes_with_it():
    assert removed('''\
        import tensorflow as tf
        net = tf.layers.dense(net, 8, reuse=tf.AUTO_REUSE)
        ''') == {"tf.AUTO_REUSE": (2, "MIG311"), "tf.layers.dense(reuse=)": (2, "MIG311")}


def test_a_regularizer_that_a_variable_holds():
    """The variable stays: only the argument can say that the penalty never counted."""
    source = textwrap.dedent(MODEL).replace("features, 1)", "features, 1, kernel_regularizer=penalty)")
    assert removed(source)["tf.layers.dense(kernel_regularizer=)"] == (4, "MIG310")


def test_what_is_ignored_is_suppressed():
    result = migrated('''\
        import tensorflow as tf
        loss = tf.losses.mean_squared_error(labels, outputs, scope="loss")
        ''', Options(ignore=("MIG320",)))
    assert [one.disposition for one in result.constructs if one.code == "MIG320"] == [Disposition.SUPPRESSED]


@pytest.mark.parametrize("field", ["session_config=make()", "device_fn=place", "protocol='grpc'", "save_summary_steps=5"])
@pytest.mark.parametrize("use", ["estimator.train(input_fn, steps=1)", "hand_on(estimator)"])
def test_fields_of_a_run_config(field, use):
    source = textwrap.dedent(MODEL) + (
        f"estimator = tf.estimator.Estimator(model_fn, config=tf.estimator.RunConfig({field}))\n{use}\n")
    name = field.partition("=")[0]
    assert removed(source) == {f"tf.estimator.RunConfig({name}=)": (8, "MIG321")}
    assert name not in migrated(source).after.decode()


def test_how_often_a_training_logs():
    source = textwrap.dedent(MODEL) + textwrap.dedent('''
        tf.logging.set_verbosity(tf.logging.INFO)
        estimator = tf.estimator.Estimator(model_fn, config=tf.estimator.RunConfig(log_step_count_steps={}))
        estimator.train(input_fn, steps=1)
        ''')
    assert "LogSteps(every=20)" in migrated(source.format(20)).after.decode()
    assert "LogSteps" not in migrated(source.format(None)).after.decode()
    quiet = removed(source.format(20).replace("tf.logging.INFO", "tf.logging.ERROR"))
    assert quiet == {"tf.estimator.RunConfig(log_step_count_steps=)": (10, "MIG321")}


def test_a_mode_that_is_not_handled():
    source = textwrap.dedent(MODEL) + "estimator = tf.estimator.Estimator(model_fn)\nprint(list(estimator.predict(input_fn)))\n"
    assert [finding.code for finding in migrated(source).findings] == ["MIG603", "MIG248"]  # The function, and the call.


def test_a_seed_that_no_statement_can_set():
    source = textwrap.dedent(MODEL) + textwrap.dedent('''
        make_config = lambda: tf.estimator.RunConfig(tf_random_seed=1)
        estimator = tf.estimator.Estimator(model_fn, config=make_config())
        ''')
    assert [finding.code for finding in migrated(source).findings] == ["MIG249"]


@pytest.mark.parametrize("option, code", [
    ("grad_loss=weights", "MIG144"), ("gate_gradients=2", "MIG320"), ("colocate_gradients_with_ops=True", "MIG320")])
def test_options_of_minimize(option, code):
    source = MODEL.replace("get_global_step())", f"get_global_step(), {option})")
    result = migrated(source)
    assert code in {construct.code for construct in result.constructs} | {form[3][:6] for form in result.forms}


@pytest.mark.parametrize("option", ["grad_ys=weights", "stop_gradients=[net]"])
def test_gradients_that_start_or_stop_elsewhere(option):
    source = MODEL.replace("train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())", f"""
        variables = tf.trainable_variables()
        gradients = tf.gradients(loss, variables, {option})
        train_op = tf.train.GradientDescentOptimizer(0.1).apply_gradients(
            zip(gradients, variables), tf.train.get_global_step())""".strip())
    assert [form[3][:6] for form in migrated(source).forms] == ["MIG144"]


@pytest.mark.parametrize("config", [
    "config = tf.estimator.RunConfig().replace(session_config=make(), save_checkpoints_steps=5)",
    "config = tf.estimator.RunConfig()\nconfig = config.replace(session_config=make(), save_checkpoints_steps=5)"])
def test_fields_that_replace_is_given(config):
    source = textwrap.dedent(MODEL) + f"{config}\nestimator = tf.estimator.Estimator(model_fn, config=config)\nuse(estimator)\n"
    [finding] = migrated(source).findings
    assert finding.code == "MIG321" and finding.message.startswith("session_config: ")
