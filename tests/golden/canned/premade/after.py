import keras
import numpy as np
import tensorflow as tf
import iris_data

from tf1_semantics import DNNClassifier, ModelDir, as_dataset, predict_examples

def main(argv):
    (train_x, train_y), (test_x, test_y) = iris_data.load_data()

    # Feature columns describe how to use the input.
    my_feature_columns = []
    for key in train_x.keys():
        my_feature_columns.append(tf.feature_column.numeric_column(key=key))

    # Build 2 hidden layer DNN with 10, 10 units respectively.
    keras.utils.set_random_seed(3)
    classifier = DNNClassifier(
        feature_columns=my_feature_columns,
        # Two hidden layers of 10 nodes each.
        hidden_units=[10, 10],
        # The model must choose between 3 classes.
        n_classes=3,
        optimizer=keras.optimizers.Adam(0.01, beta_2=np.float32(0.999), epsilon=1e-8))
    classifier.steps_per_execution = 20
    checkpoints = ModelDir('/tmp/x')

    # Train the Model.
    classifier.fit(as_dataset(iris_data.train_input_fn(train_x, train_y, 100)).take(1000),
                   callbacks=[checkpoints], verbose=0)

    # Evaluate the model.
    eval_result = classifier.evaluate(as_dataset(iris_data.eval_input_fn(test_x, test_y, 100)),
                                      callbacks=[checkpoints], return_dict=True, verbose=0)
    eval_result['global_step'] = int(classifier.optimizer.iterations)

    print('\nTest set accuracy: {accuracy:0.3f}\n'.format(**eval_result))
    predictions = predict_examples(
        classifier, as_dataset(iris_data.eval_input_fn(predict_x, None, 100)),
        model_dir=checkpoints)
    for pred_dict, expec in zip(predictions, expected):
        class_id = pred_dict['class_ids'][0]
        probability = pred_dict['probabilities'][class_id]
