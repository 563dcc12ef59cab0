"""What counts as equal."""
import numpy as np
import pytest

from migrator.equivalence.tolerances import TOLERANCES, Tolerance, gap, scaled

ONE = np.ones(3, np.float32)


def test_equal_tensors_have_no_gap():
    assert gap(ONE, ONE, Tolerance()).ratio == 0


def test_one_unit_in_the_last_place_is_counted_in_units():
    found = gap(ONE, np.nextafter(ONE, np.float32(2)), Tolerance(element=4))
    assert found.ratio == pytest.approx(0.25)


def test_the_worst_element_is_named():
    found = gap(ONE, np.float32([1, 1, 3]), Tolerance(element=4))
    assert (found.index, found.expected, found.actual, found.difference) == ((2,), 1.0, 3.0, 2.0)


@pytest.mark.parametrize("expected, actual", [
    (ONE, ONE[:2]), (ONE, ONE[:, None]), (np.int64([1]), np.int64([2])), (np.array([b"a"], object), np.array([b"b"], object)),
    (np.float32([np.nan]), ONE[:1]), (np.float32([np.inf]), np.float32([-np.inf])), (ONE, np.array([b"a"] * 3, object)),
])
def test_never_equal(expected, actual):
    assert gap(expected, actual, Tolerance(element=1e6)).ratio > 1


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_special_values_equal_themselves(value):
    assert gap(np.float32([value, 1]), np.float32([value, 1]), Tolerance()).ratio == 0


def test_integers_of_other_widths_are_equal():
    assert gap(np.int32([1, 2]), np.int64([1, 2]), Tolerance()).ratio == 0


def test_nothing_is_allowed_where_nothing_is_said():
    assert gap(np.float32([0]), np.float32([1e-30]), Tolerance()).ratio > 1


def test_a_person_may_scale_them():
    assert scaled(2)["loss"].element == 2 * TOLERANCES["loss"].element
