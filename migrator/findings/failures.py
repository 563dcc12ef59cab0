"""Files that could not be migrated at all: they are left as they are."""
from __future__ import annotations

from migrator.findings.code import code

# Failed: the file is left as it is.

code("MIG001", "no such path",
     "A path that was given does not exist.",
     "Check the spelling; paths are taken relative to the current folder.")
code("MIG002", "can't be read or written",
     "The system refuses to read the file, or to replace it.",
     "Change its permissions, or migrate into another folder with --output.")
code("MIG003", "not Python",
     "The file does not parse as Python 3. Nothing is guessed about a program that Python itself can't read.",
     "Correct the syntax error.",
     before="model = build(", after="model = build()")
code("MIG004", "Python 2 source",
     "The file holds a form of Python 2: one that Python 3 can't parse, or one that Python 3 reads as something "
     "else (`print >>f, x`; `print (a), b`; `except E, e:`).",
     "Give --python2: the program is then converted to Python 3 as well, by fissix. Integers that are divided become `//`; where "
     "it can't be told what is divided, MIG250 says so.",
     before='print "loss:", loss', after='print("loss:", loss)')
code("MIG005", "can't be decoded",
     "The bytes of the file are not of the encoding that its first two lines declare (UTF-8 where they "
     "declare none), or no such encoding is known.",
     "Declare the right encoding in the first line, or save the file as UTF-8.",
     before="# café, saved as latin-1", after="# -*- coding: latin-1 -*-\n# café, saved as latin-1")
code("MIG006", "nested too deeply",
     "An expression, or a chain of elif, is nested so deeply that the parsers can't take it. Programs like "
     "this are usually generated.",
     "Split it into several statements, or make it a loop.",
     before="total = a + a + a + a  # and some thousands more", after="total = sum([a, a, a, a])")
code("MIG007", "lines end in bare carriage returns",
     "The line ends are those of old Mac systems, which the rewriting can't reproduce exactly.",
     r"Convert the line ends first: `tr '\r' '\n' < old.py > new.py`.")
code("MIG008", "the result would not parse",
     "The migrated program would not be Python. This is a fault of migrator.",
     "Please report it with the program.")
code("MIG009", "the result is not stable",
     "Migrating the migrated program would change it again. This is a fault of migrator.",
     "Please report it with the program.")
code("MIG010", "uncommitted changes",
     "The file has changes that version control does not have, so the migration could not be undone.",
     "Commit or stash them first, or give --allow-dirty.")
code("MIG011", "the support module's name is taken",
     "The migrated program needs definitions from a support module beside it, and a file of that name is "
     "there that migrator did not write.",
     "Rename that file, or migrate into another folder with --output.")
code("MIG012", "leads out of the given folders",
     "The path is a link to a file outside of the paths that were given. Only what was given is written to.",
     "Give the file itself if it is to be migrated.")
code("MIG013", "changed meanwhile",
     "The file changed on disk between reading it and writing the result.",
     "Run the migration again.")
code("MIG014", "internal error",
     "migrator failed on this file. This is a fault of migrator; the other files are not touched by it.",
     "Please report it with the program and the message.")
code("MIG015", "a layout that can't be kept",
     "Python reads the file, but the parser that keeps its layout does not: mostly because lines of one block are indented "
     "with tabs and others with spaces.",
     "Indent the whole file with spaces; most editors can do that.")
code("MIG016", "a cell of another kind",
     "A cell of a notebook begins with a magic such as %%writefile, so it is not run as Python of the notebook, and it "
     "imports TensorFlow. It stays as it is.",
     "Move the cell's program into a file of its own, and migrate that.",
     before="%%writefile model.py\nimport tensorflow as tf", after="# model.py, a file of its own\nimport tensorflow as tf")
code("MIG017", "not a notebook",
     "The file is called .ipynb and does not hold a notebook of format 4, as Jupyter has written since 2015.",
     "Open and save it with Jupyter, or convert it: `jupyter nbconvert --to notebook --inplace FILE`.")
code("MIG018", "a magic that asks for another TensorFlow",
     "A line of a notebook installs or chooses a release of TensorFlow that the migrated cells do not run on.",
     "Ask for `tensorflow>=2.21`, or remove the line.",
     before="!pip install tensorflow==1.15", after="!pip install 'tensorflow>=2.21'")
