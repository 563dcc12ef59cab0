import tensorflow as tf
from tensorflow import losses
from tensorflow.losses import mean_squared_error as mse, huber_loss


def compute(one_hot, logits):
    return losses.absolute_difference(one_hot, logits), mse(one_hot, logits), huber_loss(one_hot, logits)
