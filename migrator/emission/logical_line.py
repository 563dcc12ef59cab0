"""One logical line of a program: its tokens, its brackets, and how it is broken into physical lines."""
from __future__ import annotations

import enum
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass, field

_OPENING, _CLOSING = "([{", ")]}"
_LOOSEST_FIRST = [{"for", "if"}, {"else"}, {"or"}, {"and"}, {"+", "-"}, {"*", "/"}]
_SPLITS = set().union(*_LOOSEST_FIRST)  # Where a bracket without commas may be broken.


class Form(enum.Enum):
    """How the inside of a bracket is broken: as it was, not at all, hanging, or aligned with the bracket."""

    WRITTEN = "written"
    FLAT = "flat"
    HANGING = "hanging"
    ALIGNED = "aligned"


@dataclass(eq=False)
class Token:
    """A token: its text, what stands before it on its line, and whether it was the first on its line."""

    text: str
    space: str
    row: int
    column: int
    starts_line: bool
    group: Group | None = None

    @property
    def is_comment(self) -> bool:
        return self.text.startswith("#")


@dataclass(eq=False)
class Group:
    """What stands between two brackets.

    Attributes:
        opening: index of the opening bracket.
        parent: the group around it.
        is_call: the brackets hold arguments or parameters.
        is_subscript: the brackets hold an index.
        closing: index of the closing bracket.
        starts: indices of the tokens after its commas.
        splits: indices of other tokens before which it may be broken.
        first: index of the first token that starts a line in it, or None.
        indent: indentation of the physical line that it was opened in.
    """

    opening: int
    parent: Group | None
    is_call: bool
    is_subscript: bool
    indent: int
    closing: int = -1
    starts: list[int] = field(default_factory=list)
    splits: list[int] = field(default_factory=list)
    first: int | None = None

    @property
    def depth(self) -> int:
        return 0 if self.parent is None else self.parent.depth + 1


class LogicalLine:
    """The tokens of a statement, or of the header of a compound one.

    Args:
        lines: the physical lines from where it starts; what follows it is not looked at.
    """

    def __init__(self, lines: list[str]):
        self.tokens: list[Token] = []
        self.groups: list[Group] = []
        self.opened: dict[int, Group] = {}  # by the index of the opening bracket
        self.count = 0  # of physical lines
        self.is_plain = True  # no backslash, no string over several lines, no second statement, no tab
        self._read(lines)

    def _read(self, lines: list[str]) -> None:
        source = iter(lines)
        stack: list[Group] = []
        end, indent, fstrings = (1, 0), 0, 0
        for token in tokenize.generate_tokens(lambda: next(source, "")):
            if token.type in (tokenize.NL, tokenize.INDENT, tokenize.DEDENT):
                continue
            if token.type in (tokenize.NEWLINE, tokenize.ENDMARKER):
                break
            fstrings += _fstring(token)
            if fstrings or _fstring(token):
                self.is_plain = self.is_plain and token.start[0] == token.end[0]
                if self.tokens and (fstrings > 1 or _fstring(token) != 1):  # A part of the string before it.
                    self.tokens[-1].text += lines[end[0] - 1][end[1]:token.end[1]]
                    end = token.end
                    continue
            starts_line = not self.tokens or token.start[0] > end[0]
            self._check(token, lines, end, stack)
            if starts_line:
                indent = token.start[1]
            space = "" if starts_line else lines[token.start[0] - 1][end[1]:token.start[1]]
            self._add(Token(token.string, space, token.start[0], token.start[1], starts_line), stack, indent)
            end = token.end
        self.count = end[0]

    def _check(self, token, lines: list[str], end: tuple[int, int], stack: list[Group]) -> None:
        row, column = end
        continued = self.tokens and token.start[0] > row and lines[row - 1][column:].strip() == "\\"
        tabbed = "\t" in token.line[:len(token.line) - len(token.line.lstrip())]  # Columns would be counted otherwise.
        if tabbed or "\n" in token.string or continued or token.string == ";" or (not stack and token.start[0] > row > 1):
            self.is_plain = False

    def _add(self, token: Token, stack: list[Group], indent: int) -> None:
        index = len(self.tokens)
        before = self.tokens[-1] if self.tokens else None
        if token.text in _CLOSING and stack:
            group = stack.pop()
            group.closing = index
            self._settle_splits(group)
        else:
            group = stack[-1] if stack else None
        token.group = group
        self.tokens.append(token)
        if group is not None and token.text not in _CLOSING:
            if before.text == "," and before.group is group:
                group.starts.append(index)
            elif index > group.opening + 1 and token.text in _SPLITS and before.text not in ",=(":
                group.splits.append(index)
            if token.starts_line and group.first is None:
                group.first = index
        if token.text in _OPENING:
            applied = before is not None and (
                before.text.isidentifier() and before.text not in _KEYWORDS or before.text in ")]")
            group = Group(index, stack[-1] if stack else None, applied and token.text == "(",
                          applied and token.text == "[", indent)
            self.groups.append(group)
            self.opened[index] = group
            stack.append(group)

    def _settle_splits(self, group: Group) -> None:
        """Leaves of the places where a group may be broken those at its loosest operators."""
        present = {self.tokens[split].text for split in group.splits}
        if "for" in present:
            group.starts = []  # Its commas are those of targets.
        loosest = next((some for some in _LOOSEST_FIRST if some & present), set())
        group.splits = [split for split in group.splits if self.tokens[split].text in loosest]

    def text(self, group: Group) -> str:
        """The inside of a group on one line."""
        tokens = self.tokens[group.opening + 1:group.closing]
        return "".join(_gap(one, index == 0) + one.text for index, one in enumerate(tokens))


_KEYWORDS = {"return", "in", "not", "and", "or", "if", "else", "elif", "yield", "lambda", "assert", "is", "for", "while",
             "with", "import", "del", "raise", "from", "except"}


def _fstring(token) -> int:
    """1 where an f-string starts, -1 where it ends: it comes in parts from Python 3.12 on."""
    name = tokenize.tok_name[token.type]
    return {"FSTRING_START": 1, "FSTRING_END": -1}.get(name, 0)


def _gap(token: Token, first: bool) -> str:
    """What stands before a token that no longer starts a line."""
    if first or token.text in _CLOSING:
        return "" if token.starts_line else token.space
    return " " if token.starts_line else token.space


class Writer:
    """Writes a logical line out.

    Args:
        line: the logical line.
        style: how the author breaks lines.
        forms: the form of each group that is not as written.
    """

    def __init__(self, line: LogicalLine, style, forms: Mapping[Group, Form]):
        self._line = line
        self._style = style
        self._forms = forms
        self._bases: dict[Group, int] = {}
        self._indents: dict[Group, int] = {}  # of the physical lines in which groups are opened
        self._columns: dict[Group, int] = {}  # after opening brackets

    def lines(self) -> list[str]:
        """Gives the physical lines."""
        tokens = self._line.tokens
        written = [" " * tokens[0].column + tokens[0].text]
        indent = tokens[0].column
        self._open(tokens[0], 0, written[-1], indent)
        for index, token in enumerate(tokens[1:], 1):
            if self._is_dropped(index):
                continue
            if self._breaks(index, written[-1]):
                self._end(index, written)
                indent = max(self._column(index), 0)
                written.append(" " * indent + token.text)
            else:
                form = self._form(token.group)
                first = token.group is not None and index == token.group.opening + 1
                gap = token.space if not token.starts_line else _gap(token, first)
                if form is Form.FLAT and token.starts_line and tokens[index - 1].text in _OPENING:
                    gap = ""
                written[-1] += gap + token.text
            self._open(token, index, written[-1], indent)
        return written

    def _open(self, token: Token, index: int, line: str, indent: int) -> None:
        if token.text in _OPENING:
            group = self._line.opened[index]
            self._indents[group] = indent
            following = self._line.tokens[index + 1]
            self._columns[group] = len(line) + (0 if following.starts_line else len(following.space))

    def _form(self, group: Group | None) -> Form:
        return Form.WRITTEN if group is None else self._forms.get(group, Form.WRITTEN)

    def _end(self, index: int, written: list[str]) -> None:
        """Closes a list of arguments that stands one to a line as the author does."""
        group, before = self._line.tokens[index].group, self._line.tokens[index - 1]
        if index == group.closing and self._form(group) is Form.HANGING and group.starts and (
                self._style.one_per_line and before.text != "," and not before.is_comment and self._is_tall(group)):
            written[-1] += ","

    def _is_dropped(self, index: int) -> bool:
        """Whether a token is the comma at the end of what is joined."""
        token = self._line.tokens[index]
        return (token.text == "," and token.group is not None and self._form(token.group) is Form.FLAT
                and token.group.closing == index + 1 and token.group.is_call)

    def _breaks(self, index: int, line: str) -> bool:
        token = self._line.tokens[index]
        group = token.group
        if self._line.tokens[index - 1].is_comment:
            return True
        form = self._form(group)
        if token.is_comment:
            return token.starts_line
        if group is None or form is Form.WRITTEN:
            return token.starts_line
        if form is Form.FLAT:
            return False
        if index == group.closing:
            was_hanging = group.first is not None and is_hanging(self._line, group)
            return form is Form.HANGING and (token.starts_line if was_hanging else self._style.closes_below)
        if index == group.opening + 1:
            return form is Form.HANGING
        if index not in (group.starts or group.splits):
            return False
        if token.starts_line and form is (Form.HANGING if is_hanging(self._line, group) else Form.ALIGNED):
            return True  # The author's own breaks stay.
        if form is Form.HANGING and self._style.one_per_line and group.starts:
            return self._is_tall(group)
        return len(line) + 1 + self._width(index) > self._style.limit

    def _is_tall(self, group: Group) -> bool:
        """Whether what is between hanging brackets needs more than one line."""
        return self._base(group) + len(self._line.text(group)) > self._style.limit

    def _width(self, index: int) -> int:
        """The width from a token to where the line may be broken next."""
        group, tokens = self._line.tokens[index].group, self._line.tokens
        places = group.starts or group.splits
        end = next((other for other in places if other > index), None)
        if end is None:
            end = group.closing + 1
            while end < len(tokens) and tokens[end].text in (*_CLOSING, ",", ":"):
                end += 1
        width = 0
        for other in range(index, end):
            token = tokens[other]
            if other > index and token.group is not group and self._form(token.group) in (Form.WRITTEN, Form.HANGING) and (
                    token.starts_line if self._form(token.group) is Form.WRITTEN else other == token.group.opening + 1):
                break
            width += len(token.text) + (len(_gap(token, False)) if other > index else 0)
        return width

    # Columns.

    def _column(self, index: int) -> int:
        token = self._line.tokens[index]
        group = token.group
        if group is None:
            return token.column
        base = self._base(group)
        form = self._form(group)
        if index == group.closing:
            return self._closing_column(group, token, form)
        if form is not Form.WRITTEN or group.first is None or not token.starts_line:
            return base
        return base + max(token.column - self._line.tokens[group.first].column, 0)

    def _closing_column(self, group: Group, token: Token, form: Form) -> int:
        if form is Form.WRITTEN and group.first is not None and token.column == self._line.tokens[group.first].column:
            return self._base(group)
        opening = self._line.tokens[group.opening]
        if form is Form.WRITTEN and token.column == opening.column != group.indent:
            return self._columns[group] - len(opening.text)
        return self._indents[group]

    def _base(self, group: Group) -> int:
        """The column of the lines in a group."""
        if group not in self._bases:
            self._bases[group] = self._find_base(group)
        return self._bases[group]

    def _find_base(self, group: Group) -> int:
        indent, aligned, style = self._indents[group], self._columns[group], self._style
        form = self._form(group)
        if form is Form.ALIGNED:
            return aligned
        if form is not Form.WRITTEN or group.first is None:
            return indent + style.hang
        first = self._line.tokens[group.first]
        offset = first.column - group.indent
        if is_hanging(self._line, group):
            return indent + (offset if offset in style.hangs else style.hang)
        if first.column == self._line.tokens[group.opening + 1].column:
            return aligned
        if offset in style.offsets:
            return indent + offset
        return aligned if style.aligns or not style.offsets else indent + style.hang


def is_hanging(line: LogicalLine, group: Group) -> bool:
    """Whether a group was written with nothing but a comment behind its opening bracket."""
    following = line.tokens[group.opening + 1]
    return group.first == group.opening + 1 or following.is_comment and not following.starts_line
