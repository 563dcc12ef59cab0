"""Columns of tf.contrib.layers to those of tf.feature_column.

Their rules belong to the transform ``feature_columns``.

>>> from migrator.transforms import feature_columns
>>> before = '''import tensorflow as tf
... age = tf.contrib.layers.real_valued_column("age", 2, normalizer=scale)
... '''
>>> print(feature_columns(before).after.decode().splitlines()[-1])
age = tf.feature_column.numeric_column("age", 2, normalizer_fn=scale)
"""
from __future__ import annotations

import libcst as cst

from migrator.transforms.context import Context
from migrator.transforms.expressions import is_literal
from migrator.transforms.feature_columns import feature_columns
from migrator.transforms.layer_forms import is_none
from migrator.transforms.registry import CallSite, Kind, Left

_NEW_NAMES = {"column_name": "key", "dimension": "shape", "normalizer": "normalizer_fn", "keys": "vocabulary_list",
              "bucket_size": "num_buckets", "vocab_size": "vocabulary_size", "sparse_id_column": "categorical_column",
              "weight_column_name": "weight_feature_key"}
# For each column its parameters, what it is now, and the parameters that stand there by position.
_COLUMNS = {
    "real_valued_column": ("column_name dimension default_value dtype normalizer", "numeric_column", "key shape"),
    "sparse_column_with_hash_bucket": ("column_name hash_bucket_size combiner dtype hash_keys",
                                       "categorical_column_with_hash_bucket", "key hash_bucket_size"),
    "sparse_column_with_keys": ("column_name keys default_value combiner dtype",
                                "categorical_column_with_vocabulary_list", "key vocabulary_list"),
    "sparse_column_with_integerized_feature": ("column_name bucket_size combiner dtype",
                                               "categorical_column_with_identity", "key num_buckets"),
    "sparse_column_with_vocabulary_file": ("column_name vocabulary_file num_oov_buckets vocab_size default_value combiner dtype",
                                           "categorical_column_with_vocabulary_file", "key vocabulary_file"),
    "bucketized_column": ("source_column boundaries", "bucketized_column", "source_column boundaries"),
    "one_hot_column": ("sparse_id_column", "indicator_column", "categorical_column"),
    "weighted_sparse_column": ("sparse_id_column weight_column_name dtype", "weighted_categorical_column",
                               "categorical_column weight_feature_key"),
    "crossed_column": ("columns hash_bucket_size combiner ckpt_to_load_from tensor_name_in_ckpt hash_key",
                       "learn_crossed_column", "columns hash_bucket_size"),
    "embedding_column": ("sparse_id_column dimension combiner initializer ckpt_to_load_from tensor_name_in_ckpt max_norm trainable",
                         "learn_embedding_column", "categorical_column dimension"),
}
_LOST = ("hash_keys", "ckpt_to_load_from", "tensor_name_in_ckpt")


def column(site: CallSite, context: Context) -> cst.BaseExpression:
    """The column of tf.feature_column, or a support function where a default or what is crossed is another one.

    Raises:
        Left: it is given what no column of today has.
    """
    name = site.symbol.rpartition(".")[2]
    _, to, order = _COLUMNS[name]
    arguments = site.arguments
    for lost in _LOST:
        if not is_none(arguments.pop(lost) or cst.Name("None")):
            raise Left("MIG100", f"{name} is given {lost}")
    if name == "real_valued_column" and is_none(arguments.get("dimension") or cst.Integer("1")):
        raise Left("MIG100", "real_valued_column of a dimension that is not known")
    if name == "crossed_column" and is_none(arguments.get("hash_key") or cst.Name("None")):
        raise Left("MIG291", "without a hash_key it hashes otherwise than any column of today")
    combiner = arguments.get("combiner")
    if name != "embedding_column" and combiner is not None:
        if not (isinstance(combiner, cst.SimpleString) and combiner.evaluated_value == "sum"):
            raise Left("MIG100", f"{name} is given a combiner")
        arguments.pop("combiner")
    if name == "sparse_column_with_integerized_feature":
        arguments.pop("dtype")
    if is_literal(arguments.get("num_oov_buckets"), "0"):
        arguments.pop("num_oov_buckets")
    for old, new in _NEW_NAMES.items():
        if old in arguments and (old != "dimension" or name == "real_valued_column"):
            arguments.rename(old, new)
    if to.startswith("learn_"):
        if "categorical_column" in arguments:
            arguments.rename("categorical_column", "column")
        return arguments.call(context.supported(to), order.replace("categorical_column", "column").split())
    return arguments.call(context.tf(f"feature_column.{to}"), order.split())


for _name, (_parameters, _, _) in _COLUMNS.items():
    feature_columns.call(f"tf.contrib.layers.{_name}", _parameters, Kind.CONFIGURATION)(column)


@feature_columns.call("tf.contrib.layers.create_feature_spec_for_parsing", "feature_columns", Kind.CONFIGURATION)
def parsing_spec(site: CallSite, context: Context) -> cst.BaseExpression:
    """The function of tf.feature_column."""
    return site.updated.with_changes(func=context.tf("feature_column.make_parse_example_spec"))
