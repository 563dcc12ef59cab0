"""The public names of what TF 1.15 has in private modules, such as ``tf.python.ops.math_ops.add``.

The facts are in ``data/private_names.json``, made by ``tools/make_private_names.py``: a private name is listed where it
names the very object that has a public name.
"""
from __future__ import annotations

import functools
import json
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "private_names.json"


@functools.cache
def _table() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for module, homes in json.loads(_DATA.read_text(encoding="utf-8")).items():
        names = found[module] = {}
        for home, listed in homes.items():
            for name in listed.split():
                private, _, public = name.partition("=")
                names[private] = f"{home}.{public or private}"
    return found


def is_private(path: str) -> bool:
    """Whether a dotted path goes through a module that TF 1.15 did not mean to be public.

    Args:
        path: such as ``tf.python.ops.math_ops``.
    """
    return ".python." in path or path.startswith("tf.contrib.slim.")


def public_name(symbol: str) -> str | None:
    """Gives the public name of something in a private module.

    Args:
        symbol: such as ``tf.python.ops.variable_scope.get_variable``, or a member of such.

    Returns:
        Such as ``tf.get_variable``; None where it has none.
    """
    module, _, rest = symbol.rpartition(".")
    while is_private(module + "."):
        name, _, members = rest.partition(".")
        public = _table().get(module, {}).get(name)
        if public is not None:
            return f"{public}.{members}" if members else public
        module, _, leaf = module.rpartition(".")
        rest = f"{leaf}.{rest}"
    return None
