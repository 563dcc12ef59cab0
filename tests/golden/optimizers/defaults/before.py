from tensorflow.compat.v1 import train

adam = train.AdamOptimizer()
adadelta = train.AdadeltaOptimizer()
adagrad = train.AdagradOptimizer(0.1)
sgd = train.GradientDescentOptimizer(0.1, use_locking=True)
plain = train.MomentumOptimizer(0.1, 0.9, use_nesterov=False)
