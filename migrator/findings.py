"""The codes that findings carry: what each means and what to do about it.

One object holds everything that is said about a code: `migrator explain`, the reports,
the pages in docs/ and the tests all read it from here.

MIG0xx  a file could not be migrated at all
MIG1xx  left: a person has to do it
MIG2xx  rewritten, to review
MIG3xx  removed, because it has no meaning in the target
"""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """A finding's code.

    Attributes:
        code: stable identifier, ``MIG`` and three digits.
        title: what it says, in a few words.
        meaning: what the situation is and why it matters.
        remedy: what to do by hand.
        before: an example that gives this finding.
        after: the example after the migration and the hand edit ("" where there is none).
    """

    code: str
    title: str
    meaning: str
    remedy: str
    before: str = ""
    after: str = ""


CODES: dict[str, Code] = {}


def code(*args, **kwargs) -> Code:
    """Defines a code and enters it into `CODES`.

    Raises:
        ValueError: the code is defined twice.
    """
    defined = Code(*args, **kwargs)
    if defined.code in CODES:
        raise ValueError(f"{defined.code} is defined twice")
    CODES[defined.code] = defined
    return defined


# Left: a person has to do it.

code("MIG100", "no transform knows this symbol",
     "The program uses a TF1 symbol that has no place in TF 2 with Keras 3 and that no transform rewrites.",
     "Replace it by hand; the table of symbols in docs/ says what became of it.",
     before="table = tf.contrib.lookup.HashTable(initializer, -1)")
code("MIG101", "the arguments can't be told apart",
     "A call passes *args or **kwargs (or more positional arguments than TF1 accepted), so it can't be seen "
     "which parameters are given, and their order and defaults differ between TF1 and the target.",
     "Write the arguments out.",
     before="net = tf.layers.dense(net, *sizes)", after="net = tf.layers.dense(net, units)")
code("MIG102", "an argument has no counterpart",
     "The call gives an argument whose effect nothing in the target has.",
     "Remove the argument if its effect is not needed, else write the effect out.",
     before="net = tf.layers.dense(net, 10, bias_constraint=constraint, _reuse=True)")
