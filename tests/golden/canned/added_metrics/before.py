import tensorflow as tf

SCALE = 100

def linear_regressor(featcols, output_dir, myopt):
  myopt = tf.train.FtrlOptimizer(learning_rate=0.02)
  myopt = tf.contrib.estimator.clip_gradients_by_norm(myopt, 5.0)
  estimator = tf.estimator.LinearRegressor(
                       model_dir = output_dir,
                       feature_columns = featcols.values(),
                       optimizer = myopt)

  #Add rmse evaluation metric
  def rmse(labels, predictions):
    pred_values = tf.cast(predictions['predictions'],tf.float64)
    return {'rmse': tf.metrics.root_mean_squared_error(labels*SCALE, pred_values*SCALE),
            'mae': tf.metrics.mean_absolute_error(labels=labels, predictions=pred_values, weights=2.0)}
  estimator = tf.contrib.estimator.add_metrics(estimator,rmse)
  estimator = tf.contrib.estimator.forward_features(estimator, 'key')

  train_spec=tf.estimator.TrainSpec(
                       input_fn = train_input_fn,
                       max_steps = num_train_steps)
  eval_spec=tf.estimator.EvalSpec(
                       input_fn = eval_input_fn,
                       steps = None,
                       start_delay_secs = 1, # start evaluating after N seconds
                       throttle_secs = 10,  # evaluate every N seconds
                       )
  tf.estimator.train_and_evaluate(estimator, train_spec, eval_spec)
