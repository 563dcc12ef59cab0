"""Lookup tables of tf.contrib.lookup to those of the support module, which today's tf.lookup makes."""
from __future__ import annotations

import libcst as cst

from migrator.result import Disposition
from migrator.transforms.context import Context
from migrator.transforms.registry import CallSite, Kind, Left, Transform

_COLUMNS = "key_column_index value_column_index delimiter"
_TABLES = {
    "index_table_from_tensor": "mapping num_oov_buckets default_value hasher_spec dtype name",
    "index_table_from_file": "vocabulary_file num_oov_buckets vocab_size default_value hasher_spec key_dtype name " + _COLUMNS,
    "index_to_string_table_from_tensor": "mapping default_value name",
    "index_to_string_table_from_file": "vocabulary_file vocab_size default_value name " + _COLUMNS,
    "string_to_index_table_from_tensor": "mapping num_oov_buckets default_value hasher_spec name",
    "string_to_index_table_from_file": "vocabulary_file num_oov_buckets vocab_size default_value hasher_spec name",
}

_MOVED = {
    "HashTable": "initializer default_value shared_name name",
    "KeyValueTensorInitializer": "keys values key_dtype value_dtype name",
    "TextFileInitializer": "filename key_dtype key_index value_dtype value_index vocab_size delimiter name",
}


def register(transform: Transform) -> None:
    """Enters the rules into a family.

    Args:
        transform: the family.
    """
    for name, parameters in _TABLES.items():
        transform.call(f"tf.contrib.lookup.{name}", parameters, Kind.CONFIGURATION)(table)


    for name, parameters in _MOVED.items():
        transform.call(f"tf.contrib.lookup.{name}", parameters, Kind.CONFIGURATION)(moved)
    transform.use("tf.contrib.lookup.TextFileIndex")(column)


def moved(site: CallSite, context: Context) -> cst.BaseExpression:
    """The class of tf.lookup that takes the same arguments."""
    site.drop("shared_name", "name")
    name = site.symbol.rpartition(".")[2]
    order = [one for one in site.parameters if one not in ("shared_name", "name")]
    path = "StaticHashTable" if name == "HashTable" else name
    return site.arguments.call(context.tf(f"lookup.{path}"), order)


def column(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """What a file's keys and values are taken from."""
    return context.tf(symbol.removeprefix("tf.contrib."))


def table(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support function with the same name, or with that which the older one got later.

    Raises:
        Left: the ids are made otherwise than by position and FastHashSpec.
    """
    site.drop("name", "dtype")
    for name in ("hasher_spec", *_COLUMNS.split()):
        value = site.original_argument(name)
        if value is not None and context.names.symbol(value) != "tf.contrib.lookup.FastHashSpec":
            raise Left("MIG102", f"{name}: the tables of the support module have no such parameter")
        if value is not None:
            context.settle(value, Disposition.REWRITTEN, "symbols")  # What the support function does anyway.
        site.arguments.pop(name)
    name = site.symbol.rpartition(".")[2].replace("string_to_index_table", "index_table")
    order = [one for one in site.parameters[:2] if one != "default_value"]
    return site.arguments.call(context.supported(name), order)
