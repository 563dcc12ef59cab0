"""What became of the variables of a checkpoint, on a terminal."""
from __future__ import annotations

from collections import Counter

from rich.console import Console

from migrator.equivalence.conversion import ConversionFailed, Converted

_KINDS = {"weight": "weights", "slot": "slots of optimizers", "power": "powers of beta", "step": "global step",
          "rate": "learning rates"}
_PLAIN = ("by its name", "it is that slot of", "it counts the steps")


def print_converted(converted: Converted, console: Console) -> None:
    """Prints what was converted; what was matched otherwise than by its name is told one by one.

    Args:
        converted: the conversion.
        console: where to print.
    """
    counts = Counter(_KINDS[one.kind] for one in converted.variables)
    console.print(f"{converted.path}: {converted.class_name} at step {converted.step}")
    console.print("  " + ", ".join(f"{count} {kind}" for kind, count in counts.items()))
    for one in converted.variables:
        if not one.reason.startswith(_PLAIN):
            console.print(f"  {one.name} -> {one.path}: {one.reason}")


def print_failure(failed: ConversionFailed, console: Console) -> None:
    """Prints why a checkpoint was not converted, and what to do.

    Args:
        failed: the reason.
        console: where to print.
    """
    console.print(f"{failed.code} {failed}; nothing was written")
    for detail in failed.details:
        console.print(f"  {detail}")
    console.print(f"  what to do: {failed.remedy}")
