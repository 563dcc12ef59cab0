#!/usr/bin/env python
# coding: utf-8

# # Wine quality with a custom estimator
# 
# Keras layers inside the `model_fn`, Dataset inputs.

# In[1]:


import numpy as np
import pandas as pd
import tensorflow as tf

tf.logging.set_verbosity(tf.logging.ERROR)
print('ok')


# In[2]:


rng = np.random.RandomState(42)
df = pd.DataFrame(rng.rand(90, 4), columns=['acidity', 'sugar', 'sulphates', 'alcohol'])
df['quality'] = pd.cut(df.alcohol + df.sulphates - df.acidity, [-2, 0.2, 0.8, 3], labels=[0, 1, 2]).astype(int)
df.describe()


# In[3]:


features = ['acidity', 'sugar', 'sulphates', 'alcohol']
train, test = df[:60], df[60:]
print(train.shape, test.shape)


# In[4]:


def w(a, b):
    return tf.constant_initializer(np.linspace(-1, 1, a * b).reshape(a, b))

def model_fn(features, labels, mode):
    x = features["x"]
    x = tf.keras.layers.Dense(8, activation="tanh", kernel_initializer=w(4, 8))(x)
    x = tf.keras.layers.Dense(6, activation="relu", kernel_initializer=w(8, 6))(x)
    x = tf.keras.layers.Dense(3, kernel_initializer=w(6, 3))(x)

    spec = None
    if mode == tf.estimator.ModeKeys.PREDICT:
        spec = tf.estimator.EstimatorSpec(mode, predictions={"probs": tf.nn.softmax(x), "quality": tf.argmax(x, axis=1)})
    else:
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=x))
        if mode == tf.estimator.ModeKeys.TRAIN:
            opt = tf.train.AdamOptimizer(0.02)
            spec = tf.estimator.EstimatorSpec(mode, loss=loss, train_op=opt.minimize(loss, tf.train.get_global_step()))
        else:
            acc = tf.metrics.accuracy(labels, tf.argmax(x, axis=1))
            mpca = tf.metrics.mean_per_class_accuracy(labels, tf.argmax(x, axis=1), 3)
            spec = tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={"accuracy": acc, "per_class": mpca})
    return spec


# In[5]:


def make_input_fn(frame, batch=20, epochs=None):
    def input_fn():
        ds = tf.data.Dataset.from_tensor_slices(({"x": frame[features].values.astype("float32")}, frame["quality"].values))
        ds = ds.repeat(epochs).batch(batch)
        return ds.make_one_shot_iterator().get_next()
    return input_fn

est = tf.estimator.Estimator(model_fn)
history = []
for i in range(3):
    est.train(make_input_fn(train), steps=10)
    history.append(est.evaluate(make_input_fn(test, epochs=1)))
pd.DataFrame(history)[["accuracy", "global_step", "loss", "per_class"]]


# In[6]:


for h in history:
    print({k: float(v) for k, v in sorted(h.items())})


# In[7]:


probs = np.array([p["probs"] for p in est.predict(make_input_fn(test, epochs=1))])
print(probs.shape)
print(probs[:3].round(3))
