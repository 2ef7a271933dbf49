"""Reading Keras code: how many parameters a short program counts."""

from __future__ import annotations

from dlteach.drill import computed
from dlteach.quizzes.reading import reading


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
