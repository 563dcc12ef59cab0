import numpy as np
import tensorflow as tf

from tf1_semantics import numpy_input_fn

data = np.arange(12.0).reshape(6, 2)


# All of them, over and over.
def train_input_fn():
    dataset = tf.data.Dataset.from_tensor_slices(({'x': data}, data[:, 0]))
    return dataset.repeat().shuffle(50).batch(4)


def test_input_fn():  # once
    dataset = tf.data.Dataset.from_tensor_slices({'x': data})
    return dataset.batch(128)


print(len(data))


def evaluate(estimator, test, labels, epochs=2):
    labels = labels.astype(np.int32)
    dataset = {'x': np.asarray(test), 'y': test.T}
    input_fn = numpy_input_fn(dataset, labels, num_epochs=epochs, shuffle=False)
    return estimator.evaluate(input_fn)


if __name__ == '__main__':
    from models import estimator

    def once():
        dataset = tf.data.Dataset.from_tensor_slices(data)
        return dataset.batch(128)

    print(list(estimator.predict(once)))
