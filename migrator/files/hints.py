"""The cheapest question about a file: can TF be in it at all?"""
from __future__ import annotations


def mentions_tensorflow(source: bytes) -> bool:
    """Tells whether a program's bytes hold a name under which TF1 can be imported.

    Args:
        source: the program's bytes. Encodings that do not keep ASCII (UTF-16) are not
            Python source; `migrator.files.source.check` reports them.
    """
    return b"tensorflow" in source or b"tf_slim" in source
