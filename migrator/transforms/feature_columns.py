"""tf.feature_column: input_layer becomes a Keras layer, and the columns stay.

>>> from migrator.transforms.feature_columns import feature_columns
>>> before = "import tensorflow as tf\\nnet = tf.feature_column.input_layer(features, columns)\\n"
>>> print(feature_columns(before).after.decode())
from tf1_semantics import InputLayer
net = InputLayer(columns)(features)
<BLANKLINE>

TensorFlow still makes the columns, and they compute what they did; what is gone is that which
consumed them. Facts: targets, section 5.
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.repetition import may_run_again
from migrator.transforms.context import Context
from migrator.transforms.expressions import is_literal
from migrator.transforms.layer_forms import applied, is_none, revise_common
from migrator.transforms.registry import CallSite, Kind, Left, Transform

feature_columns = Transform("feature_columns", "tf.feature_column.input_layer to a Keras layer")

# The columns whose constructors today's TensorFlow has with the same parameters in the same order.
_UNCHANGED = {
    "numeric_column": "key shape default_value dtype normalizer_fn",
    "bucketized_column": "source_column boundaries",
    "categorical_column_with_hash_bucket": "key hash_bucket_size dtype",
    "categorical_column_with_identity": "key num_buckets default_value",
    "categorical_column_with_vocabulary_list": "key vocabulary_list dtype default_value num_oov_buckets",
    "crossed_column": "keys hash_bucket_size hash_key",
    "weighted_categorical_column": "categorical_column weight_feature_key dtype",
    "indicator_column": "categorical_column",
    "make_parse_example_spec": "feature_columns",
}


@feature_columns.call("tf.feature_column.input_layer",
                      "features feature_columns weight_collections trainable cols_to_vars cols_to_output_tensors",
                      Kind.LAYER)
def input_layer(site: CallSite, context: Context) -> cst.BaseExpression:
    """The layer that computes all columns and concatenates them."""
    features = _features(site)
    return applied(_layer(site, context), features)


@feature_columns.call("tf.contrib.feature_column.sequence_input_layer",
                      "features feature_columns weight_collections trainable", Kind.LAYER)
def sequence_input_layer(site: CallSite, context: Context) -> cst.BaseExpression:
    """The layer that computes all columns of sequences, and the lengths of these."""
    features = _features(site)
    return applied(_layer(site, context, "SequenceInputLayer"), features)


@feature_columns.call("tf.keras.experimental.SequenceFeatures", "feature_columns trainable name", Kind.LAYER_CLASS)
def sequence_features(site: CallSite, context: Context) -> cst.BaseExpression:
    """The layer that Keras had for this."""
    return _layer(site, context, "SequenceInputLayer")


def _features(site: CallSite) -> cst.BaseExpression:
    """Takes out the features, and what has no meaning for a layer."""
    arguments = site.arguments
    features = arguments.pop("features")
    if features is None or "feature_columns" not in arguments:
        raise Left("MIG101", f"{site.symbol} is called without features or columns")
    for name in ("weight_collections", "cols_to_vars", "cols_to_output_tensors"):
        if not is_none(arguments.pop(name) or cst.Name("None")):
            raise Left("MIG170", f"{name} hands out what only the layer has now")
    return features


@feature_columns.call("tf.keras.layers.DenseFeatures", "feature_columns trainable name", Kind.LAYER_CLASS)
def dense_features(site: CallSite, context: Context) -> cst.BaseExpression:
    """The layer that Keras had for this."""
    return _layer(site, context)


def _layer(site: CallSite, context: Context, kind: str = "InputLayer") -> cst.Call:
    arguments = site.arguments
    if is_literal(arguments.get("trainable"), "True"):
        arguments.pop("trainable")
    revise_common(site, context)
    return arguments.call(context.supported(kind), ("feature_columns",))


def _unchanged(site: CallSite, context: Context) -> None:
    """A column whose constructor did not change."""


for _name, _parameters in _UNCHANGED.items():
    feature_columns.call(f"tf.feature_column.{_name}", _parameters, Kind.CONFIGURATION)(_unchanged)


_SEQUENCES = {
    "sequence_categorical_column_with_hash_bucket": "key hash_bucket_size dtype",
    "sequence_categorical_column_with_identity": "key num_buckets default_value",
    "sequence_categorical_column_with_vocabulary_file": (
        "key vocabulary_file vocabulary_size num_oov_buckets default_value dtype"),
    "sequence_categorical_column_with_vocabulary_list": "key vocabulary_list dtype default_value num_oov_buckets",
    "sequence_numeric_column": "key shape default_value dtype normalizer_fn",
}


def _sequence(site: CallSite, context: Context) -> cst.Call | None:
    """A column of sequences, which tf.contrib had first."""
    if not site.symbol.startswith("tf.contrib."):
        return None
    return site.updated.with_changes(func=context.tf(f"feature_column.{site.symbol.rpartition('.')[2]}"))


for _name, _parameters in _SEQUENCES.items():
    feature_columns.call(f"tf.feature_column.{_name} tf.contrib.feature_column.{_name}", _parameters,
                         Kind.CONFIGURATION)(_sequence)


@feature_columns.call("tf.feature_column.embedding_column",
                      "categorical_column dimension combiner initializer ckpt_to_load_from tensor_name_in_ckpt max_norm "
                      "trainable", Kind.CONFIGURATION)
def embedding_column(site: CallSite, context: Context) -> None:
    """An embedding; today's TensorFlow can't start it from a checkpoint of TF1."""
    if not is_none(site.arguments.get("ckpt_to_load_from") or cst.Name("None")):
        raise Left("MIG171", "the embedding starts from a checkpoint (ckpt_to_load_from)")


@feature_columns.call("tf.feature_column.categorical_column_with_vocabulary_file",
                      "key vocabulary_file vocabulary_size num_oov_buckets default_value dtype", Kind.CONFIGURATION)
def vocabulary_file(site: CallSite, context: Context) -> cst.Call:
    """The parameters behind the vocabulary's size stand in another order."""
    return site.arguments.call(site.updated.func, ("key", "vocabulary_file", "vocabulary_size"))


@feature_columns.call("tf.feature_column.linear_model",
                      "features feature_columns units sparse_combiner weight_collections trainable cols_to_vars", Kind.LAYER)
def linear_model(site: CallSite, context: Context) -> cst.BaseExpression:
    """The layer that adds up what the weights of all columns give."""
    features = _features(site)
    return applied(_layer(site, context, "LinearModel"), features)


_SHARED = "tf.feature_column.shared_embedding_columns"
_CONSUMERS = {"tf.feature_column.input_layer", "tf.feature_column.linear_model", "tf.keras.layers.DenseFeatures",
              "tf.contrib.feature_column.sequence_input_layer", "tf.keras.experimental.SequenceFeatures"}
_MIGRATED = {"InputLayer": "tf.feature_column.input_layer", "LinearModel": "tf.feature_column.linear_model",
             "SequenceInputLayer": "tf.contrib.feature_column.sequence_input_layer", "shared_embedding_columns": _SHARED}


@feature_columns.call(_SHARED, "categorical_columns dimension combiner initializer shared_embedding_collection_name "
                      "ckpt_to_load_from tensor_name_in_ckpt max_norm trainable", Kind.CONFIGURATION)
def shared_embedding_columns(site: CallSite, context: Context) -> cst.BaseExpression:
    """Columns that share one embedding, which the layer has that takes them.

    Raises:
        Left: more than one layer may take them, or share an embedding with others.
    """
    arguments = site.arguments
    if not is_none(arguments.get("ckpt_to_load_from") or cst.Name("None")):
        raise Left("MIG171", "the embedding starts from a checkpoint (ckpt_to_load_from)")
    imported = {alias.name.value for alias in context.support_imports}
    used = [(reference.symbol, reference.node) for reference in context.names.references]
    used += [(_MIGRATED[root.value], root) for _, root in context.names.chains
             if root.value in imported and root.value in _MIGRATED]
    symbols = [symbol for symbol, _ in used]
    consumers = [node for symbol, node in used if symbol in _CONSUMERS]
    if len(consumers) > 1:
        raise Left("MIG173", "more than one layer of this module takes feature columns")
    if consumers and may_run_again(consumers[0], context.names, [one.names for one in context.all]):
        raise Left("MIG173", "what has a layer take the columns runs more than once, and each layer has weights of its own")
    named = not is_none(arguments.get("shared_embedding_collection_name") or cst.Name("None"))
    if named and symbols.count(_SHARED) > 1:
        raise Left("MIG173", "another call may give its embedding the same name")
    arguments.pop("shared_embedding_collection_name", "ckpt_to_load_from", "tensor_name_in_ckpt")
    return arguments.call(context.supported("shared_embedding_columns"), site.parameters[:4])


@feature_columns.use(" ".join(f"tf.feature_column.{name}" for name in (*_UNCHANGED, "embedding_column")))
def column_class(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """A constructor that is passed on."""
    return node


@feature_columns.use("tf.feature_column")
def module(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression | None:
    """The module itself, under another name: the columns are still there."""
    return node if symbol == "tf.feature_column" else None


import migrator.transforms.contrib_columns  # noqa: E402,F401  Its rules are rules of this transform.
