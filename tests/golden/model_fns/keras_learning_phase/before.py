import numpy as np
import tensorflow as tf
from tensorflow.keras import backend as K
from tensorflow.keras.layers import Input, Dense, Lambda, Concatenate, Reshape, Conv2D, GlobalAveragePooling2D, BatchNormalization, Activation, Add
from tensorflow.keras.models import Model

rng = np.random.RandomState(1)
IMG = rng.rand(64, 6, 6, 2).astype("float32")
Y = (IMG.mean((1, 2, 3)) * 50 % 3).astype("int32")


def conv_bn(x, filters):
    x = Conv2D(filters, (3, 3), padding="same", use_bias=False, kernel_initializer=tf.keras.initializers.Constant(0.05))(x)
    x = BatchNormalization(axis=-1, momentum=0.9)(x)
    return Activation("relu")(x)


def build_net(shape, classes):
    inp = Input(shape=shape)
    x = conv_bn(inp, 4)
    y = conv_bn(x, 4)
    x = Add()([x, y])
    x = Lambda(lambda t: tf.concat([t, t * 0.5], axis=-1))(x)
    x = Lambda(lambda t: K.square(t))(x)
    x = GlobalAveragePooling2D()(x)
    out = Dense(classes, kernel_initializer=tf.keras.initializers.Constant(0.1))(x)
    return Model(inputs=inp, outputs=out)


def model_fn(features, labels, mode):
    K.set_learning_phase(int(mode == tf.estimator.ModeKeys.TRAIN))
    net = build_net((6, 6, 2), 3)
    logits = net(features)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"logits": logits})
    onehot = tf.one_hot(labels, 3)
    loss = tf.reduce_mean(tf.keras.losses.categorical_crossentropy(onehot, logits, from_logits=True))
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={"acc": tf.metrics.accuracy(labels, tf.argmax(logits, 1))})
    for u in net.get_updates_for(features):
        tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, u)
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        train_op = tf.train.RMSPropOptimizer(0.01).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn():
    return tf.data.Dataset.from_tensor_slices((IMG, Y)).batch(16)


est = tf.estimator.Estimator(model_fn)
est.train(lambda: input_fn().repeat(2))
print(est.evaluate(input_fn))
print([p["logits"] for p in est.predict(input_fn)][:2])
