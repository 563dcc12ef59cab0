"""Runs many TensorFlow programs in one process that loads TensorFlow once and forks for each.

Used as a script, by any interpreter (the reference ones too, so Python 3.7 has to read it):

    python forks.py v1|v2|plain|bare < jobs.jsonl

A job is a line of JSON: ``{"script": ..., "folder": ..., "seconds": ..., "same_start": ...}``. The script runs as ``__main__`` with `folder` as
its working directory; what it printed is left in ``folder/stdout`` and ``folder/stderr``, and a line of JSON with the job's
exit status (None where its time was up) answers each job. With ``v1``, ``tensorflow`` stands for ``tensorflow.compat.v1``;
with ``bare`` nothing is loaded beforehand. With `same_start`, default initializers that draw weights at random give both
interpreters the same values: of a program whose weights the author left to chance, the numbers can then be compared.
"""
import argparse
import json
import os
import runpy
import signal
import sys
import time
import traceback


def load(meaning):
    """Imports what the programs import, before the first fork; nothing here may start an op or a thread."""
    if meaning == 'bare':
        return
    os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
    import numpy  # noqa: F401
    import pandas  # noqa: F401
    import tensorflow
    if meaning == 'v1' and not tensorflow.__version__.startswith('1.'):
        v1 = tensorflow.compat.v1
        v1.disable_v2_behavior()
        v1.estimator.Estimator  # Loaded lazily: load it here, once.
        v1.layers.dense
        sys.modules['tensorflow'] = v1
    elif meaning == 'plain':
        import keras  # noqa: F401


def start_the_same(with_contrib):
    """Has the initializers of layers and embeddings draw by the shape alone, those of tf.contrib.layers too."""
    import numpy
    from tensorflow.python.ops import init_ops

    def draw(shape, dtype):
        import tensorflow
        shape = [int(size) for size in shape]
        limit = (6.0 / max(1, sum(shape))) ** 0.5
        values = numpy.random.RandomState(len(shape)).uniform(-limit, limit, size=shape)
        return tensorflow.constant(values.astype('float32'), dtype)

    for kind in (init_ops.VarianceScaling, init_ops.TruncatedNormal, init_ops.RandomNormal):
        kind.__call__ = lambda self, shape, dtype=None, partition_info=None: draw(shape, dtype)
    if with_contrib:
        from tensorflow.contrib.layers.python.layers import initializers
        initializers.random_ops = argparse.Namespace(
            random_uniform=lambda shape, low=0, high=None, dtype=None, seed=None: draw(shape, dtype))
    if 'keras' in sys.modules:
        from keras import initializers
        for kind in (initializers.VarianceScaling, initializers.TruncatedNormal, initializers.RandomNormal):
            kind.__call__ = lambda self, shape, dtype=None: draw(shape, dtype)


def run_child(script, folder, same_start):
    """Becomes the program: never returns."""
    status = 1
    try:
        os.setpgid(0, 0)
        for name, descriptor in (('stdout', 1), ('stderr', 2)):
            target = os.open(os.path.join(folder, name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
            os.dup2(target, descriptor)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.chdir(folder)
        os.environ['TMPDIR'] = folder
        if same_start:
            import tensorflow
            with open(script, encoding='utf-8') as file:
                start_the_same('contrib' in file.read() and tensorflow.__version__.startswith('1.'))
        sys.argv = [script]
        sys.path.insert(0, os.path.dirname(script))
        try:
            runpy.run_path(script, run_name='__main__')
            status = 0
        except SystemExit as exit_request:
            status = exit_request.code if isinstance(exit_request.code, int) else int(exit_request.code is not None)
        except BaseException:
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)


def wait(child, seconds):
    """Waits for a child; returns its exit status (negative: its signal), or None after killing it at the time limit."""
    end = time.time() + seconds
    while time.time() < end:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def main():
    load(sys.argv[1])
    for line in iter(sys.stdin.readline, ''):
        job = json.loads(line)
        child = os.fork()
        if child == 0:
            run_child(job['script'], job['folder'], job['same_start'])
        print(json.dumps({'status': wait(child, job['seconds'])}), flush=True)


if __name__ == '__main__':
    main()
