from tf1_semantics import HParams


def defaults() -> HParams:
    return HParams(
        rate=0.1,
        sizes=[3, 4],  # per layer
    )


def merged(values):
    return HParams(**values)
