"""What a function would read later than the call did, or what can't be told, stays a call."""
import numpy as np
import tf1_semantics

numpy_input_fn = tf1_semantics.numpy_input_fn
counter = np.zeros(4)


def rebound_later(estimator, x, y):
    y = y.astype(np.int32)
    train = tf1_semantics.numpy_input_fn({'x': x}, y, num_epochs=None, shuffle=False)
    x = x[:10]
    estimator.train(train, steps=len(x))


def changed_in_place(estimator, x):
    predict = tf1_semantics.numpy_input_fn({'x': x[:3]}, shuffle=False)
    x += 1
    return estimator.predict(predict)


def in_a_loop(estimator, parts):
    for part in parts:
        fold = tf1_semantics.numpy_input_fn({'x': part}, shuffle=False)
        print(list(estimator.predict(fold)))


def labels_may_be_none(estimator, x, y=None):
    fn = tf1_semantics.numpy_input_fn({'x': x}, y, num_epochs=1, shuffle=False)
    return estimator.evaluate(fn)


def shuffle_is_not_written_out(estimator, x, shuffle):
    fn = tf1_semantics.numpy_input_fn({'x': x}, shuffle=shuffle)
    return estimator.evaluate(fn)


def drawn_once(estimator):
    noise = tf1_semantics.numpy_input_fn({'x': np.random.rand(4)}, shuffle=False)
    return estimator.evaluate(noise)


def through_a_global(estimator):
    global counter
    counter = counter + 1


count = tf1_semantics.numpy_input_fn({'x': counter}, shuffle=False)
