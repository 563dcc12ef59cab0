"""Runs TF1 code that another process sends. Works on Python 3.7, and imports nothing of ours.

Reads pickled requests from standard input, writes pickled replies to the stream that
was standard output: each is the length in eight bytes, then the pickle.
"""
import os
import pickle
import struct
import sys
import traceback

import numpy as np

if "numpy._core" not in sys.modules and np.__version__ < "1.26":
    # What numpy 2 pickles names these modules.
    sys.modules["numpy._core"] = np.core
    sys.modules["numpy._core.multiarray"] = np.core.multiarray
    sys.modules["numpy._core.numeric"] = np.core.numeric


def tensorflow1():
    """Returns TensorFlow with the TF1 API, whichever release is installed."""
    import tensorflow

    if tensorflow.__version__ < "2":
        tf = tensorflow
    else:
        tf = tensorflow.compat.v1
        tf.disable_v2_behavior()
    tf.logging.set_verbosity(tf.logging.ERROR)
    return tf


def answer(tf, request):
    """Executes the source of a request in a fresh graph and calls the function it defines."""
    namespace = {"tf": tf, "np": np}
    exec(compile(request["source"], "<reference>", "exec"), namespace)
    with tf.Graph().as_default():
        return namespace[request["function"]](*request["args"], **request["kwargs"])


def main():
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # What programs print must not get between the replies.
    requests = sys.stdin.buffer
    tf = tensorflow1()
    while True:
        header = requests.read(8)
        if not header:
            return
        request = pickle.loads(requests.read(struct.unpack("<Q", header)[0]))
        try:
            reply = ("value", answer(tf, request))
        except Exception as error:
            reply = ("error", (type(error).__name__, str(error), traceback.format_exc()))
        data = pickle.dumps(reply, protocol=4)
        replies.write(struct.pack("<Q", len(data)) + data)
        replies.flush()


if __name__ == "__main__":
    main()
