"""Census, with the estimator made in a function."""
from absl import logging
import tensorflow as tf

from tf1_semantics import (
    DNNLinearCombinedClassifier,
    Estimator,
    EvalSpec,
    Ftrl,
    ProximalAdagrad,
    RunConfig,
    TrainSpec,
)

logging.set_verbosity(logging.INFO)


def build_estimator(config, embedding_size=8, hidden_units=None):
    """Build a wide and deep model for predicting income category."""
    age = tf.feature_column.numeric_column('age')
    education = tf.feature_column.categorical_column_with_vocabulary_list(
        'education', ['Bachelors', 'HS-grad', '11th'])
    occupation = tf.feature_column.categorical_column_with_hash_bucket(
        'occupation', hash_bucket_size=100, dtype=tf.string)
    age_buckets = tf.feature_column.bucketized_column(age, boundaries=[18, 25, 30, 65])

    wide_columns = [
        tf.feature_column.crossed_column(['education', 'occupation'], hash_bucket_size=int(1e4)),
        education, occupation, age_buckets,
    ]
    deep_columns = [
        tf.feature_column.indicator_column(education),
        tf.feature_column.embedding_column(occupation, dimension=embedding_size),
        age,
    ]

    return Estimator(
        DNNLinearCombinedClassifier(linear_feature_columns=wide_columns,
                                    dnn_feature_columns=deep_columns,
                                    dnn_hidden_units=hidden_units or [100, 70, 50, 25],
                                    linear_optimizer=Ftrl(0.1, l1_regularization_strength=0.5),
                                    dnn_optimizer=ProximalAdagrad(learning_rate=0.1),
                                    dnn_dropout=0.3, loss_reduction='sum_over_batch_size'),
        config=config)


def main(train_input, eval_input, serving, model_dir):
    run_config = RunConfig(model_dir=model_dir)
    run_config = run_config.replace(keep_checkpoint_max=3)
    train_spec = TrainSpec(train_input, max_steps=1000)
    eval_spec = EvalSpec(eval_input, steps=100, name='census-eval')
    estimator = build_estimator(config=run_config, hidden_units=[8, 4])
    estimator.train_and_evaluate(train_spec, eval_spec)
