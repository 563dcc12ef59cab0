import tensorflow as tf
from hyper import HParams

hparams = HParams(rate=0.1)
hparams.add_hparam("steps", 3)
