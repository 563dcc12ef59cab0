import tensorflow as tf
from tensorflow.contrib import predictor


def clients(folder):
    by_key = predictor.from_saved_model(folder, 'classify', config=tf.ConfigProto(allow_soft_placement=True))
    by_parts = predictor.from_saved_model(folder, input_names={'x': 'x:0'}, output_names={'y': 'y:0'})
    return by_key, by_parts
