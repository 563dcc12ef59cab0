from absl import app
import sys


def train(argv):
    return len(argv)


def main(argv=None):
    return train(argv)


if __name__ == "__main__":
    if "--train" in sys.argv:
        app.run(main=train, argv=[sys.argv[0]])
    app.run(main)
