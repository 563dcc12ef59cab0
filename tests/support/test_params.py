"""HParams against the class of tf.contrib.training."""
import pytest

from migrator.support.params import HParams

SETTINGS = dict(rate=0.1, layers=[3, 4], name="a", flag=True, steps=5, none=None, rates=[0.5])
TEXTS = [
    "", "rate=0.5", "rate=1", "steps=7, name = b c ,", "layers=[1, 2 3]", "layers=[]", "flag=false", "flag=1", "flag=maybe",
    "steps=1.5", "steps=x", "layers=3", "rate=[1]", "layers[0]=9", "unknown=1", "rate=1,rate=2", "rates=[1]", "name=", "=1",
]
DICTS = [
    {"rate": 2}, {"steps": 2.5}, {"steps": True}, {"flag": 0}, {"name": 3}, {"layers": [1.0]}, {"layers": (1, 2)},
    {"layers": [7]}, {"none": 3}, {"rates": [1, 2]}, {"other": 1},
]


def outcomes(settings, texts, dicts, HParams=None):
    """Returns the values after each text and each dict, or the name of the exception."""
    HParams = HParams or tf.contrib.training.HParams

    def outcome(method, argument):
        params = HParams(**settings)
        try:
            getattr(params, method)(argument)
        except (ValueError, KeyError, TypeError) as error:
            return type(error).__name__
        return params.values()

    params = HParams(**settings)
    params.add_hparam("new", 1)
    params.del_hparam("none")
    rest = [str(params), repr(params), params.to_json(sort_keys=True), "new" in params, params.get("no", 3), params.new]
    return [outcome("parse", text) for text in texts], [outcome("override_from_dict", values) for values in dicts], rest


def test_equals_tf1(tf115):
    texts, dicts, rest = tf115.run(outcomes, SETTINGS, TEXTS, DICTS)
    actual_texts, actual_dicts, actual_rest = outcomes(SETTINGS, TEXTS, DICTS, HParams)
    assert dict(zip(TEXTS, actual_texts)) == dict(zip(TEXTS, texts))
    assert actual_dicts == dicts
    assert actual_rest == rest


def test_names_that_are_taken():
    with pytest.raises(ValueError, match="reserved"):
        HParams(values=1)
    with pytest.raises(ValueError, match="empty"):
        HParams(layers=[])
