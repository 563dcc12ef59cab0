import tensorflow as tf

options = dict(keep_dims=True, reduction_indices=[1], dim=1)
config.log, config.div = 1, 2
run(to_float=True, squeeze_dims=options["keep_dims"])
