from absl import logging


def check(path):
    if not path:
        logging.error("no path")
        return None
    return path
