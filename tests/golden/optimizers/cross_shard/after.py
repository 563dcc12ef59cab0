import keras


def make(params):
    optimizer = keras.optimizers.SGD(params["lr"])
    if params["use_tpu"]:
        sharded = optimizer
    return (
        # Over all cores.
        optimizer)
