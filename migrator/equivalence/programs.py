"""Programs that are to be compared: scripts and notebooks, what they import beside them, and which TensorFlow they need."""
from __future__ import annotations

import re
import shutil
from pathlib import Path

from migrator.equivalence.reasons import NotComparable
from migrator.files.notebooks import Notebook

COPIED_FILE = 50_000_000  # Larger files are linked, not copied, into the folder where a program runs.
MANY_FILES = 20_000
SKIPPED_FOLDERS = frozenset({".git", ".hg", "__pycache__", ".venv", "venv", "node_modules", ".tox", ".ipynb_checkpoints"})
_USES_ESTIMATOR = re.compile(rb"Estimator\s*\(|\b(?:DNN|Linear|DNNLinearCombined|Baseline)(?:Classifier|Regressor)\s*\("
                             rb"|\btrain_and_evaluate\s*\(|\bmodel_to_estimator\s*\(")
_NEEDS_TF1 = re.compile(rb"\btf\.contrib\b|tensorflow\.contrib\b|\bfrom tensorflow import .*\bcontrib\b")


def is_notebook(path: Path) -> bool:
    """Whether a file is a notebook by its name."""
    return path.suffix == ".ipynb"


def source_of(path: Path) -> bytes:
    """Returns the source of a program; that of a notebook is its code cells, with a line for each that names it.

    Raises:
        ValueError: it is a notebook that can't be read.
    """
    raw = path.read_bytes()
    if not is_notebook(path):
        return raw
    notebook = Notebook(raw)
    first = next((cell.number for cell in notebook.cells if cell.is_python), 1)
    return f"'%% cell {first}'\n".encode() + notebook.source


def script_in(folder: Path, program: Path) -> Path:
    """Returns the script to run of a program that has been copied into a folder; for a notebook it is written there."""
    script = folder / program.name
    if is_notebook(program):
        source, script = source_of(script), script.with_name(f"{program.name}.py")
        script.write_bytes(source)
    return script


def is_program(path: Path) -> bool:
    """Whether a file uses an Estimator and is run, not only imported."""
    try:
        source = source_of(path)
    except ValueError:
        return False
    if not _USES_ESTIMATOR.search(source):
        return False
    return is_notebook(path) or b"__main__" in source or b"app.run(" in source or bool(
        re.search(rb"^\w[\w.]*\.train\w*\(", source, re.MULTILINE))


def needs_tf1(program: Path) -> bool:
    """Whether a program uses tf.contrib, which only TensorFlow 1 itself has."""
    sources = [path for part in program_files(program) for path in ([part] if part.is_file() else part.rglob("*.py"))]
    return any(_NEEDS_TF1.search(source_of(path)) for path in sources)


def program_files(program: Path) -> list[Path]:
    """Returns what a program is made of: itself, or its folder where it imports something that is beside it."""
    names = re.findall(rb"^\s*(?:from|import)\s+\.?(\w+)", source_of(program), re.MULTILINE)
    beside = [program.parent / name.decode() for name in names]
    return [program.parent] if any(path.is_dir() or path.with_suffix(".py").exists() for path in beside) else [program]


def copied(folder: Path, target: Path) -> Path:
    """Copies a folder, but for what no program reads there: version control, virtual environments, caches.

    Returns:
        The copy. Large files in it are links.

    Raises:
        NotComparable: it holds so many files that it is no program's folder.
    """
    count = 0

    def copy(source: str, place: str) -> str:
        nonlocal count
        count += 1
        if count > MANY_FILES:
            raise NotComparable("MIG513", f"there are more than {MANY_FILES} files beside the program in {folder.resolve()}, and it "
                                "runs in a copy of its folder", "put the program into a folder of its own, with what it reads")
        if Path(source).stat().st_size > COPIED_FILE:
            Path(place).symlink_to(Path(source).resolve())
            return place
        return shutil.copy2(source, place)

    skipped, own = shutil.ignore_patterns(*SKIPPED_FOLDERS, "*.pyc"), {target.resolve(), *target.resolve().parents}

    def ignored(parent: str, names: list[str]) -> set[str]:  # Also the copy: a program may stand beside the temporary files.
        return skipped(parent, names) | {name for name in names if Path(parent, name).resolve() in own}

    shutil.copytree(folder, target, symlinks=True, ignore=ignored, copy_function=copy, ignore_dangling_symlinks=True)
    return target
