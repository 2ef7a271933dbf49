"""Reading Keras code: how many steps a training takes."""

from __future__ import annotations

import math

from dlteach.drill import computed
from dlteach.quizzes import proofs_keras as proofs
from dlteach.quizzes.reading import reading


@computed("keras/steps-of-training")
def steps_of_training(rng):
    """Ask how many steps a training takes."""
    # few and small, for the proof really trains
    examples, batch, epochs = rng.choice([90, 110, 130]), rng.choice([16, 32]), rng.choice([2, 3])
    # the last fifth is held back; the last batch of an epoch may be smaller
    kept = examples * 8 // 10
    count = math.ceil(kept / batch) * epochs
    mistakes = {
        math.ceil(examples / batch) * epochs: "The fifth that is held back for validation takes no steps of training.",
        kept // batch * epochs: "The last, smaller batch of an epoch is a step as well.",
        math.ceil(kept / batch): "That is one epoch.",
        math.ceil(kept * epochs / batch): "Each epoch begins a batch of its own: round up before you multiply.",
        kept * epochs: "One step takes a whole batch.",
    }
    return reading(
        "`model` is compiled and has not been trained yet. How many steps does this print?",
        f"""x, y = np.zeros(({examples}, 4)), np.zeros(({examples}, 1))
model.fit(x, y, batch_size={batch}, epochs={epochs},
          validation_split=0.2, verbose=0)
print(int(model.optimizer.iterations))""",
        count,
        mistakes,
        f"{kept} examples are trained on: {kept} / {batch}, rounded up, is {math.ceil(kept / batch)} steps an epoch, "
        f"times {epochs}.",
        proof=proofs.printed_after_training,
    )
