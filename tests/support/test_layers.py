"""Layers against tf.layers and tf.contrib.layers: outputs and state."""
import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.support import layers
from support import few_examples


def tf1_batch_normalization(batches, options, run_updates):
    """Trains on batches; returns the outputs, then the moving mean and variance, then an evaluation of the last."""
    inputs = tf.placeholder(tf.float32, (None,) + batches[0].shape[1:])
    training = tf.placeholder(tf.bool, [])
    outputs = tf.layers.batch_normalization(inputs, training=training, **options)
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS) if run_updates else []
    moving = [v for v in tf.global_variables() if "moving" in v.name]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        values = [session.run([outputs, updates], {inputs: batch, training: True})[0] for batch in batches]
        return values + session.run(moving) + [session.run(outputs, {inputs: batches[-1], training: False})]


def keras_batch_normalization(layer, batches):
    outputs = [layer(batch, training=True) for batch in batches]
    return [*outputs, layer.moving_mean, layer.moving_variance, layer(batches[-1], training=False)]


def assert_equal(actual, expected):
    for left, right in zip(actual, expected, strict=True):
        np.testing.assert_allclose(left, right, rtol=1e-5, atol=2e-6)


@settings(few_examples, max_examples=10)
@given(st.lists(st.integers(1, 4), min_size=4, max_size=4), st.sampled_from([{}, {"momentum": 0.5, "epsilon": 0.1}]))
def test_fused_batch_normalization(tf215, shape, options):
    batches = np.float32(np.random.RandomState(0).normal(1, 2, size=[3, *shape]))
    expected = tf215.run(tf1_batch_normalization, list(batches), options, True)
    assert_equal(keras_batch_normalization(layers.FusedBatchNormalization(**options), batches), expected)


@pytest.mark.parametrize("shape", [[6, 3], [2, 5, 3]])
def test_fused_batch_normalization_of_other_ranks(tf215, shape):
    batches = np.float32(np.random.RandomState(0).normal(1, 2, size=[3, *shape]))
    expected = tf215.run(tf1_batch_normalization, list(batches), {}, True)
    assert_equal(keras_batch_normalization(layers.FusedBatchNormalization(), batches), expected)


def tf1_contrib_batch_norm(batches):
    inputs = tf.placeholder(tf.float32, (None,) + batches[0].shape[1:])
    training = tf.placeholder(tf.bool, [])
    outputs = tf.contrib.layers.batch_norm(inputs, is_training=training)
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    moving = [v for v in tf.global_variables() if "moving" in v.name]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        values = [session.run([outputs, updates], {inputs: batch, training: True})[0] for batch in batches]
        return values + session.run(moving) + [session.run(outputs, {inputs: batches[-1], training: False})]


@pytest.mark.parametrize("shape", [[6, 3], [2, 5, 3], [2, 2, 2, 3]])
def test_fused_batch_normalization_of_contrib(tf115, shape):
    batches = np.float32(np.random.RandomState(0).normal(1, 2, size=[3, *shape]))
    expected = tf115.run(tf1_contrib_batch_norm, list(batches))
    layer = layers.FusedBatchNormalization(momentum=0.999, scale=False, fused_ranks=(2, 4))
    assert_equal(keras_batch_normalization(layer, batches), expected)


@pytest.mark.parametrize("shape", [[6, 3], [2, 3, 4, 2]])
def test_batch_normalization_without_updates(tf215, shape):
    batches = np.float32(np.random.RandomState(0).normal(1, 2, size=[3, *shape]))
    expected = tf215.run(tf1_batch_normalization, list(batches), {}, False)
    assert_equal(keras_batch_normalization(layers.BatchNormalizationWithoutUpdates(), batches), expected)


def test_frozen_fused_batch_normalization_keeps_its_statistics():
    layer = layers.FusedBatchNormalization(trainable=False)
    layer(np.ones([2, 3, 3, 2], np.float32), training=True)
    assert layer.moving_variance.numpy().tolist() == [1, 1]


@pytest.mark.parametrize("layer", [
    layers.FusedBatchNormalization(momentum=0.9), layers.BatchNormalizationWithoutUpdates(epsilon=0.1),
    layers.LayerNorm(scale=False),
])
def test_layer_in_a_saved_model(layer, tmp_path):
    model = keras.Sequential([keras.Input([3, 3, 2]), layer])
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras", custom_objects={type(layer).__name__: type(layer)})
    inputs = np.random.RandomState(0).rand(2, 3, 3, 2)
    np.testing.assert_array_equal(loaded.predict(inputs, verbose=0), model.predict(inputs, verbose=0))


def tf1_layer_norm(inputs, options):
    outputs = tf.contrib.layers.layer_norm(tf.constant(inputs), **options)
    gradient, = tf.gradients(tf.reduce_sum(outputs ** 2 * inputs), tf.trainable_variables()[-1:])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        return session.run([outputs, gradient])


@pytest.mark.parametrize("shape", [[3, 4], [2, 3, 4], [2, 3, 2, 4]])
@pytest.mark.parametrize("options", [{}, {"scale": False}, {"begin_norm_axis": -1, "begin_params_axis": -1}])
def test_layer_norm(tf115, shape, options):
    inputs = np.float32(np.random.RandomState(0).normal(size=shape))
    layer = layers.LayerNorm(**options)
    layer.build(inputs.shape)
    with tf.GradientTape() as tape:
        outputs = layer(inputs)
        loss = tf.reduce_sum(outputs**2 * inputs)
    gradient = tape.gradient(loss, layer.trainable_variables[-1])
    expected, expected_gradient = tf115.run(tf1_layer_norm, inputs, options)
    np.testing.assert_allclose(outputs, expected, rtol=1e-5, atol=2e-6)
    np.testing.assert_allclose(gradient, expected_gradient, rtol=1e-4, atol=2e-5)
