#!/usr/bin/env python
#coding=utf-8
"""
TensorFlow Implementation of <<DeepFM: A Factorization-Machine based Neural Network for CTR Prediction>>

 -pipeline by numpy -> Dataset
 -Estimator with custom model_fn
"""
import json
import tempfile

import numpy as np
import tensorflow as tf

#################### CMD Arguments ####################
FLAGS = tf.app.flags.FLAGS
tf.app.flags.DEFINE_integer("feature_size", 40, "Number of features")
tf.app.flags.DEFINE_integer("field_size", 5, "Number of fields")
tf.app.flags.DEFINE_integer("embedding_size", 4, "Embedding size")
tf.app.flags.DEFINE_integer("num_epochs", 2, "Number of epochs")
tf.app.flags.DEFINE_integer("batch_size", 16, "Number of batch size")
tf.app.flags.DEFINE_integer("log_steps", 10, "save summary every steps")
tf.app.flags.DEFINE_float("learning_rate", 0.01, "learning rate")
tf.app.flags.DEFINE_float("l2_reg", 0.0001, "L2 regularization")
tf.app.flags.DEFINE_string("loss_type", 'log_loss', "loss type {square_loss, log_loss}")
tf.app.flags.DEFINE_string("optimizer", 'Adam', "optimizer type {Adam, Adagrad, GD, Momentum}")
tf.app.flags.DEFINE_string("deep_layers", '8,4', "deep layers")
tf.app.flags.DEFINE_string("dropout", '1.0,1.0', "dropout rate")
tf.app.flags.DEFINE_boolean("batch_norm", False, "perform batch normaization (True or False)")
tf.app.flags.DEFINE_string("model_dir", '', "model check point dir")


def make_log(count, seed):
    random = np.random.RandomState(seed)
    # every field has 8 features of its own; field 0 repeats a few ids very often
    ids = random.randint(0, 8, size=(count, 5)) + np.arange(5) * 8
    ids[:, 0] = ids[:, 0] % 3
    vals = random.rand(count, 5).astype(np.float32)
    labels = ((ids[:, 0] + ids[:, 1]) % 2).astype(np.float32)
    return ids.astype(np.int32), vals, labels


def input_fn(seed, count=96, batch_size=32, num_epochs=1, perform_shuffle=False):
    ids, vals, labels = make_log(count, seed)
    dataset = tf.data.Dataset.from_tensor_slices(({"feat_ids": ids, "feat_vals": vals}, labels))
    if perform_shuffle:
        dataset = dataset.shuffle(buffer_size=256)

    # epochs from blending together.
    dataset = dataset.repeat(num_epochs)
    dataset = dataset.batch(batch_size) # Batch size to use

    iterator = dataset.make_one_shot_iterator()
    batch_features, batch_labels = iterator.get_next()
    return batch_features, batch_labels


def grid(low, high, shape):
    return tf.constant(np.linspace(low, high, int(np.prod(shape))).reshape(shape), tf.float32)


def model_fn(features, labels, mode, params):
    """Bulid Model function f(x) for Estimator."""
    #------hyperparameters----
    field_size = params["field_size"]
    feature_size = params["feature_size"]
    embedding_size = params["embedding_size"]
    l2_reg = params["l2_reg"]
    learning_rate = params["learning_rate"]
    layers  = list(map(int, params["deep_layers"].split(',')))
    dropout = list(map(float, params["dropout"].split(',')))

    #------bulid weights------
    FM_B = tf.get_variable(name='fm_bias', shape=[1], initializer=tf.constant_initializer(0.0))
    FM_W = tf.get_variable(name='fm_w', initializer=grid(-0.1, 0.1, [feature_size]))
    FM_V = tf.get_variable(name='fm_v', initializer=grid(-0.5, 0.4, [feature_size, embedding_size]))

    #------build feaure-------
    feat_ids  = features['feat_ids']
    feat_ids = tf.reshape(feat_ids,shape=[-1,field_size])
    feat_vals = features['feat_vals']
    feat_vals = tf.reshape(feat_vals,shape=[-1,field_size])

    #------build f(x)------
    with tf.variable_scope("First-order"):
        feat_wgts = tf.nn.embedding_lookup(FM_W, feat_ids)              # None * F * 1
        y_w = tf.reduce_sum(tf.multiply(feat_wgts, feat_vals),1)

    with tf.variable_scope("Second-order"):
        embeddings = tf.nn.embedding_lookup(FM_V, feat_ids)             # None * F * K
        feat_vals = tf.reshape(feat_vals, shape=[-1, field_size, 1])
        embeddings = tf.multiply(embeddings, feat_vals)                 #vij*xi
        sum_square = tf.square(tf.reduce_sum(embeddings,1))
        square_sum = tf.reduce_sum(tf.square(embeddings),1)
        y_v = 0.5*tf.reduce_sum(tf.subtract(sum_square, square_sum),1)	# None * 1

    with tf.variable_scope("Deep-part"):
        if FLAGS.batch_norm:
            if mode == tf.estimator.ModeKeys.TRAIN:
                train_phase = True
            else:
                train_phase = False

        deep_inputs = tf.reshape(embeddings,shape=[-1,field_size*embedding_size]) # None * (F*K)
        fan_in = field_size*embedding_size
        for i in range(len(layers)):
            deep_inputs = tf.layers.dense(inputs=deep_inputs, units=layers[i], activation=tf.nn.relu, \
                kernel_initializer=tf.constant_initializer(np.linspace(-0.3, 0.5, fan_in*layers[i])), name='mlp%d' % i)
            fan_in = layers[i]
            if FLAGS.batch_norm:
                deep_inputs = tf.layers.batch_normalization(deep_inputs, training=train_phase, name='bn_%d' %i)
            if mode == tf.estimator.ModeKeys.TRAIN:
                deep_inputs = tf.nn.dropout(deep_inputs, keep_prob=dropout[i])

        y_deep = tf.layers.dense(inputs=deep_inputs, units=1, kernel_initializer=tf.ones_initializer(), name='deep_out')
        y_d = tf.reshape(y_deep,shape=[-1])

    with tf.variable_scope("DeepFM-out"):
        y_bias = FM_B * tf.ones_like(y_d, dtype=tf.float32)      # None * 1
        y = y_bias + y_w + y_v + y_d
        pred = tf.sigmoid(y)

    predictions={"prob": pred}
    export_outputs = {tf.saved_model.signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY: tf.estimator.export.PredictOutput(predictions)}
    # Provide an estimator spec for `ModeKeys.PREDICT`
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(
                mode=mode,
                predictions=predictions,
                export_outputs=export_outputs)

    #------bulid loss------
    loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(logits=y, labels=labels)) + \
        l2_reg * tf.nn.l2_loss(FM_W) + \
        l2_reg * tf.nn.l2_loss(FM_V)

    # Provide an estimator spec for `ModeKeys.EVAL`
    eval_metric_ops = {
        "auc": tf.metrics.auc(labels, pred)
    }
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(
                mode=mode,
                predictions=predictions,
                loss=loss,
                eval_metric_ops=eval_metric_ops)

    #------bulid optimizer------
    if FLAGS.optimizer == 'Adam':
        optimizer = tf.train.AdamOptimizer(learning_rate=learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8)
    elif FLAGS.optimizer == 'Adagrad':
        optimizer = tf.train.AdagradOptimizer(learning_rate=learning_rate, initial_accumulator_value=1e-8)
    elif FLAGS.optimizer == 'Momentum':
        optimizer = tf.train.MomentumOptimizer(learning_rate=learning_rate, momentum=0.95)
    elif FLAGS.optimizer == 'ftrl':
        optimizer = tf.train.FtrlOptimizer(learning_rate)

    train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())

    # Provide an estimator spec for `ModeKeys.TRAIN` modes
    if mode == tf.estimator.ModeKeys.TRAIN:
        return tf.estimator.EstimatorSpec(
                mode=mode,
                predictions=predictions,
                loss=loss,
                train_op=train_op)


def main(_):
    if FLAGS.model_dir == "":
        FLAGS.model_dir = tempfile.mkdtemp()

    #------bulid Tasks------
    model_params = {
        "field_size": FLAGS.field_size,
        "feature_size": FLAGS.feature_size,
        "embedding_size": FLAGS.embedding_size,
        "learning_rate": FLAGS.learning_rate,
        "l2_reg": FLAGS.l2_reg,
        "deep_layers": FLAGS.deep_layers,
        "dropout": FLAGS.dropout
    }
    config = tf.estimator.RunConfig().replace(session_config = tf.ConfigProto(device_count={'GPU':0, 'CPU':1}),
            log_step_count_steps=FLAGS.log_steps, save_summary_steps=FLAGS.log_steps)
    DeepFM = tf.estimator.Estimator(model_fn=model_fn, model_dir=FLAGS.model_dir, params=model_params, config=config)

    train_spec = tf.estimator.TrainSpec(input_fn=lambda: input_fn(1, num_epochs=FLAGS.num_epochs, batch_size=FLAGS.batch_size))
    eval_spec = tf.estimator.EvalSpec(input_fn=lambda: input_fn(2, count=48, batch_size=FLAGS.batch_size), steps=None, start_delay_secs=1000, throttle_secs=1200)
    tf.estimator.train_and_evaluate(DeepFM, train_spec, eval_spec)

    metrics = DeepFM.evaluate(input_fn=lambda: input_fn(2, count=48, batch_size=FLAGS.batch_size))
    print(json.dumps({key: float(value) for key, value in metrics.items()}, sort_keys=True))
    preds = DeepFM.predict(input_fn=lambda: input_fn(3, count=6), predict_keys="prob")
    for prob in preds:
        print("%f" % (prob['prob']))


if __name__ == "__main__":
    tf.logging.set_verbosity(tf.logging.INFO)
    tf.app.run()
