"""Questions on the learner's own model: every answer is taken from the model itself."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial
from typing import Any

from dlteach.drill.cards import Card
from dlteach.drill.question import Answer, Question
from dlteach.errors import ModelError
from dlteach.language import _

TOPIC = "my-model"
Shape = tuple[int | None, ...]
# what of a layer's configuration decides its shape and count
TOLD = (
    "filters",
    "units",
    "kernel_size",
    "pool_size",
    "strides",
    "padding",
    "dilation_rate",
    "use_bias",
    "return_sequences",
)
WRONG_CHOICES = 3
# each layer left out is a model to be built
LONGEST_CHAIN = 30


def cards_of_model(model: Any) -> tuple[Card, ...]:
    """Cards on a Keras model: shapes, counts, the heaviest layer, and what becomes of it without a layer.

    Raises:
        ModelError: when it has no layer to ask about.
    """
    cards = [card for layer in model.layers for card in _layer_cards(layer)]
    weighted = [layer for layer in model.layers if layer.count_params()]
    if len({layer.count_params() for layer in weighted}) > 1:
        cards.append(_card("heaviest", "choice", partial(_heaviest, weighted)))
    if weighted:
        cards.append(_card("parameters", "number", partial(_total, model)))
    cards += _without_layers(model)
    if not cards:
        raise ModelError(
            _("The model '{model}' has no layers to ask about").format(model=model.name),
            _("Name a model built of Keras layers."),
        )
    return tuple(cards)


def _layer_cards(layer: Any) -> Iterator[Card]:
    given, gives = _shape(layer, "input"), _shape(layer, "output")
    if given is None or gives is None or type(layer).__name__ == "InputLayer":
        return
    if None not in (*given, *gives):
        yield _card(f"{layer.name}#shape", "shape", partial(_output_shape, layer, given, gives))
    if layer.count_params():
        yield _card(f"{layer.name}#parameters", "number", partial(_parameters, layer, given))


def _output_shape(layer: Any, given: Shape, gives: Shape, rng: random.Random) -> Question:
    return Question(
        _("Your layer “{name}”, {layer}, gets {given}. Which shape does it give?").format(
            name=layer.name, layer=_described(layer), given=given
        ),
        gives,
    )


def _parameters(layer: Any, given: Shape, rng: random.Random) -> Question:
    count = layer.count_params()
    biases = sum(_size(weight) for weight in layer.weights if len(weight.shape) == 1 and "bias" in weight.name)
    mistakes: dict[Answer, str] = {count - biases: _("The biases are missing.")} if 0 < biases < count else {}
    shapes = ", ".join(f"{weight.name} {tuple(weight.shape)}" for weight in layer.weights)
    return Question(
        _("Your layer “{name}”, {layer}, gets {given}. How many parameters has it?").format(
            name=layer.name, layer=_described(layer), given=given
        ),
        count,
        mistakes,
        kind="number",
        explanation=_("Its weights are: {shapes}.").format(shapes=shapes),
    )


def _heaviest(layers: list[Any], rng: random.Random) -> Question:
    ranked = sorted(layers, key=lambda layer: layer.count_params(), reverse=True)
    most = ranked[0].count_params()
    others = [layer for layer in ranked if layer.count_params() < most][:WRONG_CHOICES]
    return Question(
        _("Which layer of your model has the most parameters?"),
        ranked[0].name,
        {
            layer.name: _("It has {count:,}; {heaviest} has {most:,}.").format(
                count=layer.count_params(), heaviest=ranked[0].name, most=most
            )
            for layer in others
        },
        kind="choice",
    )


def _total(model: Any, rng: random.Random) -> Question:
    parts = " + ".join(f"{layer.count_params():,}" for layer in model.layers if layer.count_params())
    listed = "; ".join(f"{layer.name}: {_described(layer)}" for layer in model.layers if layer.count_params())
    given = _input_shape(model)
    asked = _("How many parameters has your model in all? Its layers with weights: {listed}.")
    if given:
        asked = _("How many parameters has your model in all? It gets {given}. Its layers with weights: {listed}.")
    return Question(
        asked.format(given=given, listed=listed),
        model.count_params(),
        kind="number",
        explanation=f"{parts} = {model.count_params():,}.",
    )


def _without_layers(model: Any) -> Iterator[Card]:
    """What taking a layer out of a chain of layers does to the number of parameters."""
    layers = [layer for layer in model.layers if type(layer).__name__ != "InputLayer"]
    given = _input_shape(model)
    # only where the layers, one after another, are the whole model
    if given is None or len(layers) > LONGEST_CHAIN:
        return
    before = _counts_without(None, layers, given)
    if before is None or sum(before.values()) != model.count_params():
        return
    for left_out in layers:
        after = _counts_without(left_out, layers, given)
        if after and sum(after.values()) != sum(before.values()):
            yield _card(f"{left_out.name}#removed", "number", partial(_removed, left_out, before, after))


def _removed(layer: Any, before: dict[str, int], after: dict[str, int], rng: random.Random) -> Question:
    had, has, own = sum(before.values()), sum(after.values()), before[layer.name]
    mistakes: dict[Answer, str] = {had: _("Then nothing would have changed, but it has.")}
    if has != had - own:
        why = _("What follows it gets another shape now, so its weights are others, too.")
        alone = _("The layer has no weights itself.")
        mistakes = {had - own: why if own else f"{alone} {why}"}
    parts = [
        _("{name} {count:,} instead of {before:,}").format(name=name, count=count, before=before[name])
        for name, count in after.items()
        if count != before[name]
    ]
    lost = _("Its own {own:,} are gone.").format(own=own) if own else _("It has none of its own.")
    others = _("Of the others: {parts}.").format(parts="; ".join(parts)) if parts else _("The others stay as they are.")
    return Question(
        _("Your model has {had:,} parameters. How many has it without the layer “{name}”, {layer}?").format(
            had=had, name=layer.name, layer=_described(layer)
        ),
        has,
        mistakes,
        kind="number",
        explanation=f"{lost} {others}",
    )


def _counts_without(left_out: Any | None, layers: list[Any], given: Shape) -> dict[str, int] | None:
    """The number of parameters of each layer where one is left out; None where the others do not fit together."""
    import keras

    counts = {}
    x = keras.Input(given)
    try:
        for layer in layers:
            if layer is not left_out:
                copy = type(layer).from_config(layer.get_config())
                x = copy(x)
                counts[layer.name] = copy.count_params()
    except (ValueError, TypeError):
        return None
    return counts


def _card(part: str, kind: str, make) -> Card:
    return Card(f"{TOPIC}/{part}", kind, "computed", make)


def _shape(part: Any, which: str) -> Shape | None:
    """The input or output shape of one example; None where it has several or none."""
    try:
        tensor = getattr(part, which)
    except (AttributeError, ValueError, RuntimeError):
        return None
    shape = getattr(tensor, "shape", None)
    return None if shape is None else tuple(shape[1:])


def _input_shape(model: Any) -> Shape | None:
    # a Sequential that was never called has inputs, but no input
    inputs = getattr(model, "inputs", None) or []
    return tuple(inputs[0].shape[1:]) if len(inputs) == 1 else None


def _described(layer: Any) -> str:
    config = layer.get_config()
    told = [f"{name}={config[name]!r}" for name in TOLD if name in config]
    return f"{type(layer).__name__}({', '.join(told)})"


def _size(weight: Any) -> int:
    size = 1
    for length in weight.shape:
        size *= length
    return size
