"""A model layer by layer: shapes, parameters, operations, memory and receptive field."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

import keras

from dlteach import views
from dlteach.language import _

from .example import LENGTH, example, has_open_sizes
from .flops import count
from .receptive_field import Field, follow_fields
from .trace import Call, shape, trace
from .words import listed


@dataclass(frozen=True)
class Row:
    """One layer.

    Attributes:
        name: the layer's name; layers of an inner model are written "inner/layer".
        kind: its class.
        output_shape: of one example, without the batch.
        parameters: numbers it holds, trainable or not; shared ones count where they are first used.
        share: of all parameters, between 0 and 1.
        flops: operations for one example in prediction, a multiply–add counted as two.
        activation_bytes: memory of its outputs, and of the outputs of the layers inside it, for one example.
        receptive_field: pixels that one of its units sees, for each axis of the image; "all" for the whole image; None
            where the question makes no sense.
    """

    name: str
    kind: str
    output_shape: tuple[int, ...]
    parameters: int
    share: float
    flops: int
    activation_bytes: int
    receptive_field: tuple[int, ...] | Literal["all"] | None

    @property
    def shape_text(self) -> str:
        """The output shape as "28×28×6"."""
        return "×".join(map(str, self.output_shape)) or "1"

    @property
    def field_text(self) -> str:
        """The receptive field as "14×14", "all", or "–" where there is none."""
        if self.receptive_field is None:
            return "–"
        return self.receptive_field if self.receptive_field == "all" else "×".join(map(str, self.receptive_field))


@dataclass(frozen=True)
class Summary:
    """A whole model in numbers.

    Attributes:
        name: the model's name.
        input_shapes: of one example, one for each input.
        rows: its layers in the order in which they are called.
        parameters: all of them; `trainable` of these learn.
        flops: operations for one example in prediction, a multiply–add counted as two.
        activation_bytes: memory of all layers' outputs for one example.
        parameter_bytes: memory of the parameters.
        note: what was assumed.
    """

    name: str
    input_shapes: list[tuple[int, ...]]
    rows: list[Row]
    parameters: int
    trainable: int
    flops: int
    activation_bytes: int
    parameter_bytes: int
    note: str = ""

    def table(self) -> views.Table:
        """Draws it up as a table that fits 80 columns."""
        rows = [
            [
                row.name if row.kind.lower() in row.name.lower().replace("_", "") else f"{row.name} ({row.kind})",
                row.shape_text,
                f"{row.parameters:,}",
                f"{row.share:.1%}".replace("%", " %"),
                quantity(row.flops),
                quantity(row.activation_bytes) + "B",
                row.field_text,
            ]
            for row in self.rows
        ]
        total = [f"{self.parameters:,}", "100 %", quantity(self.flops), quantity(self.activation_bytes) + "B", ""]
        frozen = self.parameters - self.trainable
        note = _(
            "{trainable:,} parameters are trained, {frozen:,} are not; they take {size}B. FLOPs "
            "and memory are for one example in prediction; a multiply–add counts as two."
        ).format(trainable=self.trainable, frozen=frozen, size=quantity(self.parameter_bytes))
        fields = any(row.receptive_field for row in self.rows)
        if fields:
            note += " " + _('A "field" is what one unit sees of the image, in pixels.')
        columns = [_("layer"), _("output"), _("parameters"), _("share"), "FLOPs", _("memory"), _("field")]
        shown = len(columns) if fields else len(columns) - 1
        return views.Table(
            title=self.name,
            columns=columns[:shown],
            rows=[row[:shown] for row in (*rows, [_("total"), "", *total])],
            numeric=list(range(2, shown)),
            note=f"{note} {self.note}".strip(),
            name=f"summary-{self.name}",
        )

    def json(self) -> str:
        """Writes it as JSON, all numbers exact."""
        return json.dumps(asdict(self), indent=2)


def summary(model: keras.Model, input_shape: Any = None) -> Summary:
    """Goes through a model layer by layer.

    The model is followed on shapes alone: it may be built without weights, and no number is computed.

    Args:
        model: any Keras model.
        input_shape: of one example, without the batch; needed where the model does not tell.

    Returns:
        Rows and totals.

    Raises:
        ModelError: the input's shape is not known or does not fit, or the model cannot be called.

    Example:
        >>> summary(dlteach.models.LeNet5()).parameters
        61706
    """
    book = _Book()
    shapes = book.follow(model, input_shape)
    # networks that the model holds but does not call by itself, such as the discriminator of a GAN
    for part in _inner_models(model):
        if not book.seen(part):
            book.follow(part, None, prefix=f"{part.name}/")
    book.rest(model)
    total = sum(_size(weight) for weight in model.weights)
    note = (
        _("An open length is counted as {length}.").format(length=_length(shapes))
        if has_open_sizes(model) and input_shape is None
        else ""
    )
    if book.by_hand:
        by_hand = _("Of {layers}, written by hand, only products and inner layers count.")
        note = f"{by_hand.format(layers=listed(book.by_hand))} {note}".strip()
    return Summary(
        name=model.name,
        input_shapes=shapes,
        rows=[Row(**row, share=row["parameters"] / total if total else 0.0) for row in book.rows],
        parameters=total,
        trainable=sum(_size(weight) for weight in model.trainable_weights),
        flops=sum(row["flops"] for row in book.rows),
        activation_bytes=sum(row["activation_bytes"] for row in book.rows),
        parameter_bytes=sum(_size(weight) * _bytes(weight.dtype) for weight in model.weights),
        note=note,
    )


class _Book:
    """Collects rows; a layer that is called again adds to its first row."""

    def __init__(self):
        self.rows: list[dict[str, Any]] = []
        self._row_of: dict[int, dict[str, Any]] = {}
        self._counted: set[int] = set()
        self._kept: list[Any] = []
        self.by_hand: list[str] = []

    def follow(self, model: keras.Model, input_shape: Any, prefix: str = "") -> list[tuple[int, ...]]:
        """Adds the rows of a model; returns the shapes of its inputs."""
        inputs = example(model, input_shape)
        root = trace(model, inputs)
        seen = follow_fields(root)
        self._row_of[id(model)] = {}
        names = [tensor.name for tensor in getattr(model, "inputs", None) or []]
        for number, tensor in enumerate(root.inputs):
            name = names[number] if number < len(names) else "input"
            self._add(Call(prefix + name, None, (), {}, [tensor]), "InputLayer", seen)
        self._calls(root, prefix, seen)
        return [shape(tensor)[1:] for tensor in root.inputs]

    def _calls(self, root: Call, prefix: str, seen: dict[int, Field]) -> None:
        for call in root.inside:
            if isinstance(call.layer, keras.Model) and call.inside:
                self._row_of[id(call.layer)] = {}
                self._calls(call, f"{prefix}{call.name}/", seen)
            elif isinstance(call.layer, keras.layers.Layer) or count(call):
                self._add(call, call.kind, seen, prefix)

    def _add(self, call: Call, kind: str, seen: dict[int, Field], prefix: str = "") -> None:
        work = count(call) if call.layer is not None or call.inputs else 0
        memory = _memory(call)
        again = self._row_of.get(id(call.layer)) if call.layer is not None else None
        if again:
            again["flops"] += work
            again["activation_bytes"] += memory
            return
        field = next((seen[id(tensor)] for tensor in call.outputs if id(tensor) in seen), None)
        row = {
            "name": prefix + call.name,
            "kind": kind,
            "output_shape": shape(call.outputs[0])[1:] if call.outputs else (),
            "parameters": self._new_parameters(getattr(call.layer, "weights", [])),
            "flops": work,
            "activation_bytes": memory,
            "receptive_field": None if field is None else "all" if field.whole else field.size,
        }
        self.rows.append(row)
        by_hand = call.layer is not None and not type(call.layer).__module__.startswith("keras.")
        if by_hand and row["parameters"] and not work and kind not in self.by_hand:
            self.by_hand.append(kind)
        self._row_of[id(call.layer)] = row
        self._kept.append(call)

    def _new_parameters(self, weights: list[Any]) -> int:
        new = [weight for weight in weights if id(weight) not in self._counted]
        self._counted.update(map(id, new))
        return sum(map(_size, new))

    def seen(self, layer: Any) -> bool:
        """Whether a layer has been called."""
        return id(layer) in self._row_of

    def rest(self, model: keras.Model) -> None:
        """Adds what holds parameters but was not called, so that the rows add up to the model."""
        for part in [*model.layers, model]:
            if parameters := self._new_parameters(part.weights):
                self.rows.append(
                    {
                        "name": part.name if part is not model else "(the model itself)",
                        "kind": type(part).__name__,
                        "output_shape": (),
                        "parameters": parameters,
                        "flops": 0,
                        "activation_bytes": 0,
                        "receptive_field": None,
                    }
                )


def _inner_models(model: keras.Model) -> list[keras.Model]:
    return [layer for layer in model.layers if isinstance(layer, keras.Model)]


def _memory(call: Call) -> int:
    """Bytes of the outputs of the innermost layers and products; a layer that calls others has none of its own."""
    # a recurrent layer runs its cell again and again, and keeps what it returns
    if call.inside and not isinstance(call.layer, keras.layers.RNN):
        return sum(map(_memory, call.inside))
    return sum(math.prod(shape(tensor)) * _bytes(tensor.dtype) for tensor in call.outputs)


def _size(weight: Any) -> int:
    return math.prod(weight.shape)


def _bytes(dtype: Any) -> int:
    name = keras.backend.standardize_dtype(dtype)
    return 1 if name == "bool" else int("".join(filter(str.isdigit, name))) // 8


def _length(shapes: list[tuple[int, ...]]) -> int:
    return max((max(sizes) for sizes in shapes if sizes), default=LENGTH)


def quantity(number: float) -> str:
    """Writes a large number with three digits and k, M, G, T or P.

    Example:
        >>> quantity(234_500)
        '234 k'
    """
    if number < 1000:
        return f"{number:.0f} "
    power = min(int(math.log10(number) / 3), 5)
    value = float(f"{number / 1000**power:.3g}")
    if value >= 1000 and power < 5:
        value, power = value / 1000, power + 1
    return f"{value:.3g} {'kMGTP'[power - 1]}"
