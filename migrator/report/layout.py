"""Columns of labels and texts, without the blanks that a table pads its lines with."""
from __future__ import annotations

import textwrap

from rich.console import Console
from rich.text import Text


def print_labelled(label: Text, text: str, console: Console, style: str = "") -> None:
    """Prints a label and, beside it, a text that wraps within its own column.

    Args:
        label: the label, padded to the width of its column.
        text: what stands beside it; may be empty.
        console: where it goes.
        style: the text's style.
    """
    lines = textwrap.wrap(text, max(20, console.width - label.cell_len), break_on_hyphens=False) or [""]
    indented = ("\n" + " " * label.cell_len).join(lines)
    line = label + Text(indented, style=style)
    line.rstrip()
    console.print(line, soft_wrap=True)
