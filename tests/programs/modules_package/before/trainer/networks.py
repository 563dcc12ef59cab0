from __future__ import absolute_import

from . import layers


def tower(features, params):
    """The network up to the last hidden layer."""
    net = features
    for i in range(params.depth):
        # Each block normalizes first.
        net = layers.residual(layers.layer_norm(net, 'norm_%d' % i), params.width)
    return layers.layer_norm(net)
