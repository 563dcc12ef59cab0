"""An example of each member of the families of TF1's API that migrator rewrites, to be run on both sides.

An example is an expression over the arrays of `arrays`. What it gives depends on its family: a tensor, or a metric, an
optimizer, a learning rate, a regularizer.
"""
from __future__ import annotations

import numpy as np

TENSOR, METRIC, OPTIMIZER, SCHEDULE = "tensor", "metric", "optimizer", "schedule"


def _each(prefix: str, text: str) -> dict[str, str]:
    """Reads examples, a line each; `_` stands for the prefix. The symbol is the first one named."""
    found = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        symbol, _, example = line.partition(": ")
        found[f"{prefix}.{symbol}"] = example.replace("_.", f"{prefix}.")
    return found


_LAYERS = _each("tf.layers", """
    dense: _.dense(vectors, 3, tf.nn.relu)
    Dense: _.Dense(3, use_bias=False)(vectors)
    conv1d: _.conv1d(sequences, 3, 2, padding="same")
    Conv1D: _.Conv1D(3, 2, strides=2)(sequences)
    conv2d: _.conv2d(images, 4, 3, dilation_rate=2, activation=tf.nn.relu)
    Conv2D: _.Conv2D(4, [3, 2], padding="same")(images)
    conv3d: _.conv3d(volumes, 3, 2)
    Conv3D: _.Conv3D(3, 2, padding="same")(volumes)
    conv2d_transpose: _.conv2d_transpose(images, 4, 3, strides=2)
    Conv2DTranspose: _.Conv2DTranspose(4, 3, padding="same")(images)
    conv3d_transpose: _.conv3d_transpose(volumes, 3, 2)
    Conv3DTranspose: _.Conv3DTranspose(3, 2, use_bias=False)(volumes)
    separable_conv1d: _.separable_conv1d(sequences, 3, 2, depth_multiplier=2)
    SeparableConv1D: _.SeparableConv1D(3, 2, padding="same")(sequences)
    separable_conv2d: _.separable_conv2d(images, 4, 3)
    SeparableConv2D: _.SeparableConv2D(4, 3, depth_multiplier=2)(images)
    average_pooling1d: _.average_pooling1d(sequences, 2, 2)
    AveragePooling1D: _.AveragePooling1D(2, 1)(sequences)
    average_pooling2d: _.average_pooling2d(images, 2, 2, padding="same")
    AveragePooling2D: _.AveragePooling2D(3, 1)(images)
    average_pooling3d: _.average_pooling3d(volumes, 2, 1)
    AveragePooling3D: _.AveragePooling3D(2, 2)(volumes)
    max_pooling1d: _.max_pooling1d(sequences, 2, 2)
    MaxPooling1D: _.MaxPooling1D(2, 1)(sequences)
    max_pooling2d: _.max_pooling2d(images, 2, 2, padding="same")
    MaxPooling2D: _.MaxPooling2D(3, 1)(images)
    max_pooling3d: _.max_pooling3d(volumes, 2, 1)
    MaxPooling3D: _.MaxPooling3D(2, 2)(volumes)
    flatten: _.flatten(images)
    Flatten: _.Flatten()(images)
    dropout: _.dropout(vectors, 0.4)
    Dropout: _.Dropout(0.4)(vectors, training=False)
    batch_normalization: _.batch_normalization(images, training=True)
    BatchNormalization: _.BatchNormalization(scale=False)(vectors, training=True)
""")

_LOSSES = _each("tf.losses", """
    absolute_difference: _.absolute_difference(labels, weights)
    cosine_distance: _.cosine_distance(one_hot, probabilities, axis=1)
    hinge_loss: _.hinge_loss(binary, logits)
    huber_loss: _.huber_loss(binary, logits, delta=0.5)
    log_loss: _.log_loss(binary, probabilities)
    mean_pairwise_squared_error: _.mean_pairwise_squared_error(one_hot, logits)
    mean_squared_error: _.mean_squared_error(binary, logits, weights[:, None])
    sigmoid_cross_entropy: _.sigmoid_cross_entropy(binary, logits, label_smoothing=0.1)
    softmax_cross_entropy: _.softmax_cross_entropy(one_hot, logits, weights, label_smoothing=0.1)
    sparse_softmax_cross_entropy: _.sparse_softmax_cross_entropy(labels, logits, weights=weights)
    compute_weighted_loss: _.compute_weighted_loss(logits, weights[:, None])
""")

_METRICS = _each("tf.metrics", """
    accuracy: _.accuracy(labels, tf.argmax(logits, 1), weights)
    auc: _.auc(binary, probabilities)
    average_precision_at_k: _.average_precision_at_k(tf.cast(labels, tf.int64)[:, None], logits, 2)
    false_negatives: _.false_negatives(binary, logits > 0)
    false_negatives_at_thresholds: _.false_negatives_at_thresholds(binary, probabilities, [0.2, 0.5])
    false_positives: _.false_positives(binary, logits > 0)
    false_positives_at_thresholds: _.false_positives_at_thresholds(binary, probabilities, [0.2, 0.5])
    mean: _.mean(logits, weights[:, None])
    mean_absolute_error: _.mean_absolute_error(binary, logits, weights[:, None])
    mean_cosine_distance: _.mean_cosine_distance(one_hot, probabilities, dim=1)
    mean_iou: _.mean_iou(labels, tf.argmax(logits, 1), 3, weights)
    mean_per_class_accuracy: _.mean_per_class_accuracy(labels, tf.argmax(logits, 1), 3)
    mean_relative_error: _.mean_relative_error(binary, logits, one_hot + 1)
    mean_squared_error: _.mean_squared_error(binary, logits)
    mean_tensor: _.mean_tensor(logits)
    percentage_below: _.percentage_below(probabilities, 0.3)
    precision: _.precision(binary, logits > 0)
    precision_at_k: _.precision_at_k(tf.cast(labels, tf.int64)[:, None], logits, 2)
    precision_at_thresholds: _.precision_at_thresholds(binary, probabilities, [0.2, 0.5])
    precision_at_top_k: _.precision_at_top_k(tf.cast(labels, tf.int64)[:, None], tf.nn.top_k(logits, 2)[1], 2)
    recall: _.recall(binary, logits > 0)
    recall_at_k: _.recall_at_k(tf.cast(labels, tf.int64)[:, None], logits, 2)
    recall_at_thresholds: _.recall_at_thresholds(binary, probabilities, [0.2, 0.5])
    recall_at_top_k: _.recall_at_top_k(tf.cast(labels, tf.int64)[:, None], tf.nn.top_k(logits, 2)[1], 2)
    root_mean_squared_error: _.root_mean_squared_error(binary, logits)
    sensitivity_at_specificity: _.sensitivity_at_specificity(binary, probabilities, 0.6)
    sparse_average_precision_at_k: _.sparse_average_precision_at_k(tf.cast(labels, tf.int64)[:, None], logits, 2)
    sparse_precision_at_k: _.sparse_precision_at_k(tf.cast(labels, tf.int64)[:, None], logits, 2)
    specificity_at_sensitivity: _.specificity_at_sensitivity(binary, probabilities, 0.6)
    true_negatives: _.true_negatives(binary, logits > 0)
    true_negatives_at_thresholds: _.true_negatives_at_thresholds(binary, probabilities, [0.2, 0.5])
    true_positives: _.true_positives(binary, logits > 0)
    true_positives_at_thresholds: _.true_positives_at_thresholds(binary, probabilities, [0.2, 0.5])
""")

_CONTRIB_METRICS = _each("tf.contrib.metrics", """
    streaming_accuracy: _.streaming_accuracy(tf.argmax(logits, 1), labels, weights)
    streaming_auc: _.streaming_auc(probabilities, binary, curve="PR")
    streaming_covariance: _.streaming_covariance(logits, binary)
    streaming_false_negatives: _.streaming_false_negatives(logits > 0, binary)
    streaming_false_positives: _.streaming_false_positives(logits > 0, binary)
    streaming_mean: _.streaming_mean(logits)
    streaming_mean_absolute_error: _.streaming_mean_absolute_error(logits, binary)
    streaming_mean_cosine_distance: _.streaming_mean_cosine_distance(probabilities, one_hot, dim=1)
    streaming_mean_iou: _.streaming_mean_iou(tf.argmax(logits, 1), labels, 3)
    streaming_mean_relative_error: _.streaming_mean_relative_error(logits, binary, one_hot + 1)
    streaming_mean_squared_error: _.streaming_mean_squared_error(logits, binary)
    streaming_pearson_correlation: _.streaming_pearson_correlation(logits, binary)
    streaming_percentage_less: _.streaming_percentage_less(probabilities, 0.3)
    streaming_precision: _.streaming_precision(logits > 0, binary)
    streaming_precision_at_thresholds: _.streaming_precision_at_thresholds(probabilities, binary, [0.2, 0.5])
    streaming_recall: _.streaming_recall(logits > 0, binary)
    streaming_recall_at_thresholds: _.streaming_recall_at_thresholds(probabilities, binary, [0.2, 0.5])
    streaming_root_mean_squared_error: _.streaming_root_mean_squared_error(logits, binary)
    streaming_sensitivity_at_specificity: _.streaming_sensitivity_at_specificity(probabilities, binary, 0.6)
    streaming_sparse_average_precision_at_k: _.streaming_sparse_average_precision_at_k(logits, tf.cast(labels, tf.int64)[:, None], 2)
    streaming_sparse_precision_at_k: _.streaming_sparse_precision_at_k(logits, tf.cast(labels, tf.int64)[:, None], 2)
    streaming_sparse_recall_at_k: _.streaming_sparse_recall_at_k(logits, tf.cast(labels, tf.int64)[:, None], 2)
    streaming_specificity_at_sensitivity: _.streaming_specificity_at_sensitivity(probabilities, binary, 0.6)
    streaming_true_negatives: _.streaming_true_negatives(logits > 0, binary)
    streaming_true_positives: _.streaming_true_positives(logits > 0, binary)
""")

_OPTIMIZERS = {
    **_each("tf.train", """
        AdadeltaOptimizer: _.AdadeltaOptimizer(0.5)
        AdagradDAOptimizer: _.AdagradDAOptimizer(0.1, tf.train.get_or_create_global_step(), l1_regularization_strength=0.01)
        AdagradOptimizer: _.AdagradOptimizer(0.1)
        AdamOptimizer: _.AdamOptimizer(0.01)
        FtrlOptimizer: _.FtrlOptimizer(0.1, l2_regularization_strength=0.01)
        GradientDescentOptimizer: _.GradientDescentOptimizer(0.1)
        MomentumOptimizer: _.MomentumOptimizer(0.1, 0.9, use_nesterov=True)
        ProximalAdagradOptimizer: _.ProximalAdagradOptimizer(0.1, l1_regularization_strength=0.01)
        ProximalGradientDescentOptimizer: _.ProximalGradientDescentOptimizer(0.1, l2_regularization_strength=0.01)
        RMSPropOptimizer: _.RMSPropOptimizer(0.01, momentum=0.5, centered=True)
    """),
    **_each("tf.contrib.opt", """
        AdaMaxOptimizer: _.AdaMaxOptimizer(0.01)
        AdamWOptimizer: _.AdamWOptimizer(0.01, 0.001)
        LARSOptimizer: _.LARSOptimizer(0.1)
        LazyAdamOptimizer: _.LazyAdamOptimizer(0.01)
        MomentumWOptimizer: _.MomentumWOptimizer(0.01, 0.1, 0.9)
        NadamOptimizer: _.NadamOptimizer(0.01)
        extend_with_decoupled_weight_decay: _.extend_with_decoupled_weight_decay(tf.train.AdagradOptimizer)(weight_decay=0.01, learning_rate=0.1)
    """),
    "tf.contrib.estimator.clip_gradients_by_norm":
        "tf.contrib.estimator.clip_gradients_by_norm(tf.train.AdagradOptimizer(0.1), 0.5)",
}

_SCHEDULES = _each("tf.train", """
    cosine_decay: _.cosine_decay(0.1, step, 30, alpha=0.05)
    cosine_decay_restarts: _.cosine_decay_restarts(0.1, step, 8, m_mul=0.9)
    exponential_decay: _.exponential_decay(0.1, step, 10, 0.9)
    inverse_time_decay: _.inverse_time_decay(0.1, step, 10, 0.5, staircase=True)
    linear_cosine_decay: _.linear_cosine_decay(0.1, step, 30)
    natural_exp_decay: _.natural_exp_decay(0.1, step, 10, 0.5)
    piecewise_constant: _.piecewise_constant(step, [10, 20], [0.1, 0.05, 0.01])
    piecewise_constant_decay: _.piecewise_constant_decay(step, [10, 20], [0.1, 0.05, 0.01])
    polynomial_decay: _.polynomial_decay(0.1, step, 15, 0.01, power=2.0, cycle=True)
""")

_ON_SEQUENCES = "tf.nn.dynamic_rnn({}, sequences, dtype=tf.float32)[0]"
_CELLS = {symbol: _ON_SEQUENCES.format(cell) for symbol, cell in {
    **_each("tf.nn.rnn_cell", """
        BasicLSTMCell: _.BasicLSTMCell(3)
        BasicRNNCell: _.BasicRNNCell(3)
        DropoutWrapper: _.DropoutWrapper(_.GRUCell(3), output_keep_prob=1.0)
        GRUCell: _.GRUCell(3)
        LSTMCell: _.LSTMCell(3, use_peepholes=True, num_proj=2)
        MultiRNNCell: _.MultiRNNCell([_.GRUCell(3), _.BasicLSTMCell(2)])
        ResidualWrapper: _.ResidualWrapper(_.GRUCell(4))
    """),
    **_each("tf.contrib.rnn", """
        AttentionCellWrapper: _.AttentionCellWrapper(_.GRUCell(3), 2)
        BasicLSTMCell: _.BasicLSTMCell(3, forget_bias=0.5)
        BasicRNNCell: _.BasicRNNCell(3)
        CoupledInputForgetGateLSTMCell: _.CoupledInputForgetGateLSTMCell(3)
        DropoutWrapper: _.DropoutWrapper(_.GRUCell(3), 1.0)
        GRUBlockCell: _.GRUBlockCell(3)
        GRUBlockCellV2: _.GRUBlockCellV2(3)
        GRUCell: _.GRUCell(3)
        LSTMBlockCell: _.LSTMBlockCell(3)
        LSTMCell: _.LSTMCell(3)
        LayerNormBasicLSTMCell: _.LayerNormBasicLSTMCell(3, norm_gain=0.5)
        MultiRNNCell: _.MultiRNNCell([_.GRUCell(3)])
        NASCell: _.NASCell(3)
        ResidualWrapper: _.ResidualWrapper(_.GRUCell(4))
        UGRNNCell: _.UGRNNCell(3)
    """),
}.items()}

_SEQUENCES = {
    "tf.nn.static_rnn": "tf.nn.static_rnn(tf.nn.rnn_cell.GRUCell(3), tf.unstack(sequences, axis=1), dtype=tf.float32)[1]",
    "tf.nn.bidirectional_dynamic_rnn":
        "tf.nn.bidirectional_dynamic_rnn(tf.nn.rnn_cell.GRUCell(3), tf.nn.rnn_cell.GRUCell(2), sequences, labels[:2] + 2, "
        "dtype=tf.float32)[0][1]",
    "tf.contrib.seq2seq.sequence_loss": "tf.contrib.seq2seq.sequence_loss(images[:, :, 0], ids[:2, :1] * tf.ones([1, 6], tf.int32) % 3, images[:, :, 0, 0] ** 2)",
}
_CONTRIB_LAYERS = _each("tf.contrib.layers", """
    avg_pool2d: _.avg_pool2d(images, 2)
    avg_pool3d: _.avg_pool3d(volumes, 2)
    batch_norm: _.batch_norm(images, is_training=True, scale=True)
    bias_add: _.bias_add(vectors)
    conv1d: _.conv1d(sequences, 3, 2)
    conv2d: _.conv2d(images, 4, 3)
    conv2d_in_plane: _.conv2d_in_plane(images, 3)
    conv2d_transpose: _.conv2d_transpose(images, 4, 3, 2)
    conv3d: _.conv3d(volumes, 3, 2)
    conv3d_transpose: _.conv3d_transpose(volumes, 3, 2)
    convolution: _.convolution(images, 4, 3)
    convolution1d: _.convolution1d(sequences, 3, 2)
    convolution2d: _.convolution2d(images, 4, 3, stride=2, padding="VALID")
    convolution2d_transpose: _.convolution2d_transpose(images, 4, 3)
    convolution3d: _.convolution3d(volumes, 3, 2)
    convolution3d_transpose: _.convolution3d_transpose(volumes, 3, 2)
    dropout: _.dropout(vectors, is_training=False)
    embed_sequence: _.embed_sequence(ids, 7, 3)
    flatten: _.flatten(images)
    fully_connected: _.fully_connected(vectors, 3)
    group_norm: _.group_norm(images, groups=3)
    instance_norm: _.instance_norm(images)
    l1_l2_regularizer: _.l1_l2_regularizer(0.1, 0.2)(vectors)
    l1_regularizer: _.l1_regularizer(0.1)(vectors)
    l2_regularizer: _.l2_regularizer(0.1)(vectors)
    layer_norm: _.layer_norm(images)
    linear: _.linear(vectors, 3)
    max_pool2d: _.max_pool2d(images, 2)
    max_pool3d: _.max_pool3d(volumes, 2)
    maxout: _.maxout(vectors, 2)
    one_hot_encoding: _.one_hot_encoding(labels, 3)
    relu: _.relu(vectors, 3)
    relu6: _.relu6(vectors, 3)
    elu: _.elu(vectors, 3)
    repeat: _.repeat(vectors, 2, _.fully_connected, 3)
    separable_conv2d: _.separable_conv2d(images, 4, 3, 1)
    separable_convolution2d: _.separable_convolution2d(images, 4, 3, 2)
    softmax: _.softmax(logits)
    stack: _.stack(vectors, _.fully_connected, [4, 3])
    unit_norm: _.unit_norm(vectors, 1)
""")

FAMILIES = {
    "tf.layers": (TENSOR, _LAYERS),
    "tf.losses": (TENSOR, _LOSSES),
    "tf.metrics": (METRIC, _METRICS),
    "tf.contrib.metrics": (METRIC, _CONTRIB_METRICS),
    "Optimizers": (OPTIMIZER, _OPTIMIZERS),
    "Learning rates": (SCHEDULE, _SCHEDULES),
    "Recurrent cells": (TENSOR, {**_CELLS, **_SEQUENCES}),
    "tf.contrib.layers": (TENSOR, _CONTRIB_LAYERS),
}


def arrays(seed: int = 1) -> dict[str, np.ndarray]:
    """The arrays that examples name.

    Args:
        seed: which of many such sets.
    """
    random = np.random.RandomState(seed)
    shapes = {"vectors": (4, 6), "sequences": (2, 5, 4), "images": (2, 6, 6, 3), "volumes": (2, 4, 4, 4, 2), "logits": (4, 3)}
    made = {name: np.float32(random.normal(size=shape)) for name, shape in shapes.items()}
    scores = np.exp(made["logits"])
    made["probabilities"] = scores / scores.sum(axis=1, keepdims=True)
    made["weights"] = np.float32(random.choice([0.5, 1, 2], size=4))
    made["labels"] = np.int32(random.randint(3, size=4))
    made["one_hot"] = np.eye(3, dtype=np.float32)[made["labels"]]
    made["binary"] = np.float32(random.randint(2, size=(4, 3)))
    made["ids"] = np.int32(random.randint(7, size=(4, 5)))
    return made
