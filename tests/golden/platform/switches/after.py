# Keep the old ways.
from absl import app, logging

# for now

# What follows counts.
LIMIT = 3


def main(_):
    # Eager
    logging.info("%d", LIMIT)
    if LIMIT:
        pass


if __name__ == "__main__":
    app.run(main)
