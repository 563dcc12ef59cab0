"""Wide and deep models of the census data: wide, deep or both, chosen by a flag."""
from __future__ import print_function

import os
import sys
import tempfile

from absl import flags
import numpy as np
import tensorflow as tf

FLAGS = flags.FLAGS
flags.DEFINE_string('model_dir', '', 'Base directory for output models.')
flags.DEFINE_integer('epochs_between_evals', 1, 'Epochs between evaluations.')
flags.DEFINE_integer('train_epochs', 2, 'Number of training epochs.')

_CSV_COLUMNS = ['age', 'workclass', 'education', 'education_num', 'hours_per_week', 'occupation', 'income_bracket']
_CSV_COLUMN_DEFAULTS = [[0], [''], [''], [0.0], [0], [''], ['']]
_NUM_EXAMPLES = {'train': 240, 'validation': 60}
LOSS_PREFIX = {'wide': 'linear/', 'deep': 'dnn/'}


def write_census(path, count, seed):
    random = np.random.RandomState(seed)
    with open(path, 'w') as csv:
        for _ in range(count):
            age, years, hours = random.randint(17, 80), random.randint(1, 17), random.randint(10, 60)
            work = ['Private', 'State-gov', 'Self-emp', '?'][random.randint(4)]
            school = ['Bachelors', 'HS-grad', '11th', 'Masters'][random.randint(4)]
            job = 'job-%d' % random.randint(9)
            rich = age / 20.0 + years / 6.0 + hours / 30.0 + random.normal() > 6
            csv.write('%d,%s,%s,%d,%d,%s,%s\n' % (age, work, school, years, hours, job, '>50K' if rich else '<=50K'))


def build_model_columns():
    """Builds a set of wide and deep feature columns."""
    # Continuous columns
    age = tf.feature_column.numeric_column('age')
    education_num = tf.feature_column.numeric_column('education_num')
    hours_per_week = tf.feature_column.numeric_column('hours_per_week', normalizer_fn=lambda hours: hours / 40)

    education = tf.feature_column.categorical_column_with_vocabulary_list(
        'education', ['Bachelors', 'HS-grad', '11th'])
    workclass = tf.feature_column.categorical_column_with_vocabulary_list(
        'workclass', ['Self-emp', 'Private', 'State-gov'], num_oov_buckets=1)

    # To show an example of hashing:
    occupation = tf.feature_column.categorical_column_with_hash_bucket(
        'occupation', hash_bucket_size=20)

    # Transformations.
    age_buckets = tf.feature_column.bucketized_column(
        age, boundaries=[18, 25, 30, 35, 40, 45, 50, 55, 60, 65])

    # Wide columns and deep columns.
    base_columns = [education, workclass, occupation, age_buckets]
    crossed_columns = [
        tf.feature_column.crossed_column(
            ['education', 'occupation'], hash_bucket_size=100),
        tf.feature_column.crossed_column(
            [age_buckets, 'education', 'occupation'], hash_bucket_size=100),
    ]
    wide_columns = base_columns + crossed_columns

    deep_columns = [
        age,
        education_num,
        hours_per_week,
        tf.feature_column.indicator_column(workclass),
        tf.feature_column.indicator_column(education),
        # To show an example of embedding
        tf.feature_column.embedding_column(occupation, dimension=4),
    ]

    return wide_columns, deep_columns


def build_estimator(model_dir, model_type):
    """Build an estimator appropriate for the given model type."""
    wide_columns, deep_columns = build_model_columns()
    hidden_units = [20, 10]

    # Create a tf.estimator.RunConfig to ensure the model is run on CPU, which
    # trains faster than GPU for this model.
    run_config = tf.estimator.RunConfig().replace(
        session_config=tf.ConfigProto(device_count={'GPU': 0}))

    if model_type == 'wide':
        return tf.estimator.LinearClassifier(
            model_dir=model_dir,
            feature_columns=wide_columns,
            config=run_config)
    elif model_type == 'deep':
        return tf.estimator.DNNClassifier(
            model_dir=model_dir,
            feature_columns=deep_columns,
            hidden_units=hidden_units,
            config=run_config)
    else:
        return tf.estimator.DNNLinearCombinedClassifier(
            model_dir=model_dir,
            linear_feature_columns=wide_columns,
            dnn_feature_columns=deep_columns,
            dnn_hidden_units=hidden_units,
            config=run_config)


def input_fn(data_file, num_epochs, shuffle, batch_size):
    """Generate an input function for the Estimator."""
    assert tf.gfile.Exists(data_file), ('%s not found.' % data_file)

    def parse_csv(value):
        tf.logging.info('Parsing {}'.format(data_file))
        columns = tf.decode_csv(value, record_defaults=_CSV_COLUMN_DEFAULTS)
        features = dict(zip(_CSV_COLUMNS, columns))
        labels = features.pop('income_bracket')
        classes = tf.equal(labels, '>50K')  # binary classification
        return features, classes

    # Extract lines from input files using the Dataset API.
    dataset = tf.data.TextLineDataset(data_file)

    if shuffle:
        dataset = dataset.shuffle(buffer_size=_NUM_EXAMPLES['train'], seed=3)

    dataset = dataset.map(parse_csv, num_parallel_calls=5)

    # We call repeat after shuffling, rather than before, to prevent separate
    # epochs from blending together.
    dataset = dataset.repeat(num_epochs)
    dataset = dataset.batch(batch_size)
    return dataset


def run(model_type, folder):
    model = build_estimator(os.path.join(folder, model_type), model_type)
    train_file, test_file = os.path.join(folder, 'adult.data'), os.path.join(folder, 'adult.test')

    def train_input_fn():
        return input_fn(train_file, FLAGS.epochs_between_evals, False, 40)

    def eval_input_fn():
        return input_fn(test_file, 1, False, 40)

    # Train and evaluate the model every `FLAGS.epochs_between_evals` epochs.
    for n in range(FLAGS.train_epochs // FLAGS.epochs_between_evals):
        model.train(input_fn=train_input_fn)
        results = model.evaluate(input_fn=eval_input_fn)

        # Display evaluation metrics
        print('%s: results at epoch %d / %d' % (model_type, (n + 1) * FLAGS.epochs_between_evals, FLAGS.train_epochs))
        print('-' * 60)
        for key in sorted(results):
            print('%s: %.5f' % (key, results[key]))

    for index, prediction in enumerate(model.predict(eval_input_fn)):
        if index == 3:
            break
        print(prediction['class_ids'], prediction['logistic'], prediction['classes'])
    bias = [name for name in model.get_variable_names() if name.endswith('bias_weights')]
    for name in bias:
        print(name, model.get_variable_value(name))


def main(_):
    folder = FLAGS.model_dir or tempfile.mkdtemp()
    write_census(os.path.join(folder, 'adult.data'), _NUM_EXAMPLES['train'], 0)
    write_census(os.path.join(folder, 'adult.test'), _NUM_EXAMPLES['validation'], 1)
    for model_type in ('wide', 'wide_deep'):
        run(model_type, folder)


if __name__ == '__main__':
    tf.logging.set_verbosity(tf.logging.WARN)
    tf.app.run(main=main, argv=sys.argv[:1])
