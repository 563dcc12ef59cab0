"""Writing: a file is replaced whole or not at all, and only where it may be."""
from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from migrator.files.discover import inside


class OutsideRoots(Exception):
    """Raised for a path that leads out of the folders that may be written to."""


def replace(path: Path, data: bytes, roots: Iterable[Path]) -> None:
    """Replaces or makes a file, so that at any moment the old or the new one is there, whole.

    The mode stays. A link stays a link: what it points to is replaced.

    Args:
        path: the file.
        data: its new bytes.
        roots: resolved files and folders that may be written to.

    Raises:
        OutsideRoots: the file, or what it links to, lies elsewhere.
        OSError: the system refuses.
    """
    target = path.resolve()
    if not inside(target, roots):
        raise OutsideRoots(str(target))
    old = target.stat() if target.exists() else None
    if old is not None and not os.access(target, os.W_OK):
        raise PermissionError(13, "Permission denied", str(target))
    descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        _take_mode(temporary, old)
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def copy(source: Path, destination: Path) -> None:
    """Copies a file with its mode and times; a link is copied as a link.

    Args:
        source: the file.
        destination: where the copy goes; its folders are made.
    """
    destination.parent.mkdir(parents=True, exist_ok=True)
    if destination.is_symlink():
        destination.unlink()
    shutil.copy2(source, destination, follow_symlinks=False)


def _take_mode(temporary: str, old: os.stat_result | None) -> None:
    if old is None:
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        return
    os.chmod(temporary, old.st_mode & 0o7777)
    new = os.stat(temporary)
    if hasattr(os, "chown") and (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        os.chown(temporary, old.st_uid, old.st_gid)
        os.chmod(temporary, old.st_mode & 0o7777)  # chown drops set-id bits
