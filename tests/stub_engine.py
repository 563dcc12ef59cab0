"""An engine for tests of what is around it: renames one function, and obeys markers in the text."""
import os

from migrator.result import Construct, Disposition, Failure, Result, failed


def migrate(source, path="-", options=None):
    """Rewrites tf.log, leaves tf.left, needs the definition after "# needs", fails where asked to."""
    if b"# crashes" in source:
        os._exit(1)
    if b"# raises" in source:
        raise RuntimeError("out of order")
    if b"# fails" in source:
        return failed(path, source, Failure("MIG003", "syntax error: on request", "correct it", 1))
    after = source.replace(b"tf.log(", b"tf.math.log(")
    support = frozenset(line.split()[-1].decode() for line in source.splitlines() if line.startswith(b"# needs "))
    if support:
        after = after.replace(b"# needs ", b"# has ")
    constructs = []
    for number, line in enumerate(source.splitlines(), 1):
        if b"tf.log(" in line:
            constructs.append(Construct(number, line.index(b"tf.log("), "tf.log", Disposition.REWRITTEN, "symbols"))
        if b"tf.left(" in line:
            constructs.append(Construct(number, line.index(b"tf.left("), "tf.left", Disposition.LEFT, None,
                                        "MIG100", "no transform knows this symbol yet"))
    return Result(path, source, after, tuple(constructs), support=support)


def migrate_program(sources, options=None):
    """Migrates each module of a program by itself."""
    return {path: migrate(source, path, options) for path, source in sources.items()}
