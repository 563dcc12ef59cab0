"""What is remembered of a program, and when it is let go."""
import gc

import libcst as cst

from migrator.engine import migrate_source
from migrator.memory import forget, remembered

PROGRAM = b"import tensorflow as tf\n\n\ndef soon_let_go(x):\n    return tf.layers.dense(tf.log(x), 2)\n"


def test_a_function_is_asked_once():
    asked = []

    @remembered(2)
    def size(text):
        asked.append(text)
        return len(text)

    assert [size("one"), size("one")] == [3, 3] and asked == ["one"]
    forget()
    assert size("one") == 3 and asked == ["one", "one"]


def test_a_migration_keeps_no_tree():
    assert migrate_source(PROGRAM).changed
    gc.collect()
    assert not any(type(one) is cst.FunctionDef and one.name.value == "soon_let_go" for one in gc.get_objects())
