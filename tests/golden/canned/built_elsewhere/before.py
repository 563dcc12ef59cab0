from trainer import model
import tensorflow as tf

estimator = model.build_estimator(tf.estimator.RunConfig(model_dir='/tmp/model'))
tf.estimator.train_and_evaluate(
    estimator,
    tf.estimator.TrainSpec(model.read('train.csv'), max_steps=10),
    tf.estimator.EvalSpec(model.read('eval.csv'), steps=None))
