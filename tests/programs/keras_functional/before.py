"""A functional model with two inputs, trained and evaluated as an Estimator."""
import numpy as np
import tensorflow as tf
from tensorflow import keras

tf.logging.set_verbosity(tf.logging.ERROR)


def build():
    age = keras.layers.Input(shape=(1,), name='age')
    scores = keras.layers.Input(shape=(3,), name='scores')
    net = keras.layers.concatenate([age, scores])
    net = keras.layers.Dense(4, activation='tanh', kernel_initializer='ones',
                             kernel_regularizer=keras.regularizers.l2(0.01))(net)
    net = keras.layers.Dropout(0.0)(net)
    price = keras.layers.Dense(1, kernel_initializer='zeros', name='price')(net)
    model = keras.models.Model(inputs=[age, scores], outputs=price)
    model.compile(optimizer=keras.optimizers.SGD(0.05), loss='mse', metrics=['mae', 'mse'])
    return model


def input_fn(repeat=None):
    rng = np.random.RandomState(0)
    features = {'age': rng.rand(50, 1).astype(np.float32), 'scores': rng.rand(50, 3).astype(np.float32)}
    price = features['scores'].sum(axis=1, keepdims=True) * 2
    dataset = tf.data.Dataset.from_tensor_slices((features, price))
    return dataset.repeat(repeat).batch(16)


def main():
    run_config = tf.estimator.RunConfig(save_checkpoints_steps=10)
    estimator = keras.estimator.model_to_estimator(build(), config=run_config)
    train_spec = tf.estimator.TrainSpec(input_fn=input_fn, max_steps=30)
    eval_spec = tf.estimator.EvalSpec(input_fn=lambda: input_fn(1), throttle_secs=0)
    metrics, _ = tf.estimator.train_and_evaluate(estimator, train_spec, eval_spec)
    for key in sorted(metrics):
        print(key, '%.5f' % metrics[key])
    first = next(iter(estimator.predict(lambda: input_fn(1))))
    print(sorted(first), '%.4f' % first['price'][0])


main()
