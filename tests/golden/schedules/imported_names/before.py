from tensorflow.train import exponential_decay, get_global_step

rate = exponential_decay(0.1, get_global_step(), 100, 0.9)
