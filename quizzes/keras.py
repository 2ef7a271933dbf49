"""Reading Keras code: short programs with fresh numbers, and what they print. In them, `layers` and `ops` are Keras's."""

from __future__ import annotations

import math

from dlteach.drill import Question, computed
from dlteach.quizzes import proofs_keras as proofs
from dlteach.quizzes.mistakes import other_than


def reading(asked, code, answer, mistakes, explanation, lesson="", proof=proofs.printed):
    """Make a question about what a program prints; its proof runs this very program."""
    return Question(
        f"{asked}\n\n```python\n{code}\n```",
        answer=answer,
        mistakes=other_than(answer, mistakes),
        explanation=explanation,
        lesson=lesson,
    ).proved_by(lambda: proof(code))


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


@computed("keras/flatten-dense-parameters")
def flatten_dense_parameters(rng):
    """Ask how many parameters the dense layer behind convolution and flattening has."""
    size, filters, units = rng.randint(8, 28), rng.choice([4, 6, 8, 16]), rng.choice([10, 32, 64])
    window, padding = rng.choice([3, 5]), rng.choice(["same", "valid"])
    side = size if padding == "same" else size - window + 1
    other = size if padding == "valid" else size - window + 1
    # (h · w · c + 1) · units
    length = side * side * filters
    count = (length + 1) * units
    mistakes = {
        length * units: "Each unit has a bias, too.",
        (other * other * filters + 1) * units: f"Look at the padding: with {padding}, a side has {side} places.",
        (side * side + 1) * units: "All maps are flattened, not only one.",
        (filters + 1) * units: "That would be so with GlobalAveragePooling2D in place of Flatten.",
        filters * (window * window + 1): "That is the convolution layer.",
    }
    return reading(
        "How many parameters of the last layer does this print?",
        f"""model = keras.Sequential([
    keras.Input(({size}, {size}, 1)),
    layers.Conv2D({filters}, {window}, padding="{padding}"),
    layers.Flatten(),
    layers.Dense({units}),
])
print(model.layers[-1].count_params())""",
        count,
        mistakes,
        f"{side} · {side} · {filters} = {length:,} values: ({length:,} + 1) · {units} = {count:,}.",
        "cnn-classifier",
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


@computed("keras/embedding-parameters")
def embedding_parameters(rng):
    """Ask how many parameters a small text classifier has."""
    words, size, length = rng.choice([500, 1000, 2000, 5000]), rng.choice([8, 16, 32, 64]), rng.choice([20, 40, 80])
    # one list of numbers a word; then one weight a number and a bias
    count = words * size + size + 1
    mistakes = {
        length * size + size + 1: "There is a row for each word of the vocabulary, not for each place of the text.",
        words * size + length * size + 1: "The pooling averages over the places; the dense layer reads one list.",
        words * size + size: "The dense layer has a bias, too.",
        (words + 1) * size + size + 1: "An embedding has no bias.",
        words * size: "That is the embedding alone.",
    }
    return reading(
        "How many parameters does this print?",
        f"""model = keras.Sequential([
    keras.Input(({length},), dtype="int32"),
    layers.Embedding({words}, {size}),
    layers.GlobalAveragePooling1D(),
    layers.Dense(1, activation="sigmoid"),
])
print(model.count_params())""",
        count,
        mistakes,
        f"{words:,} · {size} in the embedding, {size} + 1 in the dense layer: {count:,}.",
    )


@computed("keras/count-params")
def count_params(rng):
    """Ask how many parameters a dense network has."""
    inputs, first, last = rng.randint(3, 30), rng.choice([16, 32, 64]), rng.choice([3, 5, 10])
    # (inputs + 1) · units, layer by layer
    count = (inputs + 1) * first + (first + 1) * last
    mistakes = {
        inputs * first + first * last: "Each unit has a bias, too.",
        count + first: "Dropout has nothing to learn.",
        (inputs + 1) * first + (first // 2 + 1) * last: "Dropout silences units in training; their weights stay.",
        (inputs + 1) * first: "That is the first layer alone.",
        (inputs + 1) * first + (inputs + 1) * last: "The last layer reads the layer below it, not the input.",
    }
    return reading(
        "How many parameters does this print?",
        f"""model = keras.Sequential([
    keras.Input(({inputs},)),
    layers.Dense({first}, activation="relu"),
    layers.Dropout(0.5),
    layers.Dense({last}),
])
print(model.count_params())""",
        count,
        mistakes,
        f"({inputs} + 1) · {first} + ({first} + 1) · {last} = {count:,}.",
    )


@computed("keras/frozen-parameters")
def frozen_parameters(rng):
    """Ask how many parameters are still trained when a layer is frozen."""
    inputs, units, classes = rng.randint(4, 30), rng.choice([8, 16, 32, 64]), rng.choice([2, 3, 5, 10])
    frozen, last = (inputs + 1) * units, (units + 1) * classes
    # of batch normalization's 4 numbers a unit, 2 are trained
    count = 2 * units + last
    mistakes = {
        4 * units + last: "The moving mean and variance are stored, but gradients never train them.",
        frozen + 2 * units + last: "The first layer is frozen: its weights are no longer trainable.",
        last: "Freezing one layer does not freeze those behind it: batch normalization still learns.",
        frozen: "Those are the frozen ones.",
        2 * units + units * classes: "The last layer has a bias for each class.",
    }
    return reading(
        "How many trainable parameters does this print?",
        f"""model = keras.Sequential([
    keras.Input(({inputs},)),
    layers.Dense({units}),
    layers.BatchNormalization(),
    layers.Dense({classes}),
])
model.layers[0].trainable = False
print(sum(math.prod(w.shape) for w in model.trainable_weights))""",
        count,
        mistakes,
        f"2 · {units} of batch normalization and ({units} + 1) · {classes} of the last layer: {count:,}.",
    )


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


@computed("keras/shared-layer-parameters")
def shared_layer_parameters(rng):
    """Ask how many parameters a model has that uses one layer twice."""
    inputs, units = rng.randint(4, 40), rng.choice([8, 16, 24, 32])
    # the layer counts once, though it is called twice; two lists of units are joined
    layer, end = (inputs + 1) * units, 2 * units + 1
    count = layer + end
    mistakes = {
        2 * layer + end: "The same layer is called twice: its weights are shared and count once.",
        layer + units + 1: "Joining the two lists doubles what the last layer reads.",
        inputs * units + 2 * units: "Each unit has a bias, too.",
        2 * layer + units + 1: "The layer's weights count once, and joining doubles the length.",
        layer: "The last layer counts as well.",
    }
    return reading(
        "How many parameters does this print?",
        f"""left, right = keras.Input(({inputs},)), keras.Input(({inputs},))
shared = layers.Dense({units}, activation="relu")
both = layers.Concatenate()([shared(left), shared(right)])
model = keras.Model([left, right], layers.Dense(1)(both))
print(model.count_params())""",
        count,
        mistakes,
        f"({inputs} + 1) · {units} once, and 2 · {units} + 1 behind the two joined lists: {count:,}.",
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
