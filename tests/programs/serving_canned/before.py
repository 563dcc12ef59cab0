"""Canned classifier and regressor, exported for TensorFlow Serving."""
import tempfile

import numpy as np
import tensorflow as tf

tf.logging.set_verbosity(tf.logging.ERROR)

age = tf.feature_column.numeric_column('age')
hours = tf.feature_column.numeric_column('hours-per-week', default_value=40.0)
education = tf.feature_column.categorical_column_with_vocabulary_list('education', ['hs', 'college', 'phd'])
columns = [age, hours, education]


def input_fn(classes):
    random = np.random.RandomState(7)
    features = {
        'age': random.uniform(0, 1, 60).astype(np.float32),
        'hours-per-week': random.uniform(0, 1, 60).astype(np.float32),
        'education': random.choice(['hs', 'college', 'phd'], 60),
    }
    labels = (features['age'] * classes).astype(np.int32) if classes else 3 * features['age']
    return tf.data.Dataset.from_tensor_slices((features, labels)).batch(20).repeat()


def serialized(**features):
    feature = {}
    for name, value in features.items():
        name = name.replace('_', '-')
        if isinstance(value, str):
            feature[name] = tf.train.Feature(bytes_list=tf.train.BytesList(value=[value.encode()]))
        else:
            feature[name] = tf.train.Feature(float_list=tf.train.FloatList(value=[value]))
    return tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString()


feature_spec = tf.feature_column.make_parse_example_spec(columns)
export_input_fn = tf.estimator.export.build_parsing_serving_input_receiver_fn(feature_spec)
request = [serialized(age=0.9, hours_per_week=0.1, education='phd'), serialized(age=0.2, education='none')]

for estimator, classes in (
        (tf.estimator.LinearClassifier(feature_columns=columns), 2),
        (tf.estimator.LinearClassifier(feature_columns=columns, n_classes=3), 3),
        (tf.estimator.LinearRegressor(feature_columns=columns), 0)):
    estimator.train(lambda: input_fn(classes), steps=20)
    export_dir = estimator.export_savedmodel(tempfile.mkdtemp(), export_input_fn)
    for key, name in ((None, 'inputs'), ('predict', 'examples'), ('regression', 'inputs'), ('classification', 'inputs')):
        try:
            response = tf.contrib.predictor.from_saved_model(export_dir, key)({name: request})
        except ValueError:
            print(classes, key, 'is no signature')
            continue
        for output in sorted(response):
            value = response[output]
            print(classes, key, output, value.dtype, value.shape,
                  value.tolist() if value.dtype == object else np.round(value, 3).tolist())
