import keras
import tensorflow as tf

from tf1_semantics import (
                     Estimator,
                     EvalSpec,
                     Ftrl,
                     LinearRegressor,
                     MeanAbsoluteError,
                     TrainSpec,
                     add_metrics,
                     clip_gradients_by_norm,
                     forward_features,
                     named_optimizer,
)

SCALE = 100

def linear_regressor(featcols, output_dir, myopt):
  myopt = Ftrl(learning_rate=0.02)
  myopt = clip_gradients_by_norm(myopt, 5.0)
  estimator = Estimator(
                       LinearRegressor(feature_columns = featcols.values(),
                                       optimizer = named_optimizer(myopt, 0.2)), model_dir=output_dir)

  #Add rmse evaluation metric
  def rmse(labels, predictions):
    pred_values = tf.cast(predictions['predictions'],tf.float64)
    return {'rmse': (keras.metrics.RootMeanSquaredError, labels*SCALE, pred_values*SCALE),
            'mae': (MeanAbsoluteError, labels, pred_values, 2.0)}
  estimator = add_metrics(estimator,rmse)
  estimator = forward_features(estimator, 'key')

  train_spec=TrainSpec(input_fn = train_input_fn, max_steps = num_train_steps)
  eval_spec=EvalSpec(
                       input_fn = eval_input_fn,
                       steps = None,
                       start_delay_secs = 1, # start evaluating after N seconds
                       throttle_secs = 10,  # evaluate every N seconds
                       )
  estimator.train_and_evaluate(train_spec, eval_spec)
