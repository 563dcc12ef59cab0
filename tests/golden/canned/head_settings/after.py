import tensorflow as tf

from tf1_semantics import BaselineRegressor, Estimator, LinearClassifier, predict_examples

def train_input_fn():
    return tf.data.Dataset.from_tensor_slices((features, labels)).repeat().batch(32)

price = tf.feature_column.numeric_column('price')
model = Estimator(LinearClassifier(
    [price],
    # where it is saved
    n_classes=3,
    weight_column='weight',
    label_vocabulary=['low', 'middle', 'high'],
    loss_reduction='mean'
), model_dir='/tmp/price')
model.train(train_input_fn, steps=100)
for row in model.predict(train_input_fn):
    print(row['classes'][0].decode(), row['probabilities'].max())
weights = model.get_variable_value('linear/linear_model/price/weights')
names = model.get_variable_names()

regressor = BaselineRegressor()
regressor.steps_per_execution = 20
regressor.fit(train_input_fn().take(100), verbose=0)
total = sum(float(row['predictions'][0]) for row in predict_examples(
    regressor, train_input_fn()
))
print(regressor.evaluate(
    train_input_fn().take(1), return_dict=True, verbose=0
)['average_loss'])
