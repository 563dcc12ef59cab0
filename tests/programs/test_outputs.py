"""The comparison of printed results that the program tests rely on."""
import pytest

from programs.outputs import difference

SAME = {
    "rounding": ("loss 0.123456", "loss 0.12345"),
    "numpy scalars": ("{'loss': 0.5, 'global_step': 3}", "{'loss': np.float32(0.5), 'global_step': np.int64(3)}"),
    "the type of an array": ("array([1., 2.], dtype=float32)", "array([1., 2.])"),
    "spacing": ("a  [ 1.0  2.0]\n\n", "a [1.0 2.0]"),
    "an array broken elsewhere": ("[[1.0 2.0]\n [3.0 4.0]]", "[[1.0 2.0] [3.0\n4.0]]"),
    "an integer as a float": ("step 30", "step 30.0"),
    "not a number": ("loss nan", "loss nan"),
    "negative zero": ("0.0", "-0.0"),
}

OTHER = {
    "a number": ("loss 0.1235", "loss 0.1245"),
    "an integer by little": ("step 100000", "step 100001"),
    "words": ("loss 1.0", "Loss 1.0"),
    "a digit inside a name": ("conv1 1.0", "conv2 1.0"),
    "a sign": ("-0.5", "0.5"),
    "a line less": ("a\nb", "a"),
    "a line more": ("a", "a\nb"),
    "order": ("{'a': 1, 'b': 2}", "{'b': 2, 'a': 1}"),
    "a number that is none": ("loss 1.5", "loss nan"),
    "length of a list": ("[1.0, 2.0]", "[1.0, 2.0, 3.0]"),
}


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME)
def test_same(pair):
    assert difference(*pair) is None


@pytest.mark.parametrize("pair", OTHER.values(), ids=OTHER)
def test_other(pair):
    assert difference(*pair) is not None


def test_says_where():
    assert difference("a 1\nb 2.5", "a 1\nb 3.5") == "3.5 instead of 2.5\n  expected: b 2.5\n  printed:  b 3.5"
