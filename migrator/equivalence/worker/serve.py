"""A process that loads a TensorFlow once and forks a child for each program that it is asked about.

Run as a script by any interpreter, the reference ones too, so Python 3.7 has to read everything in this folder; it
imports nothing of migrator:

    python serve.py original|migrated

Messages are pickles, each after its length in eight bytes: requests come in on standard input, replies go out on what was
standard output. A request is (operation, arguments); a reply is ("value", what it returned), ("error", what went
wrong) or, after the child is gone, ("ended", how).
"""
import ctypes
import importlib.util
import os
import pickle
import signal
import struct
import sys
import traceback

import numpy as np

if np.__version__ < '1.26':
    # What numpy 2 pickles names these modules.
    sys.modules['numpy._core'] = np.core
    sys.modules['numpy._core.multiarray'] = np.core.multiarray
    sys.modules['numpy._core.numeric'] = np.core.numeric

PACKAGE = 'migrator_worker'  # The name that this folder has in the worker: no program has a module called so.


class Channel(object):
    """Messages over two file descriptors; it never reads further than the end of a message."""

    def __init__(self, incoming, outgoing):
        self.incoming = incoming
        self.outgoing = outgoing

    def receive(self):
        """Returns the next message, or None where there is none any more."""
        header = self._read(8)
        return None if header is None else pickle.loads(self._read(struct.unpack('<Q', header)[0]))

    def send(self, message):
        data = pickle.dumps(message, protocol=4)
        data = memoryview(struct.pack('<Q', len(data)) + data)
        while data:
            data = data[os.write(self.outgoing, data):]

    def _read(self, count):
        parts = []
        while count:
            part = os.read(self.incoming, min(count, 1 << 20))
            if not part:
                return None
            parts.append(part)
            count -= len(part)
        return b''.join(parts)


def side(name):
    """Imports the modules of one side under a package name that programs don't use."""
    folder = os.path.dirname(os.path.abspath(__file__))
    spec = importlib.util.spec_from_file_location(
        PACKAGE, os.path.join(folder, '__init__.py'), submodule_search_locations=[folder])
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)
    return importlib.import_module(PACKAGE + '.' + name)


def converse(channel, session, output):
    """Answers requests about one program until "close", or until the other end is gone."""
    sink = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(sink, 1)
    os.dup2(sink, 2)
    while True:
        request = channel.receive()
        if request is None or request[0] == 'close':
            return
        operation, arguments = request
        try:
            reply = ('value', getattr(session, operation)(**arguments))
        except BaseException as error:  # Programs raise what they like, SystemExit too.
            reply = ('error', session.described(error))
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        channel.send(reply)


def end_with_parent():
    """Has Linux end this process with the one that started it, even one that is killed: programs may run for ever."""
    if sys.platform.startswith('linux'):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def serve_child(channel, module, output):
    """Forks for one program, sends the child's id and waits for its end; returns how it ended."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.setpgid(0, 0)
            end_with_parent()
            converse(channel, module.Session(), output)
            status = 0
        finally:
            os._exit(status)
    channel.send(('value', child))
    _, status = os.waitpid(child, 0)
    try:
        os.killpg(child, signal.SIGKILL)  # What the program started and left.
    except OSError:
        pass
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def main():
    end_with_parent()
    channel = Channel(os.dup(0), os.dup(1))
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):  # What programs read and print must not get between the messages.
        os.dup2(null, descriptor)
    sys.path.pop(0)  # This folder.
    try:
        module = side(sys.argv[1])
        module.load()
    except Exception as error:
        channel.send(('error', {'kind': type(error).__name__, 'message': str(error)}))
        return
    channel.send(('value', None))
    while True:
        request = channel.receive()
        if request is None:
            return
        if not hasattr(os, 'fork'):
            channel.send(('value', None))
            converse(channel, module.Session(), request[1]['output'])
            return
        channel.send(('ended', serve_child(channel, module, request[1]['output'])))


if __name__ == '__main__':
    main()
