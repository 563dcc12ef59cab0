"""Lookup tables against those of tf.contrib.lookup."""
import numpy as np
import pytest
import tensorflow as tf

from migrator.support import lookup

WORDS = np.array(["red", "blue", "", "green", "white"])
TABLES = {
    "positions": ("index_table_from_tensor(['blue', 'red'])", WORDS),
    "others": ("index_table_from_tensor(tf.constant(['blue', 'red']), num_oov_buckets=3)", WORDS),
    "default": ("index_table_from_tensor(['blue', 'red'], default_value=7)", WORDS),
    "numbers": ("index_table_from_tensor([4, 2, 9], num_oov_buckets=2, dtype=tf.int64)", np.int64([2, 9, 3, 4, 0])),
    "lines": ("index_table_from_file('{file}', 2)", WORDS),
    "some lines": ("index_table_from_file('{file}', vocab_size=2)", WORDS),
    "strings": ("index_to_string_table_from_tensor(['blue', 'red'])", np.int64([1, 0, 2, -1])),
    "lines of numbers": ("index_to_string_table_from_file('{file}', default_value='?')", np.int64([1, 0, 9])),
}


def tf1_lookup(table, keys):
    found = eval("tf.contrib.lookup." + table, {"tf": tf}).lookup(tf.constant(keys))
    with tf.Session() as session:
        session.run(tf.tables_initializer())
        return session.run(found)


@pytest.mark.parametrize("name", TABLES)
def test_table(tf115, name, tmp_path):
    (tmp_path / "words").write_text("blue\ngreen\nred\n")
    table, keys = TABLES[name]
    table = table.replace("{file}", str(tmp_path / "words"))
    expected = tf115.run(tf1_lookup, table, keys)
    table = table.replace(", dtype=tf.int64", "")
    made = eval(f"lookup.{table}", {"tf": tf, "lookup": lookup})
    np.testing.assert_array_equal(made.lookup(tf.constant(keys)).numpy(), expected)
    in_map = tf.data.Dataset.from_tensors(keys).repeat(2).map(
        lambda keys: eval(f"lookup.{table}", {"tf": tf, "lookup": lookup}).lookup(keys))
    for found in in_map:
        np.testing.assert_array_equal(found.numpy(), expected)
