import tensorflow as tf
import numpy as np

tf.enable_resource_variables()

class PoissonModel(object):
    '''Counts per region: log-linear rates with an exposure.'''

    def __init__(self, n_regions, l2=0.0, lr=0.05, clip=None):
        self.n_regions = n_regions
        self.l2 = l2
        self.lr = lr
        self.clip = clip

    def log_rate(self, features):
        region = tf.get_variable('region', shape=(self.n_regions,), initializer=tf.zeros_initializer())
        slope = tf.get_variable('slope', shape=(2, 1), initializer=tf.zeros_initializer())
        level = tf.Variable(tf.constant(0.5), name='level')
        x = tf.stack([features['x0'], features['x1']], axis=-1)
        return level + tf.gather(region, features['region']) + tf.squeeze(tf.matmul(x, slope), axis=1)

    def __call__(self, features, labels, mode):
        log_rate = self.log_rate(features) + tf.log(features['exposure'])
        rate = tf.exp(log_rate)

        if mode == tf.estimator.ModeKeys.PREDICT: return tf.estimator.EstimatorSpec(mode, predictions=rate)

        counts = tf.cast(labels, tf.float32)
        nll = rate - counts * log_rate
        loss = tf.reduce_mean(nll)
        if self.l2: loss += self.l2 * sum(tf.reduce_sum(tf.square(v)) for v in tf.trainable_variables())

        if mode == tf.estimator.ModeKeys.EVAL:
            return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops=self.metric_fn(counts, rate, nll))

        # TRAIN
        gs = tf.train.get_global_step()
        opt = tf.train.AdamOptimizer(tf.train.inverse_time_decay(self.lr, gs, 20, 0.5))
        gvs = opt.compute_gradients(loss)
        if self.clip is not None:
            gvs = [(tf.clip_by_norm(g, self.clip), v) for g, v in gvs if g is not None]
        return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=opt.apply_gradients(gvs, gs))

    @staticmethod
    def metric_fn(counts, rate, nll):
        return {
            'nll': tf.metrics.mean(nll),
            'mae': tf.metrics.mean_absolute_error(counts, rate),
            'total/observed': tf.metrics.mean(tf.reduce_sum(counts)),
            'total/expected': tf.metrics.mean(tf.reduce_sum(rate)),
        }


def sample(n, seed, n_regions=6):
    rs = np.random.RandomState(seed)
    region = rs.randint(n_regions, size=n)
    x = rs.normal(size=(2, n))
    exposure = rs.uniform(0.5, 2.0, size=n)
    rate = exposure * np.exp(0.2 * region - 0.5 + 0.3 * x[0] - 0.2 * x[1])
    f32 = np.float32
    return dict(region=region, x0=f32(x[0]), x1=f32(x[1]), exposure=f32(exposure)), rs.poisson(rate)


if __name__ == '__main__':
    train_x, train_y = sample(128, 0)
    test_x, test_y = sample(64, 1)
    numpy_input_fn = tf.estimator.inputs.numpy_input_fn
    est = tf.estimator.Estimator(PoissonModel(6, l2=1e-3, clip=1.0))
    est.train(numpy_input_fn(train_x, train_y, batch_size=32, num_epochs=10, shuffle=False))
    res = est.evaluate(numpy_input_fn(test_x, test_y, batch_size=32, num_epochs=1, shuffle=False))
    for k, v in sorted(res.items()): print(k, '=', v)
    rates = list(est.predict(numpy_input_fn(test_x, shuffle=False)))
    print('rates', len(rates), 'sum', np.sum(rates), 'max', max(rates))
