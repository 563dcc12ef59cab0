"""Train, stop, resume from the same model_dir, inspect checkpoints."""
import os
import tempfile
import numpy as np
import tensorflow as tf

MODEL_DIR = os.path.join(tempfile.mkdtemp(), 'model')


def model_fn(features, labels, mode, params):
    x = tf.reshape(features['x'], [-1, 3])
    w = tf.get_variable('w', [3, 1], initializer=tf.zeros_initializer())
    b = tf.get_variable('b', [1], initializer=tf.zeros_initializer())
    y = tf.matmul(x, w) + b
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, {'y': y})
    loss = tf.losses.mean_squared_error(tf.expand_dims(labels, 1), y)
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss)
    opt = tf.train.AdamOptimizer(params['lr'])
    return tf.estimator.EstimatorSpec(
        mode, loss=loss, train_op=opt.minimize(loss, tf.train.get_global_step()))


rng = np.random.RandomState(0)
X = rng.randn(64, 3).astype(np.float32)
Y = (X.dot([1., -2., 0.5]) + 0.25).astype(np.float32)
train_fn = tf.estimator.inputs.numpy_input_fn({'x': X}, Y, batch_size=16, num_epochs=None, shuffle=False)
eval_fn = tf.estimator.inputs.numpy_input_fn({'x': X}, Y, batch_size=64, num_epochs=1, shuffle=False)


def fresh():
    return tf.estimator.Estimator(
        model_fn, model_dir=MODEL_DIR, params={'lr': 0.05},
        config=tf.estimator.RunConfig(save_checkpoints_steps=10, keep_checkpoint_max=None))


first = fresh()
first.train(train_fn, steps=20)
print('first', '%.4f' % first.evaluate(eval_fn)['loss'])

second = fresh()
second.train(train_fn, steps=20)
ev = second.evaluate(eval_fn)
print('second', '%.4f' % ev['loss'], ev['global_step'])

third = fresh()
third.train(train_fn, max_steps=40)     # nothing left to do
third.train(train_fn, max_steps=50)
print('third', '%.4f' % third.evaluate(eval_fn)['loss'], third.get_variable_value('global_step'))

for step in (10, 30, 50):
    path = os.path.join(MODEL_DIR, 'model.ckpt-%d' % step)
    print(step, '%.4f' % second.evaluate(eval_fn, checkpoint_path=path)['loss'])

latest = tf.train.latest_checkpoint(MODEL_DIR)
print(os.path.basename(latest))
reader = tf.train.NewCheckpointReader(latest)
print('w', np.round(reader.get_tensor('w').ravel(), 4), 'b', np.round(reader.get_tensor('b'), 4))
for name, shape in tf.train.list_variables(latest):
    if 'Adam' not in name and 'beta' not in name:
        print(name, shape)
print(np.round(third.get_variable_value('w').T, 4))
p = list(third.predict(eval_fn, checkpoint_path=latest))
print(len(p), np.round(p[0]['y'], 4), np.round(p[63]['y'], 4))
