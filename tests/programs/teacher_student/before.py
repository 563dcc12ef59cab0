import numpy as np
import tensorflow as tf


def mlp(x, sizes, name):
    with tf.variable_scope(name):
        for i, size in enumerate(sizes[:-1]):
            x = tf.layers.dense(x, size, activation=tf.nn.relu, name="fc%d" % i)
        return tf.layers.dense(x, sizes[-1], name="logits")


def distillation_model_fn(features, labels, mode, params):
    """Trains a teacher on the labels and a student on the teacher's soft targets."""
    T = params["temperature"]
    teacher_logits = mlp(features, [16, 16, 3], "teacher")
    student_logits = mlp(features, [4, 3], "student")

    predictions = {"classes": tf.argmax(student_logits, axis=-1)}
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode=mode, predictions=predictions)

    onehot = tf.one_hot(labels, 3)
    teacher_loss = tf.losses.softmax_cross_entropy(onehot, teacher_logits)
    soft_targets = tf.stop_gradient(tf.nn.softmax(teacher_logits / T))
    student_loss = tf.reduce_mean(
        tf.nn.softmax_cross_entropy_with_logits_v2(labels=soft_targets, logits=student_logits / T)) * T ** 2
    student_loss += params["hard"] * tf.losses.softmax_cross_entropy(onehot, student_logits)

    if mode == tf.estimator.ModeKeys.TRAIN:
        global_step = tf.train.get_or_create_global_step()
        teacher_lr = tf.train.exponential_decay(params["lr"], global_step, 10, 0.9)
        teacher_opt = tf.train.AdamOptimizer(teacher_lr)
        student_opt = tf.train.GradientDescentOptimizer(params["lr"])

        # clip both
        teacher_vars = tf.trainable_variables("teacher")
        grads, _ = tf.clip_by_global_norm(tf.gradients(teacher_loss, teacher_vars), 1.0)
        train_teacher = teacher_opt.apply_gradients(zip(grads, teacher_vars))
        student_gv = student_opt.compute_gradients(student_loss, var_list=tf.trainable_variables("student"))
        student_gv = [(tf.clip_by_norm(g, 1.0), v) for g, v in student_gv]
        train_student = student_opt.apply_gradients(student_gv, global_step=global_step)
        return tf.estimator.EstimatorSpec(mode=mode, loss=student_loss, train_op=tf.group(train_teacher, train_student))

    return tf.estimator.EstimatorSpec(
        mode=mode, loss=student_loss,
        eval_metric_ops={
            "student_accuracy": tf.metrics.accuracy(labels, predictions["classes"]),
            "teacher_accuracy": tf.metrics.accuracy(labels, tf.argmax(teacher_logits, axis=-1)),
        })


def input_fn(n, seed):
    rng = np.random.RandomState(seed)
    x = rng.normal(size=(n, 5)).astype(np.float32)
    y = np.argmax(x[:, :3] + 0.5 * x[:, 2:], axis=1)
    return tf.data.Dataset.from_tensor_slices((x, y)).batch(16)


def main():
    estimator = tf.estimator.Estimator(
        distillation_model_fn, params={"temperature": 3.0, "hard": 0.3, "lr": 0.05})
    estimator.train(lambda: input_fn(480, 0))
    results = estimator.evaluate(lambda: input_fn(96, 1))
    print({name: round(float(value), 4) for name, value in sorted(results.items())})


if __name__ == "__main__":
    main()
