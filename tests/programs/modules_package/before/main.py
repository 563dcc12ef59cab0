import numpy as np
import tensorflow as tf

import trainer.model as model_lib
from trainer import hparams as hparams_lib


def make_input_fn(training, batch_size=8):
    rng = np.random.RandomState(5)
    x = rng.uniform(-1, 1, size=(40, 4)).astype(np.float32)
    y = (x[:, 0] * 2 - x[:, 3] + 0.5 * x[:, 1] ** 2).astype(np.float32)

    def input_fn():
        dataset = tf.data.Dataset.from_tensor_slices(({'x': x}, y))
        if training:
            dataset = dataset.repeat()
        return dataset.batch(batch_size)

    return input_fn


def main():
    tf.logging.set_verbosity(tf.logging.ERROR)
    estimator = model_lib.build_estimator(hparams_lib.default())
    estimator.train(make_input_fn(True), max_steps=30)
    metrics = estimator.evaluate(make_input_fn(False))
    for key in sorted(metrics):
        print(key, '%.5f' % metrics[key])
    values = [p['value'] for p in estimator.predict(make_input_fn(False))]
    print(len(values), np.round(values[:4], 4))


if __name__ == '__main__':
    main()
