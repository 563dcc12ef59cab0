import numpy as np, tensorflow as tf

BATCH=16
LR=0.05

def net(x):
	h = tf.layers.dense(x, 12, activation=tf.nn.tanh, kernel_initializer=tf.constant_initializer(np.linspace(-1, 1, 36)))
	return tf.layers.dense(h, 1, kernel_initializer=tf.constant_initializer(np.linspace(-.5, .5, 12)))

def model_fn(features, labels, mode):
	logits = net(features)
	if mode == 'infer': return tf.estimator.EstimatorSpec(mode, predictions=tf.sigmoid(logits))
	# labels come as a vector, logits have a second dimension
	labels = tf.expand_dims(tf.cast(labels, tf.float32), 1)
	loss = tf.losses.log_loss(labels, tf.sigmoid(logits))
	if mode == 'train':
		train_op = tf.train.MomentumOptimizer(LR, 0.9, use_nesterov=True).minimize(loss, tf.train.get_global_step())
		return tf.estimator.EstimatorSpec(mode, None, loss, train_op)
	if mode == 'eval':
		pred = tf.cast(tf.greater(logits, 0), tf.float32)
		return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={
			'acc': tf.metrics.accuracy(labels, pred),
			'precision': tf.metrics.precision(labels, pred),	# of the positive class
			'recall': tf.metrics.recall(labels, pred),
		})
	raise ValueError('unknown mode %s' % mode)

def data(n, seed):
	r = np.random.RandomState(seed)
	x = r.uniform(-1, 1, (n, 3)).astype('float32')
	return x, (x.sum(1) > 0.1).astype('int32')

def make_input(n, seed, epochs):
	x, y = data(n, seed)
	def _fn():
		ds = tf.data.Dataset.from_tensor_slices((x, y))
		return ds.batch(BATCH).repeat(epochs)
	return _fn

est = tf.estimator.Estimator(model_fn=model_fn)
est.train(make_input(64, 1, None), max_steps=20)
est.train(make_input(64, 1, None), max_steps=30)	# ten more
res = est.evaluate(make_input(40, 2, 1))
print('step', res['global_step'])
for k in ('loss', 'acc', 'precision', 'recall'): print('%-10s %.5f' % (k, res[k]))
for i, p in enumerate(est.predict(make_input(40, 2, 1))):
	if i >= 4: break
	print(i, p)
