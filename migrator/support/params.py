"""Hyperparameters with types."""
import json
import numbers
import re


class HParams:
    """`tf.contrib.training.HParams`: hyperparameters as attributes, each of the type of its first value.

    A new value is cast to that type, or refused where that would lose information.
    """

    def __init__(self, **values):
        self._types = {}
        for name, value in values.items():
            self.add_hparam(name, value)

    def add_hparam(self, name, value):
        """Adds a hyperparameter: a number, a string or a list of either that is not empty."""
        if getattr(self, name, None) is not None:
            raise ValueError(f"Hyperparameter name is reserved: {name}")
        if isinstance(value, (list, tuple)):
            if not value:
                raise ValueError(f"Multi-valued hyperparameters cannot be empty: {name}")
            self._types[name] = type(value[0]), True
        else:
            self._types[name] = type(value), False
        setattr(self, name, value)

    def set_hparam(self, name, value):
        """Sets a hyperparameter that is there; raises ValueError where the value does not fit."""
        kind, is_list = self._types[name]
        if isinstance(value, list) != is_list:
            raise ValueError(f"Must {'pass a list' if is_list else 'not pass a list'} for parameter: {name}")
        setattr(self, name, [cast_hparam(name, kind, v) for v in value] if is_list else cast_hparam(name, kind, value))

    def del_hparam(self, name):
        """Removes a hyperparameter, if it is there."""
        if name in self._types:
            delattr(self, name)
            del self._types[name]

    def override_from_dict(self, values):
        """Sets hyperparameters that are there; returns self."""
        for name, value in values.items():
            self.set_hparam(name, value)
        return self

    def parse(self, values):
        """Sets hyperparameters from text such as "rate=0.1,sizes=[3,4]"; returns self."""
        parsed = {}
        position = 0
        assignment = re.compile(r"([a-zA-Z][\w\.]*)\s*=\s*(?:([^,\[]*)|\[([^\]]*)\])(?:$|,\s*)")
        while position < len(values):
            match = assignment.match(values, position)
            if not match:
                raise ValueError(f"Malformed hyperparameter value: {values[position:]}")
            position = match.end()
            name, value, elements = match.groups()
            if name not in self._types:
                raise ValueError(f"Unknown hyperparameter type for {name}")
            if name in parsed:
                raise ValueError(f"Multiple assignments to variable {name!r} in {values}")
            kind, _ = self._types[name]
            if elements is None:
                parsed[name] = parse_hparam(kind, value)
            else:
                parsed[name] = [parse_hparam(kind, element) for element in re.split("[ ,]", elements) if element]
        return self.override_from_dict(parsed)

    def parse_json(self, values):
        """Sets hyperparameters from the text of a JSON object; returns self."""
        return self.override_from_dict(json.loads(values))

    def to_json(self, indent=None, separators=None, sort_keys=False):
        return json.dumps(self.values(), indent=indent, separators=separators, sort_keys=sort_keys)

    def values(self):
        """Returns a dict of all hyperparameters."""
        return {name: getattr(self, name) for name in self._types}

    def get(self, name, default=None):
        """Returns a hyperparameter, or `default` where there is none of that name."""
        return getattr(self, name) if name in self._types else default

    def __contains__(self, name):
        return name in self._types

    def __str__(self):
        return ",".join(f"{name}={value}" for name, value in self.values().items())

    def __repr__(self):
        return f"HParams({sorted(self.values().items())})"


def cast_hparam(name, kind, value):
    """Returns a value as the type of a hyperparameter, or raises ValueError."""
    if type(value) is kind or kind is type(None):
        return value
    if (
        issubclass(kind, (str, bytes)) and not isinstance(value, (str, bytes))
        or issubclass(kind, bool) != isinstance(value, bool)
        or issubclass(kind, numbers.Integral) and not isinstance(value, numbers.Integral)
        or issubclass(kind, numbers.Number) and not isinstance(value, numbers.Number)
    ):
        raise ValueError(f"Could not cast hparam {name!r} of type {kind} from value {value!r}")
    return kind(value)


def parse_hparam(kind, text):
    """Reads a value of a type from text, or raises ValueError."""
    if kind is not bool:
        return kind(text)
    if text in ("true", "True", "false", "False"):
        return text in ("true", "True")
    return bool(int(text))
