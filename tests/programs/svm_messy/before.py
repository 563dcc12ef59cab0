# some experiments with an SVM-like loss
# TODO: clean up

import numpy  as np
import tensorflow  as  tf   # 1.12 on the cluster

from math import *


NUM_FEATURES=3  # a, b and their ratio
C = 0.5
lr = 0.05; n_steps = 45   # found by hand

# def old_model(features, labels, mode):
#     return tf.layers.dense(features, 1)

def Model(features,    # a dict
          labels,      # 0 / 1, [batch]
          mode,
          params = None   # not used (yet)
          ):
  # features come from the input_fn as they are
  features = dict(features)
  features["ratio"] = features["a"] / (1. + tf.abs(features["b"]))   # engineered
  X = tf.stack(
    [
      features["a"],   # first
      features["b"],
      # the engineered one:
      features["ratio"],
    ],
    1)

  # ----- linear scores
  W = tf.get_variable( "W", (NUM_FEATURES, 1), initializer = tf.constant_initializer( 0.1 ) )   # weights
  b = tf.get_variable( "b", (1,), initializer = tf.constant_initializer( 0.0 ) )
  score = tf.matmul( X, W ) + b ; pred = tf.cast( score > 0, tf.int64 )   # threshold at zero

  if mode != tf.estimator.ModeKeys.PREDICT:   # train or eval
    y = tf.reshape( labels, [ -1, 1 ] )
    # hinge + L2 (not on the bias)
    hinge = tf.losses.hinge_loss( y, score )   # labels 0/1 become -1/+1 inside
    loss = C * hinge + 0.01 * tf.nn.l2_loss( W )
    if mode == tf.estimator.ModeKeys.EVAL:
      return tf.estimator.EstimatorSpec( mode , loss = loss , eval_metric_ops = {
        "acc" : tf.metrics.accuracy( y , pred ) ,   # trailing comma, trailing comment
        'recall':tf.metrics.recall(y,pred),
        # "auc": tf.metrics.auc(y, tf.sigmoid(score)),
        } )
    else:   # training
      gs = tf.train.get_global_step( )
      rate = lr / tf.sqrt( 1. + tf.to_float( gs ) / 10. )   # decays like 1/sqrt(t)
      hook = tf.train.LoggingTensorHook( { "hinge" : hinge } , every_n_iter = 20 )
      op = tf.train.GradientDescentOptimizer( rate ).minimize( loss , global_step = gs )
      return tf.estimator.EstimatorSpec( mode , loss = loss , train_op = op , training_hooks = [ hook ] )
  return tf.estimator.EstimatorSpec( mode , predictions = { "class" : pred , "score" : score } )   # prediction
# end of Model


def Data(n, seed):
    rs = np.random.RandomState(seed)
    a, b = rs.uniform(-pi, pi, n), rs.uniform(-pi, pi, n)
    return {"a": a.astype("f"), "b": b.astype("f")}, (a > b / 2).astype("int64")

def Input(n, seed, batch_size = 15, forever = False):
    d = tf.data.Dataset.from_tensor_slices( Data(n, seed) )
    if forever: d = d.repeat( )
    return d.batch( batch_size ).make_one_shot_iterator( ).get_next( )


svm = tf.estimator.Estimator( Model )   # temp dir

""" train, then look at it """
svm.train( lambda: Input( 75, 0, forever = True ), steps = n_steps )
out = svm.evaluate( lambda: Input( 40, 1 ) )
print ("hinge SVM:", "acc=%.4f" % out[ "acc" ], "recall=%.4f" % out['recall'],  # and the loss
       "loss=%.5f" % out["loss"])
for i, p in zip( range( 5 ), svm.predict( lambda: Input( 40, 1 ) ) ) :
  print( i, p[ "class" ][ 0 ], "%.4f" % p[ "score" ][ 0 ] )   # class and score
