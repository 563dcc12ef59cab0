from collections import namedtuple

HParams = namedtuple('HParams', ['depth', 'width', 'learning_rate', 'warmup'])


def default():
    return HParams(depth=2, width=6, learning_rate=0.2, warmup=5)
