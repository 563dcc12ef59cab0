"""Input queues of TF1, which threads filled while a session ran: a Dataset in an input function that does nothing else with them.

Elsewhere they are left, with what takes their place. The rules belong to the transform `inputs`.

>>> from migrator.transforms import inputs
>>> before = '''import tensorflow as tf
... def input_fn():
...     queue = tf.train.string_input_producer(files, num_epochs=2, shuffle=False)
...     _, line = tf.TextLineReader().read(queue)
...     x, y = tf.decode_csv(line, [[0.], [0.]])
...     return tf.train.batch([x, y], 8)
... '''
>>> print(inputs(before).after.decode().partition("def input_fn")[2])
():
    dataset = tf.data.Dataset.from_tensor_slices(files).repeat(2)
    dataset = dataset.flat_map(tf.data.TextLineDataset)
<BLANKLINE>
    def parse(line):
        x, y = tf.decode_csv(line, [[0.], [0.]])
        return x, y
<BLANKLINE>
    return dataset.map(parse).batch(8, drop_remainder=True)
<BLANKLINE>
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.input_queues import BATCHES, PRODUCERS, READERS, QueuedInput, queue_calls, queued_input
from migrator.arguments import Arguments
from migrator.emission.classes import statement
from migrator.emission.naming import free
from migrator.transforms.context import Context
from migrator.transforms.inputs import inputs
from migrator.transforms.registry import CallSite, Kind, Left

_INSTEAD = {
    "tf.train.string_input_producer": "the files are the elements of a Dataset: tf.data.Dataset.from_tensor_slices(files), "
                                      "with shuffle and repeat for its shuffle and num_epochs",
    "tf.train.slice_input_producer": "tf.data.Dataset.from_tensor_slices gives the slices, with shuffle and repeat",
    "tf.train.batch": "Dataset.batch makes batches, Dataset.padded_batch those of dynamic_pad",
    "tf.train.shuffle_batch": "Dataset.shuffle and Dataset.batch make shuffled batches",
    "tf.train.batch_join": "Dataset.interleave and Dataset.batch make batches of several files",
    "tf.train.shuffle_batch_join": "Dataset.interleave, Dataset.shuffle and Dataset.batch make shuffled batches of several files",
    "tf.train.limit_epochs": "Dataset.repeat says how many epochs there are",
    "tf.TextLineReader": "tf.data.TextLineDataset(files) reads lines, and its skip the header of one file",
    "tf.TFRecordReader": "tf.data.TFRecordDataset(files) reads records",
    "tf.FixedLengthRecordReader": "tf.data.FixedLengthRecordDataset(files, record_bytes) reads records",
    "tf.WholeFileReader": "Dataset.map(tf.io.read_file) reads whole files",
}
_FILES_AT_ONCE = 1024  # How many names of files, or slices, are shuffled together.
_DATASETS = {"tf.TextLineReader": "TextLineDataset", "tf.TFRecordReader": "TFRecordDataset",
             "tf.FixedLengthRecordReader": "FixedLengthRecordDataset"}
_OF_THREADS = "seed capacity shared_name name num_threads min_after_dequeue".split()


@inputs.call(" ".join(_INSTEAD), "", Kind.CONFIGURATION)
def queue(site: CallSite, context: Context) -> cst.BaseExpression | None:
    """Stays until its function is rewritten.

    Raises:
        Left: its function is none that is, with what takes its place.
    """
    if site.original in context.queue_calls:
        return None
    raise Left("MIG180", f"{site.symbol.removeprefix('tf.')} works with queues: {_INSTEAD[site.symbol]}")


def without_queue(original: cst.FunctionDef, updated: cst.FunctionDef, context: Context) -> cst.FunctionDef:
    """Makes an input function take its element from the iterator of a Dataset instead of a queue.

    Args:
        original: the function in the original tree.
        updated: the same, with its expressions rewritten.
        context: the state of rewriting the module.
    """
    found = queued_input(original, context.names)
    if found is None or not context.queue_calls.issuperset(queue_calls(found)):
        return updated
    written = _Written(found, original, updated, context).body()
    return updated.with_changes(body=updated.body.with_changes(body=written))


class _Written:
    """The statements of an input function without its queue."""

    def __init__(self, found: QueuedInput, original: cst.FunctionDef, updated: cst.FunctionDef, context: Context):
        self.found = found
        self.context = context
        self.code = context.names.code
        self.original = original.body.body
        self.updated = updated.body.body
        taken = set(context.names.scopes[original].bindings) | set(context.names.top.bindings)
        self.dataset, self.parse = free("dataset", taken), free("parse", taken)

    def body(self) -> list[cst.BaseStatement]:
        found = self.found
        gone = {found.producer[0], found.read, *([found.reader[0]] if found.reader else [])}
        before = [one for index, one in enumerate(self.updated[:found.read]) if index not in gone]
        lead = [line for index in sorted(gone) for line in self.updated[index].leading_lines]
        filled, read = (self.updated[index].trailing_whitespace for index in (found.producer[0], found.read))
        lines = [statement(f"{self.dataset} = {self._elements()}").with_changes(leading_lines=lead, trailing_whitespace=filled)]
        if found.reader is not None:
            lines.append(statement(f"{self.dataset} = {self._read()}").with_changes(trailing_whitespace=read))
        if found.batch is None:
            taking = cst.parse_statement(f"{', '.join(found.targets)} = {self._next(self.dataset)}")
            return [*before, *lines, taking, *self.updated[found.read + 1:]]
        index = found.batch[0]
        parsed, function = self._parse(index)
        batched = cst.parse_expression(self._next(f"{self.dataset}{parsed}{self._batch()}"))
        taking = self.updated[index]
        taking = taking.with_changes(body=[taking.body[0].with_changes(value=batched)])
        if function is not None and isinstance(taking.body[0], cst.Return):
            taking = taking.with_changes(leading_lines=[cst.EmptyLine(indent=False), *taking.leading_lines])
        return [*before, *lines, *([function] if function is not None else []), taking, *self.updated[index + 1:]]

    def _next(self, dataset: str) -> str:
        return f"{dataset}.make_one_shot_iterator().get_next()"

    def _tf(self, path: str) -> str:
        return self.code(self.context.tf(path))

    def _arguments(self, call: cst.Call, symbols) -> dict[str, str]:
        """The arguments of a call of the queue as they are written now; what only threads need is dropped."""
        symbol = self.context.names.symbol(call.func)
        bound = Arguments(call, symbols[symbol])
        given = {}
        for name in bound:
            value = bound.get(name)
            if name in _OF_THREADS:
                self.context.drop(call, value, name, "inputs", "MIG320", "a Dataset has no threads that fill a queue")
            else:
                given[name] = self.code(value).strip()
        return given

    def _elements(self) -> str:
        """The Dataset of the files, or of the slices."""
        given = self._arguments(self.found.producer[1], PRODUCERS)
        source = given.get("string_tensor") or given["tensor_list"]
        if "tensor_list" in given and source.startswith("["):
            source = f"({source[1:-1]})" if "," in source else f"({source[1:-1]},)"
        made = f"{self._tf('data.Dataset.from_tensor_slices')}({source})"
        if given.get("shuffle", "True") != "False":
            made += f".shuffle({_FILES_AT_ONCE})"
        epochs = given.get("num_epochs", "None")
        return made if epochs == "1" else f"{made}.repeat({'' if epochs == 'None' else epochs})"

    def _read(self) -> str:
        """The Dataset of what a reader finds in the files."""
        call = self.found.reader[1]
        given = self._arguments(call, READERS)
        symbol = self.context.names.symbol(call.func)
        at_once = f".batch({self.code(self.found.records).strip()})" if self.found.records is not None else ""
        if symbol == "tf.WholeFileReader":
            return f"{self.dataset}.map({self._tf('io.read_file')}){at_once}"
        kind = self._tf(f"data.{_DATASETS[symbol]}")
        skipped = given.pop("skip_header_lines", "0")
        rest = "".join(f", {name}={value}" for name, value in given.items() if value != "None")
        if skipped in ("0", "None") and not rest and not at_once:
            return f"{self.dataset}.flat_map({kind})"
        skip = "" if skipped in ("0", "None") else f".skip({skipped})"
        return f"{self.dataset}.flat_map(lambda file: {kind}(file{rest}){skip}{at_once})"

    def _parse(self, index: int) -> tuple[str, cst.FunctionDef | None]:
        """The step from what is read to the tensors that are put into batches, and its function."""
        found = self.found
        tensors = Arguments(found.batch[1], BATCHES[self.context.names.symbol(found.batch[1].func)]).get("tensors")
        updated = Arguments(_call(self.updated[index]), BATCHES[self.context.names.symbol(found.batch[1].func)]).get("tensors")
        parts = [one.value for one in updated.elements] if isinstance(tensors, (cst.List, cst.Tuple)) else [updated]
        returned = ", ".join(self.code(part).strip() for part in parts)  # A list of one tensor gave a tensor.
        statements = list(self.updated[found.read + 1:index])
        if not statements and returned == ", ".join(found.targets):
            return "", None
        star = "" if found.unpacks or found.reader is not None else "*"
        shell = cst.parse_statement(f"def {self.parse}({', '.join(star + name for name in found.targets)}):\n    pass")
        body = [*statements, statement(f"return {returned}")]
        function = shell.with_changes(body=cst.IndentedBlock(body), leading_lines=[cst.EmptyLine(indent=False)])
        return f".map({self.parse})", function

    def _batch(self) -> str:
        call = self.found.batch[1]
        given = self._arguments(call, BATCHES)
        unbatched = "" if given.get("enqueue_many", "False") == "False" else ".unbatch()"
        shuffled = ""
        if self.context.names.symbol(call.func) == "tf.train.shuffle_batch":
            bound = Arguments(call, BATCHES["tf.train.shuffle_batch"])
            shuffled = f".shuffle({self.code(bound.get('capacity')).strip()})"
        smaller = given.get("allow_smaller_final_batch", "False")
        dropped = {"False": ", drop_remainder=True", "True": ""}.get(smaller, f", drop_remainder=not {smaller}")
        size = given.get("batch_size", "32")
        function = "batch" if given.get("dynamic_pad", "False") == "False" else "padded_batch"
        return f"{unbatched}{shuffled}.{function}({size}{dropped})"


def _call(line: cst.SimpleStatementLine) -> cst.Call:
    return line.body[0].value
