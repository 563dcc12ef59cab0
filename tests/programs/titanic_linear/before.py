import tensorflow as tf
import numpy as np
import pandas as pd

r = np.random.RandomState(7)
N = 200
dftrain = pd.DataFrame({
    'sex': r.choice(['male', 'female'], N), 'age': r.uniform(1, 70, N), 'n_siblings_spouses': r.randint(0, 4, N),
    'fare': r.gamma(2., 15., N), 'class': r.choice(['First', 'Second', 'Third'], N), 'deck': r.choice(['A', 'B', 'unknown'], N),
    'alone': r.choice(['y', 'n'], N)})
y_train = pd.Series(((dftrain['sex'] == 'female') ^ (r.rand(N) < 0.2)).astype(int))
dfeval, y_eval = dftrain[150:].reset_index(drop=True), y_train[150:].reset_index(drop=True)
dftrain, y_train = dftrain[:150], y_train[:150]

CATEGORICAL_COLUMNS = ['sex', 'n_siblings_spouses', 'class', 'deck', 'alone']
NUMERIC_COLUMNS = ['age', 'fare']

fc = tf.feature_column
feature_columns = []
for feature_name in CATEGORICAL_COLUMNS:
    vocabulary = sorted(dftrain[feature_name].unique())
    feature_columns.append(fc.categorical_column_with_vocabulary_list(feature_name, vocabulary))
for feature_name in NUMERIC_COLUMNS:
    feature_columns.append(fc.numeric_column(feature_name, dtype=tf.float32))


def make_input_fn(data_df, label_df, num_epochs=10, shuffle=True, batch_size=32):
    def input_function():
        ds = tf.data.Dataset.from_tensor_slices((dict(data_df), label_df))
        if shuffle:
            ds = ds.shuffle(1000)
        ds = ds.batch(batch_size).repeat(num_epochs)
        return ds
    return input_function


train_input_fn = make_input_fn(dftrain, y_train, shuffle=False)
eval_input_fn = make_input_fn(dfeval, y_eval, num_epochs=1, shuffle=False)

linear_est = tf.estimator.LinearClassifier(feature_columns=feature_columns)
linear_est.train(train_input_fn)
result = linear_est.evaluate(eval_input_fn)
print(pd.Series(result))

age_x_gender = fc.crossed_column(['class', 'sex'], hash_bucket_size=100)
derived_feature_columns = [age_x_gender]
linear_est = tf.estimator.LinearClassifier(feature_columns=feature_columns + derived_feature_columns,
                                           optimizer=tf.train.FtrlOptimizer(learning_rate=0.1, l2_regularization_strength=0.5))
linear_est.train(train_input_fn)
result = linear_est.evaluate(eval_input_fn)
print({name: round(float(value), 4) for name, value in result.items()})

pred_dicts = list(linear_est.predict(eval_input_fn))
probs = pd.Series([pred['probabilities'][1] for pred in pred_dicts])
print(probs.describe())
print(pred_dicts[0]['classes'], pred_dicts[0]['class_ids'], sorted(pred_dicts[0].keys()))
