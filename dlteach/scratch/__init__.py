"""The mathematics of each layer in a few lines of keras.ops, held equal to Keras's own layers."""

from .convolution import conv2d, max_pool2d
from .gradients import clip_by_global_norm
from .loss import softmax_cross_entropy
from .minibatch import minibatch_discrimination
from .normalization import batch_norm, layer_norm
from .recurrent import gru_step, lstm_step, rnn_step
from .weight_norm import weight_norm

__all__ = [
    "batch_norm",
    "clip_by_global_norm",
    "conv2d",
    "gru_step",
    "layer_norm",
    "lstm_step",
    "max_pool2d",
    "minibatch_discrimination",
    "rnn_step",
    "softmax_cross_entropy",
    "weight_norm",
]
