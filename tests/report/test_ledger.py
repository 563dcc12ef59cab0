"""The ledger adds up, and says everything."""
import io
import json

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from rich.console import Console

from migrator.report.json_report import json_report
from migrator.report.ledger import exit_status, ledger
from migrator.report.verified import Verified
from migrator.report.terminal import print_ledger
from migrator.result import Construct, Disposition, Failure, Finding, Result

patient = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])

CONSTRUCTS = st.builds(
    Construct, line=st.integers(1, 9), column=st.just(0), symbol=st.sampled_from(["tf.a", "tf.b"]),
    disposition=st.sampled_from(Disposition), transform=st.sampled_from([None, "layers", "losses"]),
    code=st.sampled_from([None, "MIG100", "MIG101", "MIG999"]), message=st.sampled_from(["", "why [int]", "other"]))
FINDINGS = st.builds(Finding, line=st.integers(1, 9), column=st.just(0), code=st.just("MIG101"), message=st.just("m"))
FAILURES = st.just(Failure("MIG003", "syntax error", "correct it", 3))
RESULTS = st.lists(st.builds(
    Result, path=st.sampled_from(["a.py", "b/c.py"]), before=st.just(b"x"), after=st.sampled_from([b"x", b"y"]),
    constructs=st.lists(CONSTRUCTS, max_size=6).map(tuple), findings=st.lists(FINDINGS, max_size=2).map(tuple),
    failure=st.none() | FAILURES), max_size=4)


def printed(results, width=80, **how):
    stream = io.StringIO()
    print_ledger(ledger(results), Console(file=stream, width=width, highlight=False, markup=False), **how)
    return stream.getvalue()


@patient
@given(RESULTS)
def test_the_counts_add_up(results):
    book = ledger(results)
    done = [construct for result in results if result.failure is None for construct in result.constructs]
    assert book.total == len(done) == sum(book.counts.values())
    assert sum(book.transforms.values()) == book.counts[Disposition.REWRITTEN]
    for disposition, entries in book.entries.items():
        assert sum(len(entry.lines) for entry in entries) == book.counts[disposition]
    assert len(book.failures) == sum(result.failure is not None for result in results)


@patient
@given(RESULTS)
def test_every_report_says_everything(results):
    text, report = printed(results), json.loads(json_report(results))
    book = ledger(results)
    for entries in book.entries.values():
        for entry in entries:
            assert entry.path in text and entry.symbol in text and entry.message in text
    assert sum(report["ledger"]["counts"].values()) == report["ledger"]["total"] == book.total
    assert sum(len(result["constructs"]) for result in report["results"] if not result["failure"]) == book.total


@patient
@given(RESULTS)
def test_no_line_is_wider_than_the_terminal(results):
    assert all(len(line) <= 60 for line in printed(results, width=60).splitlines())


def result(disposition=None, failure=None, changed=False):
    constructs = () if disposition is None else (Construct(1, 0, "tf.a", disposition),)
    return Result("a.py", b"x", b"y" if changed else b"x", constructs, failure=failure)


FAILED = result(failure=Failure("MIG003", "syntax error", "correct it"))


@pytest.mark.parametrize("results, migrated, shown", [
    ([], 0, 0),
    ([result()], 0, 0),
    ([result(Disposition.REWRITTEN, changed=True)], 0, 1),
    ([result(Disposition.REVIEW, changed=True)], 0, 1),
    ([result(Disposition.LEFT), result(changed=True)], 3, 3),
    ([result(Disposition.LEFT), FAILED], 4, 4),
])
def test_the_gravest_status_counts(results, migrated, shown):
    assert exit_status(results) == migrated
    assert exit_status(results, pending=True) == shown


def test_the_whole_report(monkeypatch):
    monkeypatch.setattr("migrator.report.terminal.verified", lambda: {"layers": Verified(3, 1.5e-05, 0.5)})
    constructs = (
        Construct(3, 0, "tf.layers.dense", Disposition.REWRITTEN, "layers"),
        Construct(4, 0, "tf.layers.dense", Disposition.REWRITTEN, "layers"),
        Construct(5, 0, "tf.losses.log_loss", Disposition.REWRITTEN, "losses"),
        Construct(8, 0, "tf.disable_v2_behavior", Disposition.REMOVED, "symbols", "MIG300", "tf.disable_v2_behavior has no meaning in TF 2"),
        Construct(9, 0, "tf.contrib.foo", Disposition.LEFT, None, "MIG100", "no transform knows this symbol yet"),
        Construct(12, 0, "tf.contrib.foo", Disposition.LEFT, None, "MIG100", "no transform knows this symbol yet"),
        Construct(20, 0, "tf.layers.flatten", Disposition.LEFT, None, "MIG101", "it is called with *shape"),
    )
    results = [
        Result("model.py", b"x", b"y", constructs, forms=(("model_fn", 2, "class Model", ""),
                                                          ("estimator", 30, "support class", "it is stored in self"))),
        Result("old.py", b"x", b"x", failure=Failure("MIG004", "this is Python 2 source: `<>`", "convert it first", 7)),
    ]
    assert [line.rstrip() for line in printed(results).splitlines()] == """\
forms chosen
  model.py:2  model_fn → class Model
  model.py:30  estimator → support class
    it is stored in self

removed
  MIG300  a switch between TF1 and TF 2 behaviour
    has no meaning in TF 2
      model.py:8  tf.disable_v2_behavior

left for you
  MIG100  no transform knows this symbol
    model.py:9, 12  tf.contrib.foo
  MIG101  the arguments can't be told apart
    it is called with *shape
      model.py:20  tf.layers.flatten

failed, and left as they were
  old.py:7  MIG004  this is Python 2 source: `<>`
    convert it first

rewritten       3
  layers        2  verified in 3 cases, largest difference 1.5e-05
  losses        1
removed         1
left for you    3
TF1 constructs  7
2 files, 1 changed, 1 failed. What to do: `migrator explain CODE`.
""".splitlines()


def test_nothing_to_do_is_one_line():
    assert printed([Result("a.py", b"", b"")]) == "1 file, nothing to do.\n"


def test_json_keeps_bytes_that_are_no_utf8():
    report = json.loads(json_report([], patch=b"-caf\xe9\n"))
    assert report["patch"].encode("utf-8", "surrogateescape") == b"-caf\xe9\n"
