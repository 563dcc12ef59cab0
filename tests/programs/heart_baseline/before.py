"""Baselines and label vocabularies: what a model has to beat."""
from __future__ import print_function
import numpy as np
import tensorflow as tf

rng = np.random.RandomState(11)
X = {"age": rng.uniform(20, 80, size=100), "thal": rng.choice(["fixed", "normal", "reversible"], size=100),
     "w": rng.randint(1, 4, size=100).astype(np.float32)}
Y = np.array(["sick" if v > 55 else "well" for v in X["age"] + rng.normal(scale=10, size=100)])


def inputs(epochs, with_labels=True):
    return tf.estimator.inputs.numpy_input_fn(x=X, y=Y if with_labels else None, batch_size=25, num_epochs=epochs, shuffle=False)


thal = tf.feature_column.categorical_column_with_vocabulary_list("thal", ["fixed", "normal", "reversible"])
columns = [tf.feature_column.bucketized_column(tf.feature_column.numeric_column("age"), [40., 50., 60.]), thal]
models = {
    "baseline": tf.estimator.BaselineClassifier(label_vocabulary=["well", "sick"], weight_column="w"),
    "linear": tf.estimator.LinearClassifier(columns, label_vocabulary=["well", "sick"], weight_column="w"),
    "wide only": tf.estimator.DNNLinearCombinedClassifier(
        linear_feature_columns=columns, label_vocabulary=["well", "sick"], linear_optimizer="Adagrad"),
}

for name in sorted(models):
    model = models[name]
    model.train(inputs(None), steps=30)
    scores = model.evaluate(inputs(1), steps=4, name="all")
    print(name, " ".join("%s=%.5f" % (key, scores[key]) for key in sorted(scores)))
    first = next(model.predict(inputs(1, with_labels=False)))
    print("  ", first["classes"][0], first["all_classes"], "%.4f" % first["probabilities"][1])
