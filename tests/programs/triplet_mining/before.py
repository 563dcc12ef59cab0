"""Triplet loss with batch-all and batch-hard mining; parameters come from a json file."""
import json
import os
import tempfile

import numpy as np
import tensorflow.compat.v1 as tf


class Params():
    """Class that loads hyperparameters from a json file."""

    def __init__(self, json_path):
        self.update(json_path)

    def save(self, json_path):
        with open(json_path, 'w') as f:
            json.dump(self.__dict__, f, indent=4)

    def update(self, json_path):
        with open(json_path) as f:
            params = json.load(f)
            self.__dict__.update(params)

    @property
    def dict(self):
        return self.__dict__


def _pairwise_distances(embeddings, squared=False):
    dot_product = tf.matmul(embeddings, tf.transpose(embeddings))
    square_norm = tf.diag_part(dot_product)
    distances = tf.expand_dims(square_norm, 1) - 2.0 * dot_product + tf.expand_dims(square_norm, 0)
    distances = tf.maximum(distances, 0.0)
    if not squared:
        # Because the gradient of sqrt is infinite when distances == 0.0 we need to add a small epsilon
        mask = tf.to_float(tf.equal(distances, 0.0))
        distances = distances + mask * 1e-16
        distances = tf.sqrt(distances)
        distances = distances * (1.0 - mask)
    return distances


def _get_anchor_positive_triplet_mask(labels):
    indices_equal = tf.cast(tf.eye(tf.shape(labels)[0]), tf.bool)
    indices_not_equal = tf.logical_not(indices_equal)
    labels_equal = tf.equal(tf.expand_dims(labels, 0), tf.expand_dims(labels, 1))
    return tf.logical_and(indices_not_equal, labels_equal)


def _get_triplet_mask(labels):
    i_not_equal = tf.logical_not(tf.cast(tf.eye(tf.shape(labels)[0]), tf.bool))
    distinct = tf.logical_and(tf.logical_and(tf.expand_dims(i_not_equal, 2), tf.expand_dims(i_not_equal, 1)), tf.expand_dims(i_not_equal, 0))
    label_equal = tf.equal(tf.expand_dims(labels, 0), tf.expand_dims(labels, 1))
    valid = tf.logical_and(tf.expand_dims(label_equal, 2), tf.logical_not(tf.expand_dims(label_equal, 1)))
    return tf.logical_and(distinct, valid)


def batch_all_triplet_loss(labels, embeddings, margin, squared=False):
    pairwise_dist = _pairwise_distances(embeddings, squared=squared)
    triplet_loss = tf.expand_dims(pairwise_dist, 2) - tf.expand_dims(pairwise_dist, 1) + margin
    mask = tf.to_float(_get_triplet_mask(labels))
    triplet_loss = tf.maximum(tf.multiply(mask, triplet_loss), 0.0)
    num_positive_triplets = tf.reduce_sum(tf.to_float(tf.greater(triplet_loss, 1e-16)))
    num_valid_triplets = tf.reduce_sum(mask)
    fraction = num_positive_triplets / (num_valid_triplets + 1e-16)
    return tf.reduce_sum(triplet_loss) / (num_positive_triplets + 1e-16), fraction


def batch_hard_triplet_loss(labels, embeddings, margin, squared=False):
    pairwise_dist = _pairwise_distances(embeddings, squared=squared)
    mask_ap = tf.to_float(_get_anchor_positive_triplet_mask(labels))
    hardest_positive = tf.reduce_max(mask_ap * pairwise_dist, axis=1, keepdims=True)
    mask_an = tf.to_float(tf.not_equal(tf.expand_dims(labels, 0), tf.expand_dims(labels, 1)))
    max_dist = tf.reduce_max(pairwise_dist, axis=1, keepdims=True)
    hardest_negative = tf.reduce_min(pairwise_dist + max_dist * (1.0 - mask_an), axis=1, keepdims=True)
    return tf.reduce_mean(tf.maximum(hardest_positive - hardest_negative + margin, 0.0))


def build_model(is_training, images, params):
    out = images
    # Define the number of channels of each convolution
    num_channels = params.num_channels
    bn_momentum = params.bn_momentum
    channels = [num_channels, num_channels * 2]
    for i, c in enumerate(channels):
        with tf.variable_scope('block_{}'.format(i+1)):
            out = tf.layers.conv2d(out, c, 3, padding='same')
            if params.use_batch_norm:
                out = tf.layers.batch_normalization(out, momentum=bn_momentum, training=is_training)
            out = tf.nn.relu(out)
            out = tf.layers.max_pooling2d(out, 2, 2)

    assert out.shape[1:] == [2, 2, num_channels * 2]
    out = tf.reshape(out, [-1, 2 * 2 * num_channels * 2])
    with tf.variable_scope('fc_1'):
        out = tf.layers.dense(out, params.embedding_size)
    return out


def model_fn(features, labels, mode, params):
    is_training = (mode == tf.estimator.ModeKeys.TRAIN)
    images = features
    images = tf.reshape(images, [-1, params.image_size, params.image_size, 1])
    assert images.shape[1:] == [params.image_size, params.image_size, 1], "{}".format(images.shape)

    # MODEL: define the layers of the model
    with tf.variable_scope('model'):
        embeddings = build_model(is_training, images, params)
    embedding_mean_norm = tf.reduce_mean(tf.norm(embeddings, axis=1))
    tf.summary.scalar("embedding_mean_norm", embedding_mean_norm)

    if mode == tf.estimator.ModeKeys.PREDICT:
        predictions = {'embeddings': embeddings}
        return tf.estimator.EstimatorSpec(mode=mode, predictions=predictions)

    labels = tf.cast(labels, tf.int64)
    # Define triplet loss
    if params.triplet_strategy == "batch_all":
        loss, fraction = batch_all_triplet_loss(labels, embeddings, margin=params.margin, squared=params.squared)
    elif params.triplet_strategy == "batch_hard":
        loss = batch_hard_triplet_loss(labels, embeddings, margin=params.margin, squared=params.squared)
    else:
        raise ValueError("Triplet strategy not recognized: {}".format(params.triplet_strategy))

    # METRICS AND SUMMARIES
    with tf.variable_scope("metrics"):
        eval_metric_ops = {"embedding_mean_norm": tf.metrics.mean(embedding_mean_norm)}
        if params.triplet_strategy == "batch_all":
            eval_metric_ops['fraction_positive_triplets'] = tf.metrics.mean(fraction)

    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops=eval_metric_ops)

    # Summaries for training
    tf.summary.scalar('loss', loss)
    if params.triplet_strategy == "batch_all":
        tf.summary.scalar('fraction_positive_triplets', fraction)
    tf.summary.image('train_image', images, max_outputs=1)

    # Define training step that minimizes the loss with momentum
    optimizer = tf.train.MomentumOptimizer(params.learning_rate, 0.9)
    global_step = tf.train.get_global_step()
    if params.use_batch_norm:
        # Add a dependency to update the moving mean and variance for batch normalization
        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
            train_op = optimizer.minimize(loss, global_step=global_step)
    else:
        train_op = optimizer.minimize(loss, global_step=global_step)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def train_input_fn(params, n, seed, epochs):
    r = np.random.RandomState(seed)
    y = r.randint(0, 4, n)
    x = r.rand(n, 64).astype(np.float32)
    x[np.arange(n), y * 10] += 3
    dataset = tf.data.Dataset.from_tensor_slices((x, y))
    return dataset.repeat(epochs).batch(params.batch_size).prefetch(1)


if __name__ == '__main__':
    tf.reset_default_graph()
    tf.logging.set_verbosity(tf.logging.INFO)
    path = os.path.join(tempfile.mkdtemp(), 'params.json')
    base = {"learning_rate": 1e-2, "batch_size": 16, "num_channels": 3, "use_batch_norm": True, "bn_momentum": 0.9, "margin": 0.5,
            "embedding_size": 5, "triplet_strategy": "batch_all", "squared": False, "image_size": 8}
    for strategy in ("batch_all", "batch_hard"):
        with open(path, 'w') as f:
            json.dump(dict(base, triplet_strategy=strategy), f)
        params = Params(path)
        config = tf.estimator.RunConfig(tf_random_seed=230, model_dir=tempfile.mkdtemp(), save_summary_steps=100)
        estimator = tf.estimator.Estimator(model_fn, params=params, config=config)
        estimator.train(lambda: train_input_fn(params, 64, 0, 2))
        res = estimator.evaluate(lambda: train_input_fn(params, 48, 1, 1))
        for key in sorted(res):
            print("{}: {:.5f}".format(key, float(res[key])))
        embeddings = np.zeros((4, params.embedding_size))
        for i, p in enumerate(estimator.predict(lambda: train_input_fn(params, 4, 2, 1))):
            embeddings[i] = p['embeddings']
        print(np.round(embeddings.sum(0), 3))
