"""Input functions that read their data from queues, each taken apart: what fills the queue, what reads it, what makes batches."""
from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from migrator.analysis.def_use import effects, uses
from migrator.analysis.helpers import calls_in
from migrator.arguments import Arguments, Unbindable
from migrator.memory import remembered
from migrator.names import Names
from migrator.trees import find

PRODUCERS = {
    "tf.train.string_input_producer": "string_tensor num_epochs shuffle seed capacity shared_name name cancel_op".split(),
    "tf.train.slice_input_producer": "tensor_list num_epochs shuffle seed capacity shared_name name".split(),
}
READERS = {
    "tf.TextLineReader": "skip_header_lines name".split(),
    "tf.TFRecordReader": "name options".split(),
    "tf.WholeFileReader": ["name"],
    "tf.FixedLengthRecordReader": "record_bytes header_bytes footer_bytes hop_bytes name encoding".split(),
}
BATCHES = {
    "tf.train.batch": ("tensors batch_size num_threads capacity enqueue_many shapes dynamic_pad allow_smaller_final_batch "
                       "shared_name name").split(),
    "tf.train.shuffle_batch": ("tensors batch_size capacity min_after_dequeue num_threads seed enqueue_many shapes "
                               "allow_smaller_final_batch shared_name name").split(),
}
_GONE = {"cancel_op", "shapes", "hop_bytes", "encoding", "options"}  # Nothing of a Dataset has them, or in another way.
_KNOWN = PRODUCERS | READERS | BATCHES
_UNKNOWN = {f"tf.{name}" for name in ("train.batch_join", "train.shuffle_batch_join", "train.maybe_batch", "train.limit_epochs",
                                      "train.input_producer", "train.range_input_producer", "train.start_queue_runners", "Session")}


@dataclass(frozen=True, eq=False)
class QueuedInput:
    """An input function that reads from a queue.

    Attributes:
        producer: where the queue is filled: the index of the statement and the call.
        reader: where its reader is made, likewise; None where slices are read.
        read: the index of the statement that takes an element.
        records: the number of records that it reads at once; None for one.
        targets: the names of the element, or of its parts.
        unpacks: whether these are parts.
        batch: where batches are made, likewise; None where they are not.
    """

    producer: tuple[int, cst.Call]
    reader: tuple[int, cst.Call] | None
    read: int
    records: cst.BaseExpression | None
    targets: tuple[str, ...]
    unpacks: bool
    batch: tuple[int, cst.Call] | None


@remembered(64)
def queued_input(function: cst.FunctionDef, names: Names) -> QueuedInput | None:
    """Takes an input function that reads from a queue apart, or gives None where it has none, or does more with it."""
    if not isinstance(function.body, cst.IndentedBlock):
        return None
    calls = [call for call in calls_in(function.body) if names.symbol(call.func) in _KNOWN]
    if not calls or any(names.symbol(call.func) in _UNKNOWN for call in calls_in(function.body)):
        return None
    found = _Search(names, list(function.body.body)).found()
    if found is None or any(arg.star for call in calls for arg in call.args):
        return None
    if any(_GONE & set(Arguments(call, _KNOWN[names.symbol(call.func)])) for call in calls):
        return None
    mine = [found.producer[1], *([found.reader[1]] if found.reader else []), *([found.batch[1]] if found.batch else [])]
    return found if set(mine) == set(calls) else None


def queue_calls(found: QueuedInput) -> list[cst.Call]:
    """Gives the calls that work with the queue."""
    return [place[1] for place in (found.producer, found.reader, found.batch) if place is not None]


class _Search:

    def __init__(self, names: Names, body: list[cst.BaseStatement]):
        self.names = names
        self.body = body
        self.held: dict[str, tuple[int, cst.Call]] = {}

    def found(self) -> QueuedInput | None:
        for index, statement in enumerate(self.body):
            match statement:
                case cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=target)], value=cst.Call() as call)]):
                    symbol = self.names.symbol(call.func)
                    if symbol == "tf.train.slice_input_producer":
                        return self._with_batch((index, call), None, index, None, _names(target), not isinstance(target, cst.Name))
                    if isinstance(target, cst.Name) and (symbol in PRODUCERS or symbol in READERS):
                        self.held[target.value] = index, call
                    elif isinstance(call.func, cst.Attribute) and call.func.attr.value in ("read", "read_up_to"):
                        return self._read(index, target, call)
        return None

    def _read(self, index: int, target, call: cst.Call) -> QueuedInput | None:
        reader = self._made(index, call.func.value, READERS)
        try:
            arguments = Arguments(call, ["queue", *(["num_records"] if call.func.attr.value == "read_up_to" else []), "name"])
        except Unbindable:
            return None
        producer = self._made(index, arguments.get("queue"), PRODUCERS)
        parts = _names(target)
        if reader is None or producer is None or arguments.get("num_records") is not None and (
                self.names.symbol(reader[1].func) == "tf.WholeFileReader") or isinstance(target, cst.Name) or len(parts) != 2:
            return None
        if any(parts[0] in uses(one) for one in self.body[index + 1:]):
            return None  # Which file and record it was, no Dataset tells.
        return self._with_batch(producer, reader, index, arguments.get("num_records"), parts[1:], False)

    def _made(self, index: int, node, symbols) -> tuple[int, cst.Call] | None:
        if isinstance(node, cst.Call) and self.names.symbol(node.func) in symbols:
            return index, node
        place = self.held.get(node.value) if isinstance(node, cst.Name) else None
        if place is None or self.names.symbol(place[1].func) not in symbols:
            return None
        readers = [one for other, one in enumerate(self.body) if other != index and node.value in uses(one)]
        return place if not readers else None

    def _with_batch(self, producer, reader, read, records, targets, unpacks) -> QueuedInput | None:
        batch = None
        for index in range(read + 1, len(self.body)):
            match self.body[index]:
                case cst.SimpleStatementLine(body=[cst.Assign(value=cst.Call() as call) | cst.Return(value=cst.Call() as call)]) if (
                        self.names.symbol(call.func) in BATCHES):
                    batch = index, call
                    break
        if not targets or batch is not None and not self._is_apart(read, *batch, targets):
            return None
        return QueuedInput(producer, reader, read, records, targets, unpacks, batch)

    def _is_apart(self, read: int, index: int, call: cst.Call, targets: tuple[str, ...]) -> bool:
        """Whether what is computed of one element is used for nothing but the batch."""
        single = frozenset(targets).union(*(effects(one).changes for one in self.body[read + 1:index]))
        later = frozenset().union(*(uses(one) for one in self.body[index + 1:])) - effects(self.body[index]).defines
        try:
            arguments = Arguments(call, BATCHES[self.names.symbol(call.func)])
        except Unbindable:
            return False
        others = [arguments.get(name) for name in arguments if name != "tensors"]
        returns = any(isinstance(one, (cst.If, cst.For, cst.While, cst.With, cst.Try)) and _returns(one)
                      for one in self.body[read + 1:index])
        return not (single & later or returns or any(single & uses(one) for one in others)) and "tensors" in arguments


def _names(target) -> tuple[str, ...]:
    parts = [one.value for one in target.elements] if isinstance(target, (cst.Tuple, cst.List)) else [target]
    return tuple(part.value for part in parts) if all(isinstance(part, cst.Name) for part in parts) else ()


def _returns(statement: cst.CSTNode) -> bool:
    return bool(find(statement, cst.Return))
