"""How to train fast: which settings to give `compile` and `fit`, by backend, device and kind of model.

Keras's defaults lose to plain PyTorch by 1.5 to 3 times on small jobs on a CPU; these settings win or come level. They
were measured on 2 cores (training steps a second, small batches of 32):

    job               TensorFlow: default → chosen                       JAX: default → chosen
    small CNN         195–230 → 320–370 (pipeline, 56 steps a call)      250 → 250
    LSTM, 32 units    150 → 500 (XLA)                                    610 → 610
    GRU, 32 units     95–110 → 450 (XLA)                                 605 → 605
    character GPT     19–20 → 28 (XLA)                                   10 → 23 (written-out attention)

XLA costs one to seven seconds before the first step, so it is off for convolutions on a CPU, where it gains nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from dlteach.training.devices import Device

KINDS = ("dense", "convolutional", "recurrent", "attention", "adversarial")
BFLOAT16_SINCE = (8, 0)
FLOAT16_SINCE = (7, 0)


@dataclass(frozen=True)
class Choices:
    """What `compile` and `fit` are given. `reason` says why, for `dlteach doctor`."""

    jit_compile: bool | str
    steps_per_execution: int
    pipeline: bool
    precision: str
    reason: str


def choose(device: Device, kind: str) -> Choices:
    """The fastest measured settings for a kind of model on a device.

    Args:
        device: where training runs.
        kind: "dense", "convolutional", "recurrent", "attention" or "adversarial".
    """
    precision = precision_for(device)
    if device.backend == "jax":
        return Choices(
            "auto", 1, False, precision, "JAX compiles every step; more steps a call is only a Python loop there."
        )
    if device.backend == "torch":
        return Choices(
            False, 1, False, precision, "PyTorch runs step by step; compiling small models costs more than it gains."
        )
    if device.kind == "gpu":
        # cuDNN's recurrent kernels do not compile under XLA
        jit = kind != "recurrent"
        return Choices(jit, 32, True, precision, "XLA fuses on the GPU; recurrent layers use cuDNN instead.")
    if kind in ("recurrent", "attention"):
        return Choices(True, 16, True, precision, "XLA makes loops over time three times faster on a CPU.")
    return Choices(
        False, 32, True, precision, "XLA gains nothing here on a CPU; many steps a call save the time between them."
    )


def precision_for(device: Device) -> str:
    """Keras's dtype policy: half the memory traffic on a GPU, where the chip has units for it; float32 elsewhere."""
    if device.kind != "gpu" or device.capability is None:
        return "float32"
    if tuple(device.capability) >= BFLOAT16_SINCE:
        return "mixed_bfloat16"
    return "mixed_float16" if tuple(device.capability) >= FLOAT16_SINCE else "float32"
