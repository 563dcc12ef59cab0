"""Wide and deep, by hand: a linear part under FTRL and a deep part under Adagrad."""
import numpy as np
import tensorflow as tf

WIDE_BUCKETS = 50
OCCUPATIONS = 9

flags = tf.flags
flags.DEFINE_float("linear_lr", 0.1, "learning rate of the wide part")
flags.DEFINE_float("dnn_lr", 0.05, "learning rate of the deep part")
flags.DEFINE_list("hidden_units", "12,6", "sizes of the hidden layers")
FLAGS = flags.FLAGS


def ramp(*shape):
    return tf.constant_initializer(np.linspace(-0.3, 0.6, int(np.prod(shape))).reshape(shape))


def wide_logits(crosses):
    with tf.variable_scope("wide"):
        weights = tf.get_variable("weights", [WIDE_BUCKETS, 1], initializer=tf.zeros_initializer())
        bias = tf.get_variable("bias", [1], initializer=tf.zeros_initializer())
        return tf.reduce_sum(tf.nn.embedding_lookup(weights, crosses), axis=1) + bias


def deep_logits(dense, occupation):
    with tf.variable_scope("deep"):
        embedding = tf.get_variable("occupation", [OCCUPATIONS, 4], initializer=ramp(OCCUPATIONS, 4))
        net = tf.concat([dense, tf.nn.embedding_lookup(embedding, occupation)], axis=1)
        for layer_id, units in enumerate(FLAGS.hidden_units):
            units = int(units)
            with tf.variable_scope("hiddenlayer_%d" % layer_id):
                net = tf.layers.dense(net, units, activation=tf.nn.relu,
                                      kernel_initializer=ramp(net.shape.as_list()[1], units))
        return tf.layers.dense(net, 1, kernel_initializer=ramp(net.shape.as_list()[1], 1), name="logits")


def model_fn(features, labels, mode):
    logits = wide_logits(features["crosses"]) + deep_logits(features["dense"], features["occupation"])
    probability = tf.nn.sigmoid(logits)

    if mode == tf.estimator.ModeKeys.PREDICT:
        spec = tf.estimator.EstimatorSpec(mode, predictions={"probability": probability})
    elif mode == tf.estimator.ModeKeys.EVAL:
        loss = tf.losses.sigmoid_cross_entropy(multi_class_labels=labels, logits=logits)
        spec = tf.estimator.EstimatorSpec(
            mode,
            loss=loss,
            eval_metric_ops={
                "auc": tf.metrics.auc(labels, probability),
                "accuracy": tf.metrics.accuracy(labels, tf.round(probability)),
            })
    else:
        loss = tf.losses.sigmoid_cross_entropy(multi_class_labels=labels, logits=logits)
        global_step = tf.train.get_global_step()
        wide_vars = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="wide")
        deep_vars = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="deep")
        wide_op = tf.train.FtrlOptimizer(FLAGS.linear_lr, l1_regularization_strength=0.01).minimize(
            loss, var_list=wide_vars)
        deep_op = tf.train.AdagradOptimizer(FLAGS.dnn_lr).minimize(loss, var_list=deep_vars)
        train_op = tf.group(wide_op, deep_op)
        with tf.control_dependencies([train_op]):
            train_op = tf.assign_add(global_step, 1).op
        spec = tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
    return spec


def people(count, seed):
    random = np.random.RandomState(seed)
    features = {
        "crosses": (random.randint(0, WIDE_BUCKETS, (count, 3)) // 2).astype(np.int64),
        "dense": random.normal(size=(count, 3)).astype(np.float32),
        "occupation": random.randint(0, OCCUPATIONS, count).astype(np.int64),
    }
    score = features["dense"][:, 0] + (features["occupation"] > 4) - 0.5 * (features["crosses"][:, 0] > 12)
    return features, (score > 0).astype(np.float32)[:, np.newaxis]


def main(_):
    est = tf.estimator.Estimator(model_fn)
    for round_ in range(2):
        est.train(lambda: tf.data.Dataset.from_tensor_slices(people(160, 0)).batch(20), steps=None)
        ev = est.evaluate(lambda: tf.data.Dataset.from_tensor_slices(people(60, 1)).batch(20))
        print("round", round_, {k: round(float(v), 4) for k, v in sorted(ev.items())})
    out = est.predict(lambda: tf.data.Dataset.from_tensor_slices(people(4, 2)[0]).batch(2))
    print([p["probability"].round(4).tolist() for p in out])


if __name__ == "__main__":
    tf.logging.set_verbosity(tf.logging.WARN)
    tf.app.run()
