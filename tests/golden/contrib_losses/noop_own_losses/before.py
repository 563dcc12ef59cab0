import tensorflow as tf
from losses import mean_squared_error

loss = mean_squared_error(outputs, targets)
