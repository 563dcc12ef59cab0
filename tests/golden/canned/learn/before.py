import numpy as np
import tensorflow as tf
from tensorflow.contrib import learn

x = np.linspace(-1, 1, 40).reshape(10, 4).astype(np.float32)
y = (x.sum(1) > 0).astype(np.int64)


def input_fn():
    return tf.constant(x), tf.constant(y)


# Specify that all features have real-value data
feature_columns = [tf.contrib.layers.real_valued_column("", dimension=4)]

# Build 3 layer DNN with 10, 20, 10 units respectively.
classifier = tf.contrib.learn.DNNClassifier(feature_columns=feature_columns,
                                            hidden_units=[10, 20, 10],
                                            n_classes=3,
                                            model_dir="/tmp/iris_model")
classifier.fit(input_fn=input_fn, steps=20)
accuracy_score = classifier.evaluate(input_fn=input_fn, steps=1)["accuracy"]
print("\nTest Accuracy: {0:f}\n".format(accuracy_score))
predictions = list(classifier.predict(input_fn=input_fn))

columns = learn.infer_real_valued_columns_from_input(x)
regressor = learn.LinearRegressor(columns, optimizer=tf.train.FtrlOptimizer(0.1), _joint_weights=False)
regressor.fit(x, y, steps=5, batch_size=4)
for score in regressor.predict(x, as_iterable=True):
    print(score)
