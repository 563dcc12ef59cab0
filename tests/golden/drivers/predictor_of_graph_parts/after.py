from tensorflow.contrib import predictor

from tf1_semantics import saved_model_predictor


def clients(folder):
    by_key = saved_model_predictor(folder, 'classify')
    # TODO(migrator): MIG102 predictor.from_saved_model is given input_names, which names parts of a graph
    by_parts = predictor.from_saved_model(folder, input_names={'x': 'x:0'}, output_names={'y': 'y:0'})
    return by_key, by_parts
