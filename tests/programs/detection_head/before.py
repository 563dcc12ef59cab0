"""A detection head: anchors, smooth L1, hard negative mining."""
import numpy as np
import tensorflow as tf
tf.logging.set_verbosity(tf.logging.ERROR)

GRID = 4
NUM_ANCHORS = 2
NUM_CLASSES = 3  # with background


def ini(seed):
    return lambda shape, dtype=tf.float32, partition_info=None: tf.constant(
        np.random.RandomState(seed).uniform(-0.2, 0.2, shape).astype(np.float32))


def anchors():
    c = (np.arange(GRID) + .5) / GRID
    cy, cx = np.meshgrid(c, c, indexing='ij')
    sizes = [0.25, 0.5]
    out = []
    for s in sizes:
        out.append(np.stack([cy, cx, np.full_like(cy, s), np.full_like(cx, s)], -1))
    return np.stack(out, 2).reshape(-1, 4).astype(np.float32)


def smooth_l1(x, sigma=1.0):
    s2 = sigma ** 2
    absx = tf.abs(x)
    flag = tf.stop_gradient(tf.to_float(tf.less(absx, 1. / s2)))
    return flag * 0.5 * s2 * tf.pow(x, 2) + (1. - flag) * (absx - 0.5 / s2)


class Backbone:
    def __init__(self, training, data_format='channels_last'):
        self.training = training
        self.data_format = data_format

    def conv_bn(self, x, filters, strides, name):
        with tf.variable_scope(name):
            x = tf.layers.conv2d(x, filters, 3, strides, 'same', data_format=self.data_format, use_bias=False,
                                 kernel_initializer=ini(len(name) + filters))
            x = tf.layers.batch_normalization(x, training=self.training, momentum=0.9)
            return tf.nn.relu(x)

    def forward(self, x):
        with tf.variable_scope('backbone', values=[x]):
            x = self.conv_bn(x, 6, 2, 'stem')
            x = self.conv_bn(x, 8, 2, 'block1')
            x = self.conv_bn(x, 8, 1, 'block22')
        return x


def head(feature_map):
    with tf.variable_scope('multibox_head'):
        loc = tf.layers.conv2d(feature_map, NUM_ANCHORS * 4, (3, 3), padding='same', name='loc', kernel_initializer=ini(70))
        cls = tf.layers.conv2d(feature_map, NUM_ANCHORS * NUM_CLASSES, (3, 3), padding='same', name='cls', kernel_initializer=ini(71))
        bs = tf.shape(loc)[0]
        return tf.reshape(loc, [bs, -1, 4]), tf.reshape(cls, [bs, -1, NUM_CLASSES])


def modified_smooth_l1(pred, target, inside, outside, sigma):
    return outside * smooth_l1(inside * (pred - target), sigma)


def model_fn(features, labels, mode, params):
    net = Backbone(mode == tf.estimator.ModeKeys.TRAIN, params['data_format'])
    loc_pred, cls_pred = head(net.forward(features))
    scores = tf.nn.softmax(cls_pred)
    if mode == tf.estimator.ModeKeys.PREDICT:
        best = tf.reduce_max(scores[:, :, 1:], axis=-1)
        top_scores, top_idx = tf.nn.top_k(best, k=3)
        a = tf.constant(anchors())
        decoded = a[tf.newaxis, :, :2] + loc_pred[:, :, :2] * 0.1 * a[tf.newaxis, :, 2:]
        return tf.estimator.EstimatorSpec(mode, predictions={
            'scores': top_scores, 'idx': top_idx, 'centers': tf.batch_gather(decoded, top_idx)})

    cls_targets = labels['cls']
    loc_targets = labels['loc']
    flat_cls = tf.reshape(cls_targets, [-1])
    flat_pred = tf.reshape(cls_pred, [-1, NUM_CLASSES])
    positive_mask = flat_cls > 0
    n_positives = tf.count_nonzero(positive_mask)

    batch_n_pos = tf.count_nonzero(cls_targets > 0, -1)
    batch_neg_mask = tf.equal(cls_targets, 0)
    batch_n_neg = tf.count_nonzero(batch_neg_mask, -1)
    n_neg_select = tf.to_int32(params['negative_ratio'] * tf.to_float(batch_n_pos))
    n_neg_select = tf.minimum(n_neg_select, tf.to_int32(batch_n_neg))
    bg = tf.where(batch_neg_mask, 0. - scores[:, :, 0], 0. - tf.ones_like(scores[:, :, 0]))
    topk_prob, _ = tf.nn.top_k(bg, k=tf.shape(bg)[1])
    batch_size = tf.shape(cls_targets)[0]
    score_at_k = tf.gather_nd(topk_prob, tf.stack([tf.range(batch_size), tf.maximum(n_neg_select - 1, 0)], axis=-1))
    selected_neg = bg >= tf.expand_dims(score_at_k, axis=-1)
    final_mask = tf.stop_gradient(tf.logical_or(tf.reshape(tf.logical_and(batch_neg_mask, selected_neg), [-1]), positive_mask))

    picked_pred = tf.boolean_mask(flat_pred, final_mask)
    picked_target = tf.boolean_mask(tf.clip_by_value(flat_cls, 0, NUM_CLASSES), final_mask)
    loc_p = tf.boolean_mask(tf.reshape(loc_pred, [-1, 4]), tf.stop_gradient(positive_mask))
    loc_t = tf.boolean_mask(tf.reshape(loc_targets, [-1, 4]), positive_mask)

    predictions = {'classes': tf.argmax(picked_pred, axis=-1)}
    acc = tf.metrics.accuracy(picked_target, predictions['classes'])
    metrics = {'cls_accuracy': acc}
    tf.identity(acc[1], name='cls_accuracy')
    cross_entropy = tf.cond(n_positives > 0,
                            lambda: tf.losses.sparse_softmax_cross_entropy(labels=picked_target, logits=picked_pred),
                            lambda: 0.) * (params['negative_ratio'] + 1.)
    loc_loss = tf.cond(n_positives > 0, lambda: modified_smooth_l1(loc_p, tf.stop_gradient(loc_t), 1., 1., sigma=1.), lambda: tf.zeros_like(loc_p))
    loc_loss = tf.reduce_mean(tf.reduce_sum(loc_loss, axis=-1), name='loc_loss')
    l2_loss = []
    for v in tf.trainable_variables():
        if 'batch_normalization' not in v.name and 'bias' not in v.name:
            l2_loss.append(tf.nn.l2_loss(v))
    total_loss = tf.add(cross_entropy + loc_loss, params['weight_decay'] * tf.add_n(l2_loss), name='total_loss')
    metrics['loc'] = tf.metrics.mean(loc_loss)

    if mode == tf.estimator.ModeKeys.TRAIN:
        global_step = tf.train.get_or_create_global_step()
        lr_values = [params['lr'] * d for d in (0.5, 1.0, 0.1)]
        learning_rate = tf.train.piecewise_constant(tf.cast(global_step, tf.int32), [4, 15], lr_values)
        truncated = tf.maximum(learning_rate, tf.constant(params['end_lr'], dtype=learning_rate.dtype))
        optimizer = tf.train.MomentumOptimizer(learning_rate=truncated, momentum=0.9)
        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
            train_op = optimizer.minimize(total_loss, global_step)
    else:
        train_op = None
    return tf.estimator.EstimatorSpec(mode=mode, predictions=predictions, loss=total_loss, train_op=train_op,
                                      eval_metric_ops=metrics, scaffold=tf.train.Scaffold(init_fn=None))


def scenes(n, seed):
    rng = np.random.RandomState(seed)
    imgs = rng.uniform(0, 0.2, (n, 16, 16, 3)).astype(np.float32)
    cls = np.zeros((n, GRID * GRID * NUM_ANCHORS), np.int32)
    loc = np.zeros((n, GRID * GRID * NUM_ANCHORS, 4), np.float32)
    for i in range(n):
        for c in (1, 2):
            gy, gx, a = rng.randint(0, GRID), rng.randint(0, GRID), rng.randint(0, 2)
            imgs[i, gy * 4:gy * 4 + 4, gx * 4:gx * 4 + 4, c] += 0.7
            j = (gy * GRID + gx) * NUM_ANCHORS + a
            cls[i, j] = c
            loc[i, j] = rng.uniform(-1, 1, 4)
    return imgs, {'cls': cls, 'loc': loc}


def input_fn(n, seed, epochs):
    def fn():
        return tf.data.Dataset.from_tensor_slices(scenes(n, seed)).repeat(epochs).batch(8)
    return fn


def main():
    hp = dict(data_format='channels_last', negative_ratio=3., weight_decay=5e-4, lr=0.02, end_lr=1e-4)
    detector = tf.estimator.Estimator(model_fn, params=hp)
    detector.train(input_fn(48, 0, 4))
    ev = detector.evaluate(input_fn(16, 1, 1))
    print(' '.join('%s:%.4f' % (k, ev[k]) for k in sorted(ev)))
    for p, _ in zip(detector.predict(input_fn(16, 1, 1)), range(3)):
        print(p['idx'], p['scores'].round(4), p['centers'].round(3).tolist())


if __name__ == '__main__':
    main()
