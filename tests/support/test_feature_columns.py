"""The layer that computes feature columns, against TF1's input_layer."""
import keras
import numpy as np
import pytest
import tensorflow as tf

from migrator.support.feature_columns import InputLayer, LinearModel, SequenceInputLayer, shared_embedding_columns
from migrator.support.optimizers import Ftrl

FEATURES = {
    "age": np.float32([3, -1.5, 18, 40]),
    "ages": np.int64([[3, 4], [-1, 0], [18, 7], [40, 40]]),
    "word": np.array(["red", "", "blue", "violet"]),
    "words": np.array([["red", "red"], ["", ""], ["blue", "green"], ["violet", ""]]),
    "id": np.int64([0, 4, 2, 3]),
    "ids": np.int64([[0, 3], [-1, -1], [2, 2], [4, -1]]),
    "far": np.int64([[0, 7], [-1, -1], [9, 2], [4, -1]]),
    "weight": np.float32([[0.5, 2], [0, 0], [3, -1], [0.25, 0]]),
    "sparse": ([[0, 0], [0, 2], [2, 0], [3, 1]], ["red", "blue", "green", "red"], [4, 3]),
}
COLORS = "['red', 'green', 'blue']"
WORDS = f"fc.categorical_column_with_vocabulary_list('words', {COLORS})"
AGE = "fc.bucketized_column(fc.numeric_column('age'), [0, 18, 30])"
AGES = "fc.bucketized_column(fc.numeric_column('ages', shape=2), [0, 4, 30])"
COLUMNS = {
    "numeric": "fc.numeric_column('age'), fc.numeric_column('ages', shape=[2])",
    "normalizer": "fc.numeric_column('ages', shape=2, normalizer_fn=lambda x: (tf.cast(x, tf.float32) - 3.0) / 7.0)",
    "bucketized": f"{AGE}, {AGES}",
    "one column": "fc.numeric_column('age')",
    "vocabulary": f"fc.indicator_column({WORDS})",
    "vocabulary of one": f"fc.indicator_column(fc.categorical_column_with_vocabulary_list('word', {COLORS}))",
    "vocabulary default": f"fc.indicator_column(fc.categorical_column_with_vocabulary_list('words', {COLORS}, default_value=1))",
    "vocabulary oov": f"fc.indicator_column(fc.categorical_column_with_vocabulary_list('words', {COLORS}, num_oov_buckets=3))",
    "vocabulary of numbers": "fc.indicator_column(fc.categorical_column_with_vocabulary_list('ids', [4, 2, 0]))",
    "file": "fc.indicator_column(fc.categorical_column_with_vocabulary_file("
            "'words', '{folder}/words', vocabulary_size=3, num_oov_buckets=2))",
    "hash": "fc.indicator_column(fc.categorical_column_with_hash_bucket('words', 6)), "
            "fc.indicator_column(fc.categorical_column_with_hash_bucket('ids', 5, dtype=tf.int64))",
    "identity": "fc.indicator_column(fc.categorical_column_with_identity('id', 5)), "
                "fc.indicator_column(fc.categorical_column_with_identity('far', 5, default_value=1))",
    "crossed": f"fc.indicator_column(fc.crossed_column(['word', 'id'], 7)), "
               f"fc.indicator_column(fc.crossed_column([{AGE}, 'words', {AGES}], 11, hash_key=3))",
    "weighted": f"fc.indicator_column(fc.weighted_categorical_column({WORDS}, 'weight'))",
    "sparse": f"fc.indicator_column(fc.categorical_column_with_vocabulary_list('sparse', {COLORS}))",
    "sorted": f"fc.numeric_column('id'), {AGE}, fc.indicator_column({WORDS}), fc.numeric_column('age')",
    "embedding": f"fc.embedding_column({WORDS}, 2, initializer=spread)",
    "sqrtn": "fc.embedding_column(fc.categorical_column_with_hash_bucket('words', 6), 3, 'sqrtn', spread)",
    "sum": "fc.embedding_column(fc.categorical_column_with_identity('ids', 5), 2, 'sum', spread, max_norm=0.5)",
    "weighted embedding": f"fc.embedding_column(fc.weighted_categorical_column({WORDS}, 'weight'), 2, initializer=spread)",
    "crossed embedding": f"fc.embedding_column(fc.crossed_column([{AGE}, 'words'], 9), 2, initializer=spread)",
    "sparse embedding": "fc.embedding_column(fc.categorical_column_with_hash_bucket('sparse', 4), 2, initializer=spread)",
    "several embeddings": f"fc.embedding_column({WORDS}, 2, initializer=spread), fc.numeric_column('age'), "
                          f"fc.indicator_column({WORDS}), "
                          f"fc.embedding_column(fc.categorical_column_with_identity('id', 5), 3, initializer=spread)",
    "frozen embedding": f"fc.embedding_column({WORDS}, 2, initializer=spread, trainable=False), "
                        "fc.embedding_column(fc.categorical_column_with_identity('id', 5), 1, initializer=spread)",
}


def spread(shape, dtype=None, partition_info=None):
    return tf.reshape(tf.linspace(-1.0, 1.5, int(np.prod(shape))), shape)


def tf1_input_layer(columns, features):
    """Evaluates columns before and after five steps of gradient descent."""
    def spread(shape, dtype=None, partition_info=None):
        return tf.reshape(tf.linspace(-1.0, 1.5, int(np.prod(shape))), shape)

    features = {name: tf.SparseTensor(*value) if isinstance(value, tuple) else tf.constant(value)
                for name, value in features.items()}
    outputs = tf.feature_column.input_layer(features, eval(columns, {"tf": tf, "fc": tf.feature_column, "spread": spread}))
    factors = tf.reshape(tf.range(tf.size(outputs), dtype=tf.float32), tf.shape(outputs))
    step = tf.no_op()
    if tf.trainable_variables():
        step = tf.train.GradientDescentOptimizer(0.01).minimize(tf.reduce_sum(factors * outputs ** 2))
    with tf.Session() as session:
        session.run([tf.global_variables_initializer(), tf.tables_initializer()])
        values = [session.run(outputs)]
        for _ in range(5):
            session.run(step)
        return values + [session.run(outputs)] + session.run(tf.global_variables())


def given():
    return {name: tf.SparseTensor(*value) if isinstance(value, tuple) else tf.constant(value)
            for name, value in FEATURES.items()}


def layer_of(columns):
    return InputLayer(eval(columns, {"tf": tf, "fc": tf.feature_column, "spread": spread}))


def descend(layer, features):
    """Takes a step of gradient descent."""
    with tf.GradientTape() as tape:
        outputs = layer(features)
        factors = tf.reshape(tf.range(tf.size(outputs), dtype=tf.float32), tf.shape(outputs))
        loss = tf.reduce_sum(factors * outputs**2)
    weights = layer.trainable_variables
    for weight, gradient in zip(weights, tape.gradient(loss, weights), strict=True):
        weight.assign_sub(0.01 * tf.convert_to_tensor(gradient))


@pytest.mark.parametrize("kind", COLUMNS)
def test_columns(tf215, kind, tmp_path):
    (tmp_path / "words").write_text("red\ngreen\nblue\n")
    columns = COLUMNS[kind].replace("{folder}", str(tmp_path))
    before, after, *weights = tf215.run(tf1_input_layer, columns, FEATURES)
    layer, call, step = layer_of(columns), tf.function(lambda features: layer(features)), tf.function(descend)
    np.testing.assert_allclose(call(given()), before, rtol=1e-5, atol=1e-6)
    for _ in range(5 if layer.trainable_variables else 0):
        step(layer, given())
    np.testing.assert_allclose(layer(given()), after, rtol=1e-5, atol=1e-6)
    for weight, expected in zip(layer.weights, weights, strict=True):
        np.testing.assert_allclose(weight, expected, rtol=1e-5, atol=1e-6)


def test_default_initializer():
    words = tf.feature_column.categorical_column_with_identity("ids", 5000)
    table = InputLayer(tf.feature_column.embedding_column(words, 16)).weights[0].numpy()
    assert abs(table).max() <= 0.5  # Twice the standard deviation of 1 / sqrt(16).
    assert table.std() == pytest.approx(0.25 * 0.88, rel=0.02)  # Cutting it there leaves 0.88 of it.


def test_gradients_of_an_embedding_are_sparse():
    layer = layer_of(COLUMNS["embedding"])
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(given()))
    assert isinstance(tape.gradient(loss, layer.trainable_variables[0]), tf.IndexedSlices)


def test_frozen_layer():
    words = tf.feature_column.categorical_column_with_identity("ids", 5)
    layer = InputLayer(tf.feature_column.embedding_column(words, 2), trainable=False)
    assert not layer.trainable_variables and len(layer.weights) == 1


def test_vocabularies_of_one_feature_are_kept_apart():
    columns = [tf.feature_column.categorical_column_with_vocabulary_list("word", words) for words in (["red"], ["blue"])]
    layer = InputLayer([tf.feature_column.indicator_column(columns[0]),
                        tf.feature_column.embedding_column(columns[1], 1, initializer=keras.initializers.Constant(5.0))])
    np.testing.assert_array_equal(layer({"word": FEATURES["word"]}), [[0, 1], [0, 0], [5, 0], [0, 0]])


def test_export_with_a_vocabulary(tmp_path):
    layer = layer_of(COLUMNS["several embeddings"])
    features = {name: tf.constant(FEATURES[name]) for name in ("age", "words", "id")}
    expected = layer(features)
    archive = keras.export.ExportArchive()
    archive.track(layer)
    signature = {name: tf.TensorSpec([None, *value.shape[1:]], value.dtype) for name, value in features.items()}
    archive.add_endpoint("serve", lambda features: layer(features), [signature])
    archive.write_out(tmp_path / "saved", verbose=False)
    loaded = tf.saved_model.load(tmp_path / "saved")
    np.testing.assert_array_equal(loaded.serve(features), expected)


def tf1_shared(columns, features):
    """Evaluates columns that share an embedding, and the embedding after a step of gradient descent."""
    def spread(shape, dtype=None, partition_info=None):
        return tf.reshape(tf.linspace(-1.0, 1.5, int(np.prod(shape))), shape)

    features = {name: tf.constant(value) for name, value in features.items()}
    outputs = tf.feature_column.input_layer(features, eval(columns, {
        "fc": tf.feature_column, "spread": spread, "shared": tf.feature_column.shared_embedding_columns}))
    step = tf.train.GradientDescentOptimizer(0.01).minimize(tf.reduce_sum(outputs ** 2))
    with tf.Session() as session:
        session.run([tf.global_variables_initializer(), tf.tables_initializer()])
        before = session.run(outputs)
        session.run(step)
        return [before, session.run(tf.global_variables())]


@pytest.mark.parametrize("columns", [
    "shared([fc.categorical_column_with_identity('id', 6), fc.categorical_column_with_identity('ids', 6)], 2, "
    "initializer=spread) + [fc.numeric_column('age')]",
    f"[fc.embedding_column({WORDS}, 2, initializer=spread)] + shared([{WORDS.replace('words', 'word')}, {WORDS}], 2, 'sum', "
    "spread, max_norm=0.5)"])
def test_shared_embeddings(tf215, columns):
    given = {name: FEATURES[name] for name in ("id", "ids", "age", "word", "words")}
    before, weights = tf215.run(tf1_shared, columns, given)
    layer = InputLayer(eval(columns, {"fc": tf.feature_column, "spread": spread, "shared": shared_embedding_columns}))
    features = {name: tf.constant(value) for name, value in given.items()}
    np.testing.assert_allclose(layer(features), before, rtol=1e-5, atol=1e-6)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(features) ** 2)
    for weight, gradient in zip(layer.weights, tape.gradient(loss, layer.weights), strict=True):
        weight.assign_sub(0.01 * tf.convert_to_tensor(gradient))
    for weight, expected in zip(layer.weights, weights, strict=True):
        np.testing.assert_allclose(weight, expected, rtol=1e-5, atol=1e-6)


def test_columns_that_two_layers_share_have_weights_in_each():
    columns = shared_embedding_columns([tf.feature_column.categorical_column_with_identity("id", 6)], 2)
    assert InputLayer(columns).weights[0] is not InputLayer(columns).weights[0]


def tf1_sequence(columns, features):
    def spread(shape, dtype=None, partition_info=None):
        return tf.reshape(tf.linspace(-1.0, 1.5, int(np.prod(shape))), shape)

    features = {name: tf.SparseTensor(*value) for name, value in features.items()}
    outputs = tf.contrib.feature_column.sequence_input_layer(
        features, eval(columns, {"fc": tf.contrib.feature_column, "wrap": tf.feature_column, "spread": spread}))
    with tf.Session() as session:
        session.run([tf.global_variables_initializer(), tf.tables_initializer()])
        return session.run(outputs)


def test_sequences(tf115):
    indices = [[0, 0], [0, 1], [1, 0], [3, 0], [3, 1], [3, 2]]
    given = {"tokens": (indices, ["red", "blue", "white", "green", "red", "red"], [4, 3]),
             "heights": (indices, np.float32([1, 2, 3, 4, 5, 6]), [4, 3])}
    columns = ("[fc.sequence_numeric_column('heights'), wrap.embedding_column(fc.sequence_categorical_column_with_vocabulary_list("
               f"'tokens', {COLORS}), 2, initializer=spread), "
               "wrap.indicator_column(fc.sequence_categorical_column_with_hash_bucket('tokens', 4))]")
    expected = tf115.run(tf1_sequence, columns, given)
    layer = SequenceInputLayer(eval(columns, {"fc": tf.feature_column, "wrap": tf.feature_column, "spread": spread}))
    outputs = layer({name: tf.SparseTensor(*value) for name, value in given.items()})
    for actual, value in zip(outputs, expected, strict=True):
        np.testing.assert_allclose(actual, value, rtol=1e-5, atol=1e-6)


def tf1_linear(columns, features, units, combiner):
    features = {name: tf.SparseTensor(*value) if isinstance(value, tuple) else tf.constant(value)
                for name, value in features.items()}
    outputs = tf.feature_column.linear_model(features, eval(columns, {"tf": tf, "fc": tf.feature_column}), units, combiner)
    factors = tf.reshape(tf.range(1.0, 1 + tf.cast(tf.size(outputs), tf.float32)), tf.shape(outputs))
    step = tf.train.FtrlOptimizer(0.1).minimize(tf.reduce_sum(factors * (outputs - 1) ** 2))
    with tf.Session() as session:
        session.run([tf.global_variables_initializer(), tf.tables_initializer()])
        for _ in range(3):
            session.run(step)
        return session.run(outputs)


@pytest.mark.parametrize("units, combiner, columns", [
    (1, "sum", f"[fc.numeric_column('ages', shape=2), {AGE}, {WORDS}]"),
    (2, "mean", f"[{WORDS}, fc.crossed_column([{AGE}, 'words'], 9), fc.weighted_categorical_column("
                "fc.categorical_column_with_hash_bucket('words', 5), 'weight')]"),
    (1, "sqrtn", "fc.categorical_column_with_vocabulary_list('sparse', ['red', 'blue'], num_oov_buckets=2)"),
])
def test_linear_model(tf215, units, combiner, columns):
    expected = tf215.run(tf1_linear, columns, FEATURES, units, combiner)
    layer = LinearModel(eval(columns, {"tf": tf, "fc": tf.feature_column}), units, combiner)
    features = given()
    optimizer = Ftrl(0.1)
    for _ in range(3):
        with tf.GradientTape() as tape:
            outputs = layer(features)
            factors = tf.reshape(tf.range(1.0, 1 + tf.cast(tf.size(outputs), tf.float32)), tf.shape(outputs))
            loss = tf.reduce_sum(factors * (outputs - 1) ** 2)
        optimizer.apply(tape.gradient(loss, layer.trainable_variables), layer.trainable_variables)
    np.testing.assert_allclose(layer(features), expected, rtol=1e-5, atol=1e-6)
