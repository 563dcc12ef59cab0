"""What the rest of a model_fn decides about its layers."""
import libcst as cst

from migrator.names import Names
from migrator.result import Disposition
from migrator.transforms.context import Context, ModelFacts
from migrator.transforms.rewriter import Rewriter
from migrator.transforms.selection import selection_of
from migrator.engine import Options


def rewritten(source, **facts):
    module = cst.parse_module(source)
    context = Context(Names(module), ModelFacts(**facts))
    return module.visit(Rewriter(context, selection_of(Options()).rules)).code, context


NORM = "import tensorflow as tf\nx = tf.layers.batch_normalization(x, -1, 0.9, training=True)\n"
PENALTY = ("import tensorflow as tf\n"
           "x = tf.layers.dense(x, 3, kernel_regularizer=tf.contrib.layers.l2_regularizer(0.1), name='x')\n")


def test_moving_statistics_that_move():
    code, context = rewritten(NORM, updates_run=True)
    assert "x = FusedBatchNormalization(axis=-1, momentum=0.9)(x, training=True)\n" in code
    assert context.support == {"FusedBatchNormalization"}


def test_moving_statistics_that_never_moved():
    code, context = rewritten(NORM, updates_run=False)
    assert "x = BatchNormalizationWithoutUpdates(axis=-1, momentum=0.9)(x, training=True)\n" in code
    assert context.support == {"BatchNormalizationWithoutUpdates"}


def test_moving_statistics_that_contrib_moves_in_place():
    source = "import tensorflow as tf\nx = tf.contrib.layers.batch_norm(x, updates_collections=None)\n"
    code, _ = rewritten(source, updates_run=False)
    assert "FusedBatchNormalization" in code


def test_penalty_that_counts():
    code, _ = rewritten(PENALTY, penalties_count=True)
    assert "keras.layers.Dense(3, kernel_regularizer=keras.regularizers.L2(0.05), name='x')(x)" in code


def test_penalty_that_never_counted():
    code, context = rewritten(PENALTY, penalties_count=False)
    assert "keras.layers.Dense(3, name='x')(x)" in code
    settled = {reference.symbol: context.settled[reference.node] for reference in context.names.references
               if reference.node in context.settled}
    removed = settled["tf.contrib.layers.l2_regularizer"]
    assert (removed.disposition, removed.code) == (Disposition.REMOVED, "MIG310")
    assert settled["tf.layers.dense"].disposition is Disposition.REWRITTEN


def test_layer_object_whose_calls_are_not_seen_is_to_be_reviewed():
    _, context = rewritten("import tensorflow as tf\ndrop = tf.layers.Dropout(0.3)\nx = tf.layers.dropout(x, 0.3)\n")
    settled = {reference.symbol: context.settled[reference.node] for reference in context.names.references
               if reference.node in context.settled}
    assert (settled["tf.layers.Dropout"].disposition, settled["tf.layers.Dropout"].code) == (Disposition.REVIEW, "MIG210")
    assert settled["tf.layers.dropout"].disposition is Disposition.REWRITTEN
