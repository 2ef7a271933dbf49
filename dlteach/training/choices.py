"""How to train fast: which settings to give `compile` and `fit`, by backend, device and kind of model.

Keras's defaults lose to plain PyTorch by 1.5 to 3 times on small jobs on a CPU; these settings win or come level where it
is possible. Training steps a second on 2 cores, in batches of 32, of the GPT 12 (`python -m benchmarks`; all of them and what
they were measured beside stand in docs/speed.md):

    job               TensorFlow   JAX     PyTorch
    LeNet-5           485          516     688
    LSTM, 32 units    1,083        1,189   935
    GRU, 32 units     629          1,117   252
    character GPT     36           49      30

Many steps run in one compiled call (`compiled_loop`). XLA makes recurrent and attention models faster, by more than twice
on TensorFlow; it costs one to seven seconds before the first step, so it is off for convolutions on a CPU, where it gains
nothing: 632 steps a second of LeNet-5 with it, 731 without. Style-based GANs are the exception: the lesson's StyleGAN makes
19 steps a second with it, 5 without, and pays some twenty seconds for that before the first.
"""

from __future__ import annotations

from dataclasses import dataclass

from dlteach.language import _
from dlteach.training.devices import Device

KINDS = ("dense", "convolutional", "recurrent", "attention", "adversarial", "style_based")
BFLOAT16_SINCE = (8, 0)
FLOAT16_SINCE = (7, 0)


@dataclass(frozen=True)
class Choices:
    """What `compile` and `fit` are given.

    Attributes:
        jit_compile: for `compile`.
        steps_per_call: training steps between two looks at the clock, at most; see `compiled_loop`.
        compiled_loop: whether the loop around the steps is compiled as well.
        precision: Keras's dtype policy.
        reason: why, for `dlteach doctor`.
    """

    jit_compile: bool | str
    steps_per_call: int
    compiled_loop: bool
    precision: str
    reason: str


def choose(device: Device, kind: str) -> Choices:
    """The fastest measured settings for a kind of model on a device.

    Args:
        device: where training runs.
        kind: "dense", "convolutional", "recurrent", "attention", "adversarial" or "style_based".
    """
    precision = precision_for(device)
    recurrent = kind in ("recurrent", "attention")
    if device.backend == "torch":
        return Choices(
            False, 1, False, precision, _("PyTorch runs step by step; compiling small models costs more than it gains.")
        )
    if device.backend == "jax":
        if device.kind == "cpu" and kind in ("convolutional", "adversarial", "style_based"):
            reason = _("JAX compiles every step; XLA runs convolutions slowly inside a loop on a CPU.")
            return Choices("auto", 64, False, precision, reason)
        return Choices("auto", 256, True, precision, _("JAX compiles every step and the loop around them."))
    if device.kind == "gpu":
        # cuDNN's recurrent kernels do not compile under XLA
        jit = kind != "recurrent"
        return Choices(jit, 256, True, precision, _("XLA fuses on the GPU; recurrent layers use cuDNN instead."))
    if recurrent:
        return Choices(True, 256, True, precision, _("XLA makes loops over time three times faster on a CPU."))
    if kind == "style_based":
        reason = _(
            "XLA joins the many small steps between modulated convolutions: more than three times faster on a CPU."
        )
        return Choices(True, 256, True, precision, reason)
    return Choices(
        False, 256, True, precision, _("XLA gains nothing here on a CPU; many steps a call save the time between them.")
    )


def precision_for(device: Device) -> str:
    """Keras's dtype policy: half the memory traffic on a GPU, where the chip has units for it; float32 elsewhere."""
    if device.kind != "gpu" or device.capability is None:
        return "float32"
    if tuple(device.capability) >= BFLOAT16_SINCE:
        return "mixed_bfloat16"
    return "mixed_float16" if tuple(device.capability) >= FLOAT16_SINCE else "float32"
