"""The mathematics of each layer in a few lines of keras.ops, held equal to Keras's own layers."""

from .adversarial import adversarial_losses, gradient_penalty, wasserstein_losses
from .attention import multi_head_attention, positional_encoding, scaled_dot_product_attention
from .convolution import conv2d, max_pool2d
from .gradients import clip_by_global_norm
from .gram import gram_matrix
from .likeness import psnr, ssim
from .loss import softmax_cross_entropy
from .minibatch import minibatch_discrimination
from .normalization import batch_norm, layer_norm
from .pixel_shuffle import pixel_shuffle
from .recurrent import gru_step, lstm_step, rnn_step
from .residual import residual_block
from .spectrogram import spectrogram
from .weight_norm import weight_norm

__all__ = [
    "adversarial_losses",
    "batch_norm",
    "clip_by_global_norm",
    "conv2d",
    "gradient_penalty",
    "gram_matrix",
    "gru_step",
    "layer_norm",
    "lstm_step",
    "max_pool2d",
    "minibatch_discrimination",
    "multi_head_attention",
    "pixel_shuffle",
    "positional_encoding",
    "psnr",
    "residual_block",
    "rnn_step",
    "scaled_dot_product_attention",
    "softmax_cross_entropy",
    "spectrogram",
    "ssim",
    "wasserstein_losses",
    "weight_norm",
]
