"""The report for machines. Its schema only grows: no key is renamed or removed within a version."""
from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from migrator.report.ledger import exit_status, ledger
from migrator.report.verified import verified
from migrator.result import Result

VERSION = 1


def json_report(results: Sequence[Result], pending: bool = False, patch: bytes | None = None) -> str:
    """Returns the report of a run as JSON.

    The object has these keys:

    * ``version``: 1.
    * ``exit_status``: as the process returns it.
    * ``ledger``: ``files``, ``changed`` (paths), ``total``, ``counts`` (by disposition, adding
      up to ``total``), ``transforms`` (rewritten constructs by transform), ``verified`` (for these
      transforms ``cases``, ``difference``, ``ratio``: with how many programs each was verified, the largest
      difference of two numbers, and that as a part of what is allowed).
    * ``results``: for each file that has anything to say ``path``, ``changed``,
      ``constructs`` (``line``, ``column``, ``symbol``, ``disposition``, ``transform``,
      ``code``, ``message``), ``findings`` (``line``, ``column``, ``code``, ``message``),
      ``forms`` (``name``, ``line``, ``form``, ``reason``), ``support`` (names of the
      definitions it needs), ``failure`` (null, or ``code``, ``message``, ``remedy``,
      ``line``); for standard input ``program``, the migrated text.
    * ``patch``: for a dry run, what it would change.

    Bytes that are not UTF-8 are lone surrogates in ``program`` and ``patch``; encoding with
    Python's "surrogateescape" gives them back.

    Args:
        results: the run's results.
        pending: whether the changes were only shown.
        patch: the diff, for a dry run.
    """
    book = ledger(results)
    report = {
        "version": VERSION,
        "exit_status": exit_status(results, pending),
        "ledger": {
            "files": book.files,
            "changed": book.changed,
            "total": book.total,
            "counts": book.counts,
            "transforms": book.transforms,
            "verified": {name: asdict(verified()[name]) for name in book.transforms if name in verified()},
        },
        "results": [_result(result) for result in results if _says_something(result)],
    }
    if patch is not None:
        report["patch"] = _text(patch)
    return json.dumps(report, indent=2)


def _says_something(result: Result) -> bool:
    return bool(result.changed or result.constructs or result.findings or result.failure or result.path == "-")


def _result(result: Result) -> dict:
    record = {
        "path": result.path,
        "changed": result.changed,
        "constructs": [asdict(construct) for construct in result.constructs],
        "findings": [asdict(finding) for finding in result.findings],
        "forms": [dict(zip(("name", "line", "form", "reason"), form)) for form in result.forms],
        "support": sorted(result.support),
        "failure": asdict(result.failure) if result.failure is not None else None,
    }
    if result.path == "-":
        record["program"] = _text(result.after)
    return record


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
