import numpy as np
import tensorflow as tf

from data import train_input_fn, eval_input_fn
from model import model_fn


def main(_):
    estimator = tf.estimator.Estimator(
        model_fn=model_fn,
        params={'hidden': [8, 4], 'dropout': 0.0, 'lr': 0.05})
    estimator.train(train_input_fn, steps=15)
    print(sorted(estimator.evaluate(eval_input_fn).items()))
    for p in estimator.predict(eval_input_fn):
        print('%.4f' % p['p'][0])
        break


if __name__ == '__main__':
    tf.app.run()
