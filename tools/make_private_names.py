"""Makes ``migrator/data/private_names.json``: the public names of what TF 1.15 has in private modules.

    python tools/make_private_names.py TF1_15_PYTHON

Programs import ``tensorflow.python.ops.math_ops`` and ``tensorflow.contrib.layers.python.layers.initializers`` where they
could name ``tf`` and ``tf.contrib.layers``. What such a module holds is the very object that has a public name, or it is
not listed. The file maps each private module to objects of (public module: the names in it); a name that is another
there stands as ``private=public``. Equal inputs give an equal file.
"""
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
OUTPUT = HERE.parent / "migrator" / "data" / "private_names.json"

_WALK = """
import collections, json, pkgutil, importlib, sys, types
sys.path.insert(0, sys.argv[1])
import namespace_walk as walk
import tensorflow as tf
tf.contrib.slim, tf.contrib.learn
for package in ("contrib.estimator", "contrib.tpu", "contrib.training", "contrib.rnn", "contrib.seq2seq", "contrib.crf"):
    importlib.import_module("tensorflow." + package)
counts = lambda value: callable(value) or isinstance(value, tf.DType)
def public(root):
    names, pending, seen = {}, [("tf", root)], set()
    while pending:
        name, module = pending.pop()
        for child, value in walk.public_attributes(name, module):
            if walk.is_module(value):
                if child.count(".") <= 5 and child not in seen:
                    seen.add(child)
                    pending.append((child, value))
            elif counts(value):
                names[child] = value
    return names
names, of_v1 = collections.defaultdict(list), public(tf)
for name, value in of_v1.items():
    names[id(value)].append(name)
# A function that TF 2 has and that takes the first arguments of the one of TF1, as math_ops.reduce_sum does, is that one.
for name, value in public(tf.compat.v2).items():
    if id(value) not in names and name in of_v1 and isinstance(value, types.FunctionType):
        mine, theirs = walk.parameters(value), walk.parameters(of_v1[name])
        length = len(mine["positional"]) if mine and theirs else None
        if length and mine["positional"] == theirs["positional"][:length] and not mine["keyword_only"] and all(
                theirs["defaults"].get(one) in (default, None) for one, default in mine["defaults"].items()):
            names[id(value)].append(name)
def best(leaf, found):
    late = ("tf.estimator.", "tf.tpu.", "tf.contrib.", "tf.keras.backend.", "tf.compat.")
    rank = lambda one: next((index for index, start in enumerate(late, 1) if one.startswith(start)), 0)
    return min(found, key=lambda one: (one.rpartition(".")[2] != leaf, rank(one), one.count("."), one))
gathered = ("training.training", "ops.nn", "ops.standard_ops", "layers.layers")
home = lambda value: str(getattr(value, "__module__", ""))
def only_gathers(module):  # It defines nothing, or is a package: what it imports, it gives.
    own = (leaf for leaf, value in vars(module).items() if callable(value) and home(value) == module.__name__)
    return next(own, None) is None or str(getattr(module, "__file__", "")).endswith("__init__.py")
def is_at_home(value, module):
    if isinstance(value, tf.DType):
        return module.__name__.endswith(".dtypes")
    generated = ".gen_" in home(value) and ".python.ops." in module.__name__ and ".gen_" not in module.__name__
    return home(value) == module.__name__ or generated or only_gathers(module) or module.__name__.endswith(gathered)
modules_of_contrib = ("initializers", "regularizers", "optimizers", "variables", "utils")
def private(path):
    parts = path.split(".")
    if parts[0] not in ("tensorflow", "tensorflow_core", "tensorflow_estimator") or "_api" in parts or "python" not in parts:
        return None
    return "tf." + ".".join(parts[1:])
found = {}
def enter(path, module):
    for leaf, value in sorted(vars(module).items()):
        if leaf.startswith("_") or walk.is_module(value) or not counts(value) or id(value) not in names:
            continue
        if not is_at_home(value, module):
            continue
        public = best(leaf, names[id(value)])
        if public != path + "." + leaf and not (public.startswith("tf.contrib") and ".contrib." not in home(value)):
            found.setdefault(path, {})[leaf] = public
for path, module in sorted(sys.modules.items()):
    if isinstance(module, types.ModuleType) and private(path) is not None:
        enter(private(path), module)
for public in ("tf.contrib.slim", "tf.contrib.layers"):  # Their modules are written as if they were public.
    owner = tf
    for part in public.split(".")[1:]:
        owner = getattr(owner, part)
    for leaf, value in sorted(vars(owner).items()):
        if walk.is_module(value) and private(value.__name__) is not None and leaf in modules_of_contrib:
            enter(public + "." + leaf, value)
json.dump(found, sys.stdout)
"""


def main(python: str) -> None:
    """Writes the file.

    Args:
        python: an interpreter that has TensorFlow 1.15.
    """
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run([python, "-W", "ignore", "-c", _WALK, str(HERE)], stdout=subprocess.PIPE, env=environment, check=True)
    table: dict[str, dict[str, str]] = {}
    for module, names in sorted(json.loads(done.stdout).items()):
        grouped: dict[str, list[str]] = {}
        for leaf, public in sorted(names.items()):
            home, _, name = public.rpartition(".")
            grouped.setdefault(home, []).append(leaf if leaf == name else f"{leaf}={name}")
        table[module] = {home: " ".join(found) for home, found in sorted(grouped.items())}
    OUTPUT.write_text(json.dumps(table, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
