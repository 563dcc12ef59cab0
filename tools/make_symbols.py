"""Makes ``migrator/data/symbols.json``: what became of every public TF1 symbol.

    python tools/make_symbols.py TF1_15_PYTHON TF2_15_PYTHON TF2_21_PYTHON

The arguments are interpreters that have TensorFlow 1.15, 2.15 and the target. The namespaces of
the first and the last say what there was and what there is, with signatures; the tables of
``tf_upgrade_v2``, which ships with TensorFlow 2.15, say what became what; ``symbol_decisions.py``
has the rest. ``migrator.fates`` describes the fields. Equal inputs give an equal file.
"""
import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import symbol_decisions as decided

HERE = Path(__file__).parent
OUTPUT = HERE.parent / "migrator" / "data" / "symbols.json"

_READ_TABLES = """
import json, sys, types
for name in ("pasta", "pasta.base", "pasta.augment"):
    sys.modules[name] = types.ModuleType(name)  # tf_upgrade_v2 imports it only to edit code
from tensorflow.tools.compatibility import tf_upgrade_v2
tables = tf_upgrade_v2.TFAPIChangeSpec()
json.dump({"renames": tables.symbol_renames, "keywords": tables.function_keyword_renames}, sys.stdout)
"""
# Families whose signatures other transforms bind arguments by, whatever their fate.
_SIGNED = ("tf.layers.", "tf.losses.", "tf.metrics.", "tf.train.", "tf.contrib.", "tf.estimator.", "tf.initializers.",
           "tf.summary.", "tf.feature_column.", "tf.keras.estimator.")


def run(python, *arguments):
    """Runs an interpreter quietly and gives what it printed as JSON."""
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run([python, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          env=environment, check=True)
    return json.loads(done.stdout)


class Maker:
    """Decides the fates.

    Args:
        tf1: descriptions of the names of TF 1.15, by canonical name.
        compat: those of the target's ``tensorflow.compat.v1``.
        target: those of the target's ``tensorflow``.
        tables: tf_upgrade_v2's symbol and keyword renames.
    """

    def __init__(self, tf1, compat, target, tables):
        self.tf1, self.compat, self.target, self.tables = tf1, compat, target, tables
        self.aliases = self._aliases()

    def _aliases(self):
        """For each TF1 name that is a second name of an object: its first one."""
        by_identity = defaultdict(list)
        for name, described in self.tf1.items():
            _forget_placeholders(described.get("parameters"))
            if described["kind"] in ("class", "function"):
                by_identity[described["id"]].append(name)
        first = {}
        for names in by_identity.values():
            names.sort(key=_preference)
            first.update({name: names[0] for name in names[1:]})
        return first

    def fate(self, name):
        """Gives the record of one symbol; ``{"fate": "same"}`` where nothing changed."""
        if name.startswith("tf.keras."):
            return {"fate": "same"} if name in self.target else {"fate": "gone", "why": "not in Keras 3"}
        if name.startswith(("tf.flags.", "tf.app.flags.")):
            return _flag(name)
        changed = decided.CHANGED.get(name) or next(
            (why for prefix, why in decided.CHANGED_FAMILIES.items() if name.startswith(prefix)), "")
        if name in decided.NATIVE:
            return self._renamed(name, decided.NATIVE[name][0], added=decided.NATIVE[name][1])
        if changed:
            return self._compat(name, changed, "changed" if name in self.target else None)
        renamed = self.tables["renames"].get(name, "")
        if renamed and not renamed.startswith(("tf.compat.", "tf.estimator.")) and self._exists(renamed):
            return self._renamed(name, renamed)
        if name in self.target:
            return self._renamed(name, name)
        alias = self.aliases.get(name)
        if alias and not alias.startswith("tf.contrib.") and name.startswith("tf.contrib."):
            inherited = self.fate(alias)
            return {"fate": "renamed", "to": alias} if inherited["fate"] == "same" else inherited
        return self._compat(name, changed)

    def _exists(self, name):
        return name in self.target or name.startswith(("tf.raw_ops.", "keras.", "absl."))

    def _compat(self, name, why, fate=None):
        if name not in self.compat:
            remedy = next((text for prefix, text in decided.GONE_REMEDIES.items() if name.startswith(prefix)), "")
            return {"fate": fate or "gone", "why": why or remedy}
        path = name[len("tf."):]
        works = path in decided.WORKS or path.startswith(decided.WORKING_FAMILIES)
        needs_graph = path in decided.NEEDS_GRAPH or path.startswith(decided.GRAPH_FAMILIES)
        return {"fate": fate or "compat", "to": "tf.compat.v1." + path, "why": why, "works": works,
                "needs_graph": needs_graph and not works, "by_call": name in decided.BY_CALL}

    def _renamed(self, name, to, added=None):
        parameters = self.tf1[name].get("parameters")
        target = self.target.get(to, {}).get("parameters")
        record = {"fate": "renamed", "to": to, "added": added or {}}
        if parameters and target:
            record.update(self._arguments(name, to, parameters, target, added or {}))
        plain = to == name and not any(record.get(key) for key in ("added", "keywords", "dropped", "reordered"))
        return {"fate": "same"} if plain else record

    def _arguments(self, name, to, parameters, target, added):
        """How the arguments of a TF1 function go into its counterpart."""
        accepted = target["positional"] + target["keyword_only"]
        wanted = decided.KEYWORDS.get(name, self.tables["keywords"].get(name, {}))
        keywords = {old: new for old, new in wanted.items() if new in accepted}
        gone = [old for old in parameters["positional"] + parameters["keyword_only"]
                if keywords.get(old, old) not in accepted or old in added]
        dropped = {old: None if old in decided.HARMLESS else repr(parameters["defaults"].get(old, ...)) for old in gone}
        positions = {new: index for index, new in enumerate(target["positional"])}
        reordered = any(positions.get(keywords.get(old, old), -1) != index
                        for index, old in enumerate(parameters["positional"])
                        if old not in gone and keywords.get(old) not in parameters["positional"])
        order = target["positional"] if keywords or dropped or reordered or added else None
        return {"keywords": keywords, "dropped": dropped, "reordered": reordered, "order": order}

    def symbols(self):
        """Gives the names whose fate is ``same``, the records of all others, and the modules' fates."""
        same, records, modules = [], {}, {}
        for name in sorted(self.tf1):
            described = self.tf1[name]
            if described["kind"] == "module":
                modules[name] = "same" if name in self.target and name + "." not in decided.CHANGED_FAMILIES else (
                    "compat" if name in self.compat else "gone")
                continue
            record = self.fate(name)
            if record["fate"] == "same" and "to" not in record and not name.startswith(_SIGNED):
                same.append(name)
                continue
            parameters = described.get("parameters")
            if parameters and (parameters["positional"] or parameters["keyword_only"]):
                record["signature"] = parameters["positional"]
            if name in self.aliases:
                record["alias"] = self.aliases[name]
            records[name] = {key: value for key, value in record.items() if value}
        modules["tf.python"] = "gone"  # internals, which programs should not have used
        return same, records, modules


def _forget_placeholders(parameters):
    """Takes the positions out of a signature that nobody may give an argument in."""
    if parameters:
        parameters["positional"] = [name for name in parameters["positional"] if name not in decided.NOT_GIVEN]


def _flag(name):
    """The fate of a name of tf.flags, which wraps absl.flags."""
    leaf = name.rpartition(".")[2]
    record = {"fate": "renamed", "to": f"absl.flags.{leaf}"}
    if leaf.startswith("DEFINE"):
        record["keywords"] = decided.FLAG_KEYWORDS
    return record


def _preference(name):
    """Orders the names of one object: core before contrib, layers before slim, short before long."""
    contrib = name.startswith("tf.contrib.")
    slim = name.startswith("tf.contrib.slim.")
    return contrib, slim, "experimental" in name, name.startswith("tf.compat."), name.count("."), len(name), name


def versions(*pythons):
    """Gives the TensorFlow version of each interpreter."""
    code = "import json, tensorflow as tf; print(json.dumps(tf.__version__))"
    return [run(python, "-c", code) for python in pythons]


def main(tf115, tf215, tf221):
    walk = str(HERE / "namespace_walk.py")
    tf1 = run(tf115, walk, "tensorflow")["tensorflow"]
    target = run(tf221, walk, "tensorflow", "tensorflow.compat.v1")
    maker = Maker(tf1, target["tensorflow.compat.v1"], target["tensorflow"], run(tf215, "-c", _READ_TABLES))
    same, records, modules = maker.symbols()
    data = {"versions": dict(zip(("tf1", "tables", "target"), versions(tf115, tf215, tf221))),
            "same": " ".join(same), "modules": modules, "symbols": records}
    lines = [f"{json.dumps(name)}:{json.dumps(record, sort_keys=True, separators=(',', ':'))}"
             for name, record in sorted(records.items())]
    head = json.dumps({key: data[key] for key in ("versions", "same", "modules")}, separators=(",", ":"))
    OUTPUT.write_text(head[:-1] + ',"symbols":{\n' + ",\n".join(lines) + "\n}}\n")
    json.loads(OUTPUT.read_text())
    print(f"{len(same)} same, {len(records)} others, {len(modules)} modules: {OUTPUT.stat().st_size} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
