import tensorflow as tf

function = getattr(tf, "log")
other = vars(tf)["to_float"]
