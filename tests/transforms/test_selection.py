"""--select and --ignore: what is applied, what stays, and how it is counted."""
from collections import Counter

import pytest

from migrator.engine import Options, migrate_source

PLAIN = b'''\
import tensorflow as tf
net = tf.layers.dense(net, 3)
loss = tf.losses.mean_squared_error(y, net)
value = tf.log(loss)
tf.logging.info("x")
cell = tf.contrib.rnn.GLSTMCell(3)
'''
MODEL = b'''\
import tensorflow as tf

tf.logging.info("go")


def model_fn(features, labels, mode):
    outputs = tf.log(tf.layers.dense(features, 1))
    loss = tf.reduce_mean(tf.square(outputs - labels))
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


estimator = tf.estimator.Estimator(model_fn)
estimator.train(input_fn, steps=3)
'''


def migrated(source, select=(), ignore=()):
    result = migrate_source(source, options=Options(select=tuple(select), ignore=tuple(ignore)))
    assert result.failure is None
    return result, Counter(str(construct.disposition) for construct in result.constructs)


def test_only_what_is_selected_is_applied():
    result, counts = migrated(PLAIN, select=["layers"])
    assert b"keras.layers.Dense(3)(net)" in result.after
    assert all(text in result.after for text in (b"tf.losses.", b"tf.log(", b"tf.logging", b"tf.contrib"))
    assert b"TODO" not in result.after
    assert counts == {"rewritten": 1, "suppressed": 4}


def test_what_is_ignored_stays_and_the_rest_is_done():
    result, counts = migrated(PLAIN, ignore=["platform", "losses"])
    assert b"tf.logging.info" in result.after and b"tf.losses.mean_squared_error" in result.after
    assert b"keras.layers.Dense" in result.after and b"tf.math.log" in result.after
    assert counts == {"rewritten": 2, "suppressed": 2, "left": 1}


@pytest.mark.parametrize("name", ["model_fns", "drivers"])
def test_a_model_takes_all_that_it_consists_of_along(name):
    result, counts = migrated(MODEL, select=[name])
    assert b"class Model(keras.Model)" in result.after and b"tf.math.log" in result.after and b".fit(" in result.after
    assert b"tf.logging.info" in result.after
    assert counts["suppressed"] == 1 and not counts["left"]


@pytest.mark.parametrize("name", ["model_fns", "drivers", "inputs"])
def test_what_goes_together_stays_together(name):
    result, counts = migrated(MODEL, ignore=[name])
    assert b"def model_fn" in result.after and b"tf.estimator.Estimator(" in result.after
    assert counts["suppressed"] and not counts["left"]


def test_no_model_is_made_by_halves():
    result, counts = migrated(MODEL, ignore=["layers"])
    assert b"def model_fn" in result.after and b"tf.layers.dense" in result.after
    assert counts["suppressed"] and not counts["left"]


def test_a_model_may_keep_what_is_no_part_of_it():
    result, _ = migrated(MODEL, ignore=["platform"])
    assert b"class Model(keras.Model)" in result.after and b"tf.logging.info" in result.after


def test_ignored_codes_are_not_reported():
    result, counts = migrated(PLAIN, ignore=["MIG100"])
    assert b"TODO" not in result.after and not result.needs_a_person
    assert counts["suppressed"] == 1
    result, _ = migrated(PLAIN)
    assert b"TODO(migrator): MIG100" in result.after and result.needs_a_person


def test_selected_codes_are_the_only_ones_reported():
    source = b"import tensorflow as tf\ntf.logging.fatal('x')\nnet = tf.layers.dense(net, *sizes)\n"
    _, counts = migrated(source)
    assert counts == {"review": 1, "left": 1}
    result, counts = migrated(source, select=["MIG2"])
    assert counts == {"review": 1, "suppressed": 1} and b"logging.error" in result.after and b"TODO" not in result.after


@pytest.mark.parametrize("source", [PLAIN, MODEL])
@pytest.mark.parametrize("select, ignore", [(["layers"], []), ([], ["layers"]), (["drivers"], ["platform"]), ([], ["MIG1"])])
def test_is_stable_and_adds_up(source, select, ignore):
    result, counts = migrated(source, select, ignore)
    again, _ = migrated(result.after, select, ignore)
    assert again.after == result.after
    assert counts.total() == len(result.constructs)
