"""No comment of the user's is lost: those whose statements went are put back where their matter is now.

>>> before = "def model_fn(features, mode):\\n    # Fit.\\n    train_op = minimize(loss)\\n"
>>> after = "class Model:\\n    def train_step(self, data):\\n        self.minimize(data)\\n"
>>> print(restore_comments(before, after))
class Model:
    def train_step(self, data):
        # Fit.
        self.minimize(data)
<BLANKLINE>
"""
from __future__ import annotations

import ast
import dataclasses
import io
import re
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from migrator.syntax import parsed, statements

_ALIKE = 0.4  # how much of two statements' words must be common for one to be what the other became
_WORD = re.compile(r"[A-Za-z_]\w*|\d+(?:\.\d+)?")
_COMMON = frozenset("tf self keras return if else for in and or not none true false mode estimator layers ops losses".split())
_OURS = "# TODO(migrator)"
# What a statement that went was about, and the methods that see to that now.
_MATTERS = [(re.compile(pattern), methods.split()) for pattern, methods in (
    (r"\bPREDICT\b|\bexport_outputs\b", "predict_step predictions"),
    (r"\bEVAL\b|\beval_metric_ops\b|\bmetrics\.", "test_step"),
    (r"\bTRAIN\b|train_op|minimize|gradients|UPDATE_OPS|global_step", "train_step"),
    (r"Optimizer\(|\boptimizers?\b|learning_rate|\bdecay", "__init__ train_step"),
    (r"\bpredict", "predictions predict_step"),
    (r"\bloss", "loss_fn train_step"),
    (r"\bparams\b|get_variable", "__init__"),
)]
# The same by the words of the comment.
_TOPICS = [(re.compile(pattern, re.IGNORECASE), methods.split()) for pattern, methods in (
    (r"\bloss", "loss_fn train_step"), (r"\bpredict|\bserv", "predict_step predictions"),
    (r"\beval|\bmetric", "test_step"), (r"optimizer|learning rate", "__init__ train_step"),
    (r"\btrain|gradient", "train_step"),
)]


@dataclass(frozen=True)
class Comment:
    """A comment: where it stands, its text, and the code before it on its line."""

    row: int
    column: int
    text: str
    code: str


def restore_comments(before: str, after: str) -> str:
    """Puts back the comments that a migration lost.

    Args:
        before: the original program.
        after: the migrated program.

    Returns:
        The migrated program with every comment of the original.
    """
    if not _may_lack(before, after):
        return after
    lost = _lost(comments_of(before), comments_of(after), after)
    if not lost:
        return after
    return _Restorer(before, after).restore(lost)


def _may_lack(before: str, after: str) -> bool:
    """Whether a comment may be missing, told without reading the programs token by token."""
    def tails(program: str) -> Counter:
        return Counter(line[line.index("#"):].strip() for line in program.split("\n") if "#" in line)
    return bool(tails(before) - tails(after))


def comments_of(program: str) -> list[Comment]:
    """Gives the comments of a program, but for the tool's own markers."""
    found = []
    for token in tokenize.generate_tokens(io.StringIO(program).readline):
        if token.type == tokenize.COMMENT and not token.string.startswith(_OURS):
            code = token.line[:token.start[1]].strip() if token.start[0] == token.end[0] else ""
            found.append(Comment(*token.start, token.string.rstrip(), code))
    return found


def _lost(wanted: list[Comment], present: list[Comment], after: str) -> list[Comment]:
    """The comments that are missing; of several with the same text, those whose code is not found any more."""
    missing = Counter(comment.text for comment in wanted) - Counter(comment.text for comment in present)
    lines = {line.strip() for line in after.split("\n")}
    found = []
    for comment in sorted(wanted, key=lambda one: bool(one.code) and f"{one.code}  {one.text}" in lines):
        if missing[comment.text] > 0:
            missing[comment.text] -= 1
            found.append(comment)
    return sorted(found, key=lambda one: (one.row, one.column))


@dataclass(eq=False)
class _Statement:
    """A statement, or the header of a compound one."""

    row: int
    end: int
    column: int
    node: ast.stmt
    text: str
    words: Counter

    @property
    def is_definition(self) -> bool:
        return isinstance(self.node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))


def _statements(tree: ast.AST, lines: list[str]) -> list[_Statement]:
    """The statements of a program that start a line, in order."""
    found = {}
    for node in statements(tree):
        row = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
        head = lines[row - 1][:node.col_offset] if row == node.lineno else ""
        if head.strip() or lines[row - 1].lstrip().startswith("elif"):
            continue
        end = _header_end(node, lines) if getattr(node, "body", None) else node.end_lineno
        text = " ".join(line.strip() for line in lines[row - 1:end])
        if row not in found:
            found[row] = _Statement(row, end, node.col_offset, node, text, _words(text))
    return [found[row] for row in sorted(found)]


def _header_end(node: ast.stmt, lines: list[str]) -> int:
    """The last line of the header of a compound statement."""
    inner = [child.end_lineno for child in ast.iter_child_nodes(node)
             if not isinstance(child, (ast.stmt, ast.excepthandler)) and hasattr(child, "end_lineno")]
    row = max([node.lineno, *(end for end in inner if end < node.body[0].lineno)])
    while row < node.body[0].lineno - 1 and not lines[row - 1].partition("#")[0].rstrip().endswith(":"):
        row += 1
    return row


def _words(text: str) -> Counter:
    words = (word.lower().replace("_", "") for word in _WORD.findall(text))
    return Counter(word for word in words if word not in _COMMON)


def _likeness(one: Counter, other: Counter) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


class _Restorer:
    """Finds the places of comments in the migrated program."""

    def __init__(self, before: str, after: str):
        self._before = before.split("\n")
        self._after = after.split("\n")
        self._old_tree, self._new_tree = parsed(before), parsed(after)
        self._old = _statements(self._old_tree, self._before)
        self._new = _statements(self._new_tree, self._after)
        self._limit = max(79, max(len(line.rstrip()) for line in self._before))

    def restore(self, lost: list[Comment]) -> str:
        """Gives the program with these comments."""
        above: dict[int, list[str]] = defaultdict(list)
        behind: dict[int, str] = {}
        for run in _runs(lost):
            place, is_own = self._place(run)
            if place is None:
                above[len(self._after)] += [comment.text for comment in run]
            elif is_own and len(run) == 1 and run[0].code and place.row not in behind and self._fits(place, run[0]):
                behind[place.row] = run[0].text
            else:
                above[place.row] += [" " * place.column + comment.text for comment in run]
        lines = list(self._after)
        for row, text in behind.items():
            ending = "\r" if lines[row - 1].endswith("\r") else ""
            lines[row - 1] = f"{lines[row - 1].rstrip()}  {text}{ending}"
        ending = "\r" if self._after[0].endswith("\r") else ""
        for row in sorted(above, reverse=True):
            lines[row - 1:row - 1] = [text + ending for text in above[row]]
        return "\n".join(lines)

    def _fits(self, place: _Statement, comment: Comment) -> bool:
        line = self._after[place.row - 1]
        return (place.row == place.end and "#" not in line
                and len(line.rstrip()) + 2 + len(comment.text) <= self._limit)

    def _place(self, run: list[Comment]) -> tuple[_Statement | None, bool]:
        """The statement to put comments at, and whether it is what their own statement became."""
        region = self._region(run[0])
        owner = self._owner(run[-1])
        line = self._line_of(run[-1], owner)
        if owner is None:
            return (region[0] if region else self._following(run[0])), False
        if owner.is_definition and run[-1].code and (made := self._made_of(owner, region)) is not None:
            inside = owner.row <= run[-1].row <= owner.end and owner.row != owner.end
            return (self._inside(made), False) if inside else (made, True)
        if line is not None:
            best = max(region, key=lambda one: self._alike(line, one), default=None)
            if best is not None and self._alike(line, best) >= _ALIKE:
                return best, True
        best = max(region, key=lambda one: self._alike(owner, one), default=None)
        if best is not None and self._alike(owner, best) >= _ALIKE:
            return best, True
        text = " ".join(comment.text for comment in run)
        found = self._by_matter(text, _TOPICS, region) or self._by_matter(owner.text, _MATTERS, region)
        return found or self._top(region) or self._following(run[0]), False

    def _line_of(self, comment: Comment, owner: _Statement | None) -> _Statement | None:
        """The line of a statement over several lines that a comment stands in or above."""
        if owner is None or owner.row == owner.end or not owner.row <= comment.row <= owner.end:
            return None
        rows = range(comment.row, owner.end + 1)
        text = next((code for row in rows if (code := self._before[row - 1].partition("#")[0].strip())), "")
        return dataclasses.replace(owner, text=text, words=_words(text)) if len(_words(text)) > 1 else None

    def _alike(self, one: _Statement, other: _Statement) -> float:
        if other.is_definition and not one.is_definition or other.column == 0 and one.column > 0:
            return 0.0
        return _likeness(one.words, other.words)

    def _owner(self, comment: Comment) -> _Statement | None:
        """The statement that a comment stands in or above; at the end of a block, the one before it."""
        around = next((one for one in reversed(self._old) if one.row <= comment.row <= one.end), None)
        if around is not None:
            return around
        after = next((one for one in self._old if one.row > comment.row), None)
        before = next((one for one in reversed(self._old) if one.row < comment.row), None)
        if after is not None and (after.column >= comment.column or before is None):
            return after
        return before

    # Regions.

    def _region(self, comment: Comment) -> list[_Statement]:
        """The statements that the top-level statement around a comment became."""
        body = self._old_tree.body
        index = next((index for index, node in enumerate(body) if comment.row <= node.end_lineno), len(body))
        if index == len(body):
            return []
        same = self._same(body[index])
        if same is not None:
            return self._between(same.lineno, same.end_lineno)
        start = next((found.end_lineno for node in reversed(body[:index]) if (found := self._same(node))), 0)
        end = next((found.lineno for node in body[index + 1:] if (found := self._same(node))), len(self._after) + 1)
        return self._between(start + 1, end - 1)

    def _same(self, node: ast.stmt) -> ast.stmt | None:
        """The top-level statement of the migrated program that is still this one."""
        key = _key(node, self._before)
        return next((other for other in self._new_tree.body if _key(other, self._after) == key), None)

    def _between(self, start: int, end: int) -> list[_Statement]:
        return [one for one in self._new if start <= one.row <= end and not _is_text(one.node)]

    def _following(self, comment: Comment) -> _Statement | None:
        """The statement before which a comment stands when its own top-level statement went."""
        for node in self._old_tree.body:
            if node.lineno > comment.row and (found := self._same(node)) is not None:
                return next((one for one in self._new if one.node is found), None)
        return None

    # Places of what has no counterpart.

    def _made_of(self, owner: _Statement, region: list[_Statement]) -> _Statement | None:
        """The class or function that a function became."""
        made = [one for one in region if one.is_definition and one.column == owner.column]
        return max(made, key=lambda one: (_likeness(_words(owner.node.name), _words(one.node.name)), one.row), default=None)

    def _inside(self, definition: _Statement) -> _Statement:
        """Where comments on the parameters of a function go: to the method that takes them now."""
        region = self._between(definition.row, definition.node.end_lineno)
        call = next((one for one in region if one.is_definition and one.node.name == "call"), definition)
        return self._first_inside(call)

    def _first_inside(self, definition: _Statement) -> _Statement:
        return next((one for one in self._new if one.row > definition.row and not _is_text(one.node)), definition)

    def _by_matter(self, text: str, matters: list, region: list[_Statement]) -> _Statement | None:
        """The first statement of the method that sees to what a text is about."""
        methods = {one.node.name: one for one in region if one.is_definition and one.column > 0}
        for pattern, names in matters:
            if pattern.search(text):
                for name in names:
                    if name in methods:
                        return self._about(pattern, methods[name]) or self._first_inside(methods[name])
        return None

    def _about(self, pattern: re.Pattern, method: _Statement) -> _Statement | None:
        """The first statement of a method that is about a matter."""
        inside = self._between(method.row + 1, method.node.end_lineno)
        return next((one for one in inside if pattern.search(one.text)), None)

    def _top(self, region: list[_Statement]) -> _Statement | None:
        """The first method of a class, or the first statement of a function."""
        definition = next((one for one in reversed(region) if isinstance(one.node, ast.ClassDef)), None)
        definition = definition or next((one for one in region if one.is_definition), None)
        if definition is None:
            return region[0] if region else None
        return self._first_inside(definition)


def _key(node: ast.stmt, lines: list[str]) -> tuple:
    """What tells a top-level statement from others."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return type(node).__name__, node.name
    return "", lines[node.lineno - 1].strip()


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _runs(comments: Iterable[Comment]) -> list[list[Comment]]:
    """Comments that stand on successive lines of their own, together."""
    runs: list[list[Comment]] = []
    for comment in comments:
        last = runs[-1][-1] if runs else None
        if last is not None and not comment.code and not last.code and (
                comment.row, comment.column) == (last.row + 1, last.column):
            runs[-1].append(comment)
        else:
            runs.append([comment])
    return runs
