"""Reading Keras code: which shape a short program prints."""

from __future__ import annotations

import math

from dlteach.drill import computed
from dlteach.quizzes.reading import reading


@computed("keras/stack-shape")
def stack_shape(rng):
    """Ask for the output shape of convolution, pooling and convolution."""
    size, first, second = rng.randint(20, 40), rng.choice([6, 8]), rng.choice([16, 32])
    window = rng.choice([3, 5])
    # n − k + 1, then ⌊n / 2⌋, then n − k + 1 again
    side = (size - window + 1) // 2 - window + 1
    same = (size // 2, size // 2, second)
    rounded_up = math.ceil((size - window + 1) / 2) - window + 1
    mistakes = {
        (None, *same): "The default is valid padding: each convolution loses the window's size minus one.",
        (None, rounded_up, rounded_up, second): "Only whole tiles count; what is left over at the edge is dropped.",
        (None, side, side, first): "The last layer's filters count.",
        (None, side, side, first * second): "Each filter reads all maps and makes one of them.",
        (None, size - 2 * window + 2, size - 2 * window + 2, second): "Pooling in between halves the maps.",
    }
    return reading(
        "Which output shape does this stack print?",
        f"""model = keras.Sequential([
    keras.Input(({size}, {size}, 1)),
    layers.Conv2D({first}, {window}, activation="relu"),
    layers.MaxPooling2D(2),
    layers.Conv2D({second}, {window}, activation="relu"),
])
print(model.output_shape)""",
        (None, side, side, second),
        mistakes,
        f"{size} − {window} + 1 = {size - window + 1}; pooling makes {(size - window + 1) // 2} of it; "
        f"{(size - window + 1) // 2} − {window} + 1 = {side}. None stands for the batch.",
        "cnn-padding-stride",
    )


@computed("keras/padding-and-overlapping-pools")
def padding_and_overlapping_pools(rng):
    """Ask for the shape behind same padding with a stride and pooling windows that overlap."""
    size, filters = rng.randint(20, 64), rng.choice([8, 12, 16])
    window, stride = rng.choice([3, 5, 7]), rng.choice([1, 2, 3])
    # ⌈n / s⌉, then ⌊(n − 3) / 2⌋ + 1
    maps = math.ceil(size / stride)
    side = (maps - 3) // 2 + 1
    valid = ((size - window) // stride + 1 - 3) // 2 + 1
    mistakes = {
        (None, maps // 3, maps // 3, filters): "The pooling moves by 2, not by the size of its window.",
        (None, maps // 2, maps // 2, filters): "A window of 3 has to fit: (n − 3) / 2 + 1, rounded down.",
        (None, valid, valid, filters): "The convolution's padding is same, so its window takes nothing away.",
        (None, maps, maps, filters): "That is before the pooling.",
        (None, side, side, 3): "There is one map for each filter.",
    }
    return reading(
        "Which shape does this print?",
        f"""image = keras.Input(({size}, {size}, 3))
maps = layers.Conv2D({filters}, {window}, strides={stride}, padding="same")(image)
maps = layers.MaxPooling2D(3, strides=2)(maps)
print(maps.shape)""",
        (None, side, side, filters),
        mistakes,
        f"Same padding: {size} / {stride}, rounded up, is {maps}. Pooling: ({maps} − 3) / 2 + 1, rounded down, is {side}.",
        "cnn-padding-stride",
    )


@computed("keras/recurrent-stack-shape")
def recurrent_stack_shape(rng):
    """Ask for the output shape of two recurrent layers."""
    steps, features = rng.randint(5, 60), rng.randint(2, 12)
    first, second = rng.sample([8, 16, 24, 32, 48, 64], 2)
    every = rng.choice([True, False])
    answer = (None, steps, second) if every else (None, second)
    mistakes = {
        (None, second) if every else (None, steps, second): "Look at return_sequences of the last layer.",
        (None, steps, first) if every else (None, first): "The units of the last layer count.",
        (None, steps, features): "A layer puts out as many numbers a step as it has units.",
        (None, first, second): "The units of the first layer are numbers of one step, not steps.",
    }
    return reading(
        "Which output shape does this print?",
        f"""model = keras.Sequential([
    keras.Input(({steps}, {features})),
    layers.LSTM({first}, return_sequences=True),
    layers.GRU({second}, return_sequences={every}),
])
print(model.output_shape)""",
        answer,
        mistakes,
        "The upper layer returns its hidden state at every step: steps × units."
        if every
        else "The upper layer returns only its last hidden state: one number a unit.",
    )


@computed("keras/repeat-vector-shape")
def repeat_vector_shape(rng):
    """Ask for the output shape of a small encoder and decoder."""
    source, target = rng.sample(range(4, 30), 2)
    units, symbols = rng.choice([8, 16, 32]), rng.choice([10, 13, 20, 27])
    mistakes = {
        (None, source, symbols): "The decoder makes as many steps as RepeatVector says, however long the source was.",
        (None, symbols): "The decoder returns all its steps, and the dense layer works on each of them.",
        (None, target, units): "The dense layer comes last: it makes one score a symbol of each hidden state.",
        (None, target, 2 * units): "Two directions double the encoder's output, but the decoder has its own units.",
    }
    return reading(
        "Which output shape does this encoder and decoder print?",
        f"""model = keras.Sequential([
    keras.Input(({source}, 5)),
    layers.Bidirectional(layers.GRU({units})),
    layers.RepeatVector({target}),
    layers.GRU({units}, return_sequences=True),
    layers.Dense({symbols}, activation="softmax"),
])
print(model.output_shape)""",
        (None, target, symbols),
        mistakes,
        f"The encoder leaves one list of 2 · {units} numbers. It is repeated {target} times; of each step the dense layer "
        f"makes {symbols} probabilities.",
    )


@computed("keras/attention-scores-shape")
def attention_scores_shape(rng):
    """Ask for the shape of attention scores."""
    heads, (targets, sources) = rng.choice([2, 4, 8]), rng.sample(range(3, 40), 2)
    size = rng.choice([16, 32, 64])
    mistakes = {
        (None, heads, sources, targets): "Queries come first, keys last: each row holds one query's scores.",
        (None, heads, targets, size): "The last axes are multiplied with each other, so their size is gone.",
        (None, targets, sources): "Every head has scores of its own.",
        (None, targets, sources, heads): "The heads stand before the two lengths.",
        (None, heads, targets, targets): "This is no self-attention: there are as many keys as the source is long.",
    }
    return reading(
        "Which shape of attention scores does this print?",
        f"""queries = keras.Input(({heads}, {targets}, {size}))
keys = keras.Input(({heads}, {sources}, {size}))
scores = ops.matmul(queries, ops.transpose(keys, (0, 1, 3, 2)))
print(scores.shape)""",
        (None, heads, targets, sources),
        mistakes,
        f"For each of {heads} heads: {targets} queries, each with a score for every one of {sources} keys.",
    )


@computed("keras/broadcast-shape")
def broadcast_shape(rng):
    """Ask for the shape of a difference between tensors of different shapes."""
    first, second, size = rng.sample(range(2, 12), 3)
    mistakes = {
        (first, 1, size): "The 1 stretches to the size of the other tensor.",
        (second, size): "Nothing is summed up: the missing axis is put in front.",
        (second, first, size): "Shapes are aligned at their ends; a missing axis is added in front.",
        (first, second, 1): "The last sizes are equal, so they stay.",
        (first * second, size): "Axes stay apart.",
    }
    return reading(
        "Which shape does this print?",
        f"""a = ops.ones(({first}, 1, {size}))
b = ops.ones(({second}, {size}))
print(ops.shape(a - b))""",
        (first, second, size),
        mistakes,
        f"Aligned at their ends, ({first}, 1, {size}) meets (1, {second}, {size}); each 1 stretches to the other's size.",
    )
