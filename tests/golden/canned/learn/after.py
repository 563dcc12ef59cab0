import numpy as np
import tensorflow as tf

from tf1_semantics import (
    Ftrl,
    LearnEstimator,
    infer_real_valued_columns,
    learn_dnn_classifier,
    learn_linear_regressor,
)

x = np.linspace(-1, 1, 40).reshape(10, 4).astype(np.float32)
y = (x.sum(1) > 0).astype(np.int64)


def input_fn():
    return tf.constant(x), tf.constant(y)


# Specify that all features have real-value data
feature_columns = [tf.feature_column.numeric_column("", shape=4)]

# Build 3 layer DNN with 10, 20, 10 units respectively.
classifier = LearnEstimator(learn_dnn_classifier(feature_columns=feature_columns,
                                                 hidden_units=[10, 20, 10],
                                                 n_classes=3), model_dir="/tmp/iris_model")
classifier.fit(input_fn=input_fn, steps=20)
accuracy_score = classifier.evaluate(input_fn=input_fn, steps=1)["accuracy"]
print("\nTest Accuracy: {0:f}\n".format(accuracy_score))
predictions = list(classifier.predict(input_fn=input_fn))

columns = infer_real_valued_columns(x)
regressor = LearnEstimator(learn_linear_regressor(columns, optimizer=Ftrl(0.1)))
regressor.fit(x, y, steps=5, batch_size=4)
for score in regressor.predict(x, as_iterable=True):
    print(score)
