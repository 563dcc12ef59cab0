import tensorflow as tf

def train_input_fn():
    return tf.data.Dataset.from_tensor_slices((features, labels)).repeat().batch(32)

price = tf.feature_column.numeric_column('price')
model = tf.estimator.LinearClassifier(
    [price],
    '/tmp/price',  # where it is saved
    3,
    weight_column='weight',
    label_vocabulary=['low', 'middle', 'high'],
    partitioner=None,
    loss_reduction=tf.losses.Reduction.MEAN
)
model.train(train_input_fn, steps=100)
for row in model.predict(train_input_fn):
    print(row['classes'][0].decode(), row['probabilities'].max())
weights = model.get_variable_value('linear/linear_model/price/weights')
names = model.get_variable_names()

regressor = tf.estimator.BaselineRegressor()
regressor.train(train_input_fn, steps=100)
total = sum(float(row['predictions']) for row in regressor.predict(train_input_fn))
print(regressor.evaluate(train_input_fn, steps=1)['average_loss'])
