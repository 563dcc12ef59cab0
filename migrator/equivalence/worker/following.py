"""Runs a program as `__main__` up to its end, or up to the first thing that it can't do here."""
import os
import re
import sys
import tempfile
import traceback
import types


MANY = 100  # So often a program may train one model before it is stopped: it may wait for what never comes.
NOTEBOOK = '.ipynb.py'  # How the script of a notebook is called; a line such as '%% cell 3' stands before each of its cells.
_BORDER = re.compile(r"'%% cell (\d+)'$")
_OF_NODE = re.compile(r"Graph execution error:.*\nNode: '[^\n]*\n(.*?)(?:\n\s*\[\[|\Z)", re.DOTALL)
LONG = 1000000  # Steps that stand for a training until the data end.


class TrainsTooOften(BaseException):
    """The program trains over and over; no exception that it would catch."""


class Plausible(dict):
    """Stands for the results of a training or an evaluation that was left out.

    Every name has a value. Who wants to see all names makes `names` be called, which takes long.
    """

    def __init__(self, value, names, **values):
        super(Plausible, self).__init__(values)
        self.value = value
        self.names = names

    def __missing__(self, name):
        return self.value

    def get(self, name, default=None):
        return self[name]

    def filled(self):
        names, self.names = self.names, list
        for name in names():
            self.setdefault(name, self.value)
        return super(Plausible, self)

    def __iter__(self):
        return self.filled().__iter__()

    def __len__(self):
        return self.filled().__len__()

    def __contains__(self, name):
        return self.filled().__contains__(name)

    def __repr__(self):
        return self.filled().__repr__()

    def keys(self):
        return self.filled().keys()

    def values(self):
        return self.filled().values()

    def items(self):
        return self.filled().items()

    def copy(self):
        return self.filled().copy()


def follow(script, arguments, folder):
    """Executes a program.

    Args:
        script: its path.
        arguments: its command line.
        folder: its working directory, which also takes its temporary files.

    Returns:
        None, or what stopped the program, as `described` returns it.
    """
    os.chdir(folder)
    os.environ['TMPDIR'] = os.environ['HOME'] = tempfile.tempdir = folder
    sys.argv = [script] + list(arguments)
    sys.path.insert(0, os.path.dirname(script))
    module = types.ModuleType('__main__')
    module.__file__ = script
    if script.endswith(NOTEBOOK):
        module.display = print
    sys.modules['__main__'] = module
    try:
        with open(script, 'rb') as file:
            source = file.read()
        exec(compile(source, script, 'exec'), module.__dict__)
    except SystemExit as error:
        if error.code not in (None, 0):
            return described(error, script)
    except BaseException as error:
        traceback.print_exc()
        return described(error, script)
    return None


def described(error, script=''):
    """Says what an exception was and which line of the program raised it.

    Args:
        error: the exception.
        script: the program; lines in its folder are the program's.

    Returns:
        A dict of kind, message and place (see `place_of`, or "").
    """
    folder, place = os.path.dirname(script), ''
    trace = error.__traceback__
    while trace is not None:
        path = trace.tb_frame.f_code.co_filename
        if folder and path.startswith(folder + os.sep):
            place = place_of(path, folder, trace.tb_lineno)
        trace = trace.tb_next
    return {'kind': type(error).__name__, 'message': first_lines(str(error)), 'place': place}


def place_of(path, folder, line):
    """Names a line of a program: as ``file.py:12``, or as ``notebook.ipynb, cell 3, line 2``."""
    shown = os.path.relpath(path, folder)
    if not shown.endswith(NOTEBOOK):
        return '%s:%d' % (shown, line)
    with open(path, 'rb') as file:
        lines = file.read().decode('utf-8').split('\n')[:line]
    number, cell = next((number, found) for number, found in reversed(list(enumerate(map(_BORDER.match, lines), 1))) if found)
    return '%s, cell %s, line %d' % (shown[:-len('.py')], cell.group(1), line - number)


def first_lines(text, limit=400):
    """Returns the beginning of a message: TensorFlow's go on for pages."""
    text = re.sub('\x1b\\[[0-9;]*m', '', text)  # Keras writes in bold.
    told = _OF_NODE.search(text)  # What stands before is where in TensorFlow it was.
    text = re.sub(r'\[\[\{\{node [^\n]*', '', told.group(1) if told else text)
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    text = ' '.join(lines[:3])
    return text if len(text) <= limit else text[:limit] + '...'
