"""Unified diffs of bytes, as `patch -p1` and `git apply` read them."""
from __future__ import annotations

import difflib
import os
from collections.abc import Iterator


def unified_diff(before: bytes, after: bytes, path: str, new: bool = False) -> bytes:
    """Returns the diff between two versions of a file.

    Args:
        before: the old bytes.
        after: the new bytes.
        path: the file's path; it is made relative to the current folder where it lies in it.
        new: whether the file does not exist yet.

    Returns:
        The diff, in the encoding and with the newlines of the file; empty if nothing changes.
    """
    name = patch_name(path)
    old_name = b"/dev/null" if new else _quoted(b"a/" + name)
    lines = difflib.diff_bytes(difflib.unified_diff, _lines(before), _lines(after), old_name, _quoted(b"b/" + name))
    return b"".join(_ended(lines))


def patch_name(path: str) -> bytes:
    """Returns the name of a file in a patch: relative to the current folder, else to the root.

    Args:
        path: the file's path; "-" stands for standard input.
    """
    if path == "-":
        return b"stdin"
    absolute = os.path.abspath(path)
    relative = os.path.relpath(absolute)
    outside = relative == os.pardir or relative.startswith(os.pardir + os.sep)
    name = os.path.splitdrive(absolute)[1].lstrip(os.sep) if outside else relative
    return os.fsencode(name.replace(os.sep, "/"))


def _lines(data: bytes) -> list[bytes]:
    """Splits after line feeds only: to `patch`, a carriage return is a byte like any other."""
    lines = data.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _ended(lines: Iterator[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"


def _quoted(name: bytes) -> bytes:
    """Quotes a name as git does where its bytes could be misread; a tab ends one with blanks."""
    if any(byte < 0x20 or byte in b'"\\' or byte >= 0x7f for byte in name):
        escaped = (chr(byte) if 0x20 <= byte < 0x7f and byte not in b'"\\' else f"\\{byte:03o}" for byte in name)
        return b'"' + "".join(escaped).encode("ascii") + b'"'
    return name + b"\t" if b" " in name else name
