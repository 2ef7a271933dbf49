"""Questions on autoencoders with fresh numbers."""

import random

from dlteach.drill.computed import computed
from dlteach.drill.question import Question
from dlteach.language import choose


@computed("autoencoder/parameters")
def parameters(rng: random.Random) -> Question:
    """Parameters of one dense layer in and one out."""
    pixels, code = rng.randint(4, 12) ** 2, rng.randint(2, 16)
    return Question(
        choose(
            en=f"An autoencoder has one dense layer from {pixels} pixels to {code} numbers and one back, with biases. "
            "How many parameters does it have?",
            de=f"Ein Autoencoder hat eine Dense-Schicht von {pixels} Pixeln zu {code} Zahlen und eine zurück, mit Bias. "
            "Wie viele Parameter hat er?",
        ),
        answer=2 * pixels * code + code + pixels,
        mistakes={
            2 * pixels * code: choose(
                en="The biases are missing: one for each output of each layer.",
                de="Es fehlen die Bias-Werte: einer für jede Ausgabe jeder Schicht.",
            ),
            pixels * code + code: choose(en="That is the way in alone.", de="Das ist der Hinweg allein."),
        },
        explanation=choose(
            en=f"{pixels} · {code} + {code} in, {code} · {pixels} + {pixels} out.",
            de=f"{pixels} · {code} + {code} hin, {code} · {pixels} + {pixels} zurück.",
        ),
    )
