"""Questions on autoencoders with fresh numbers."""

import random

from dlteach.drill.computed import computed
from dlteach.drill.question import Question


@computed("autoencoder/parameters")
def parameters(rng: random.Random) -> Question:
    """Parameters of one dense layer in and one out."""
    pixels, code = rng.randint(4, 12) ** 2, rng.randint(2, 16)
    return Question(
        f"An autoencoder has one dense layer from {pixels} pixels to {code} numbers and one back, with biases. "
        "How many parameters does it have?",
        answer=2 * pixels * code + code + pixels,
        mistakes={
            2 * pixels * code: "The biases are missing: one for each output of each layer.",
            pixels * code + code: "That is the way in alone.",
        },
        explanation=f"{pixels} · {code} + {code} in, {code} · {pixels} + {pixels} out.",
    )
