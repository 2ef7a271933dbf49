"""The summary against Keras's own counts, on models of every form."""

import io
import json
import re
import resource

import keras
import pytest
from keras import layers, ops

from dlteach import models
from dlteach.errors import ModelError
from dlteach.inspect import summary
from dlteach.inspect.summary import quantity
from dlteach.screen.surface import Surface
from dlteach.screen.tables import draw_table


@keras.saving.register_keras_serializable(package="dlteach-test-summary")
class Subclassed(keras.Model):
    def __init__(self):
        super().__init__()
        self.inner = keras.Sequential([layers.Dense(4), layers.Dense(3)], name="inner")
        self.unused = layers.Dense(2)
        self.scale = self.add_weight(shape=(3,), name="scale")

    def build(self, shape):
        self.inner.build(shape)
        self.unused.build((None, 5))

    def call(self, x):
        return self.inner(x) * self.scale


def lenet():
    return keras.Sequential(
        [
            layers.Input((32, 32, 1)),
            layers.Conv2D(6, 5, name="c1"),
            layers.AveragePooling2D(2, name="s2"),
            layers.Flatten(name="flat"),
            layers.Dense(10, name="out"),
        ],
        name="small",
    )


def shared():
    layer = layers.Dense(4, name="twice")
    inputs = layers.Input((4,))
    return keras.Model(inputs, layer(layer(inputs)))


def several_inputs():
    first, second = layers.Input((8,), name="first"), layers.Input((3,), name="second")
    return keras.Model({"first": first, "second": second}, layers.Concatenate()([layers.Dense(3)(first), second]))


def nested():
    inner = keras.Sequential(
        [layers.Input((6,)), layers.Dense(5, name="a"), layers.BatchNormalization(name="b")], name="in"
    )
    inputs = layers.Input((6,))
    return keras.Model(inputs, layers.Dense(2, name="c")(inner(inputs)))


def language():
    tokens = layers.Input((None,), dtype="int32")
    x = layers.Embedding(50, 8)(tokens)
    return keras.Model(tokens, layers.LSTM(4)(x))


BUILDERS = [lenet, shared, several_inputs, nested, language]


@pytest.mark.parametrize("build", BUILDERS)
def test_rows_add_up_to_keras_count(build):
    model = build()
    result = summary(model)
    assert sum(row.parameters for row in result.rows) == model.count_params() == result.parameters
    assert sum(row.share for row in result.rows) == pytest.approx(1)
    assert result.trainable == sum(keras.ops.size(weight) for weight in model.trainable_weights)


def test_a_small_network_by_hand():
    result = summary(lenet())
    rows = {row.name: row for row in result.rows}
    assert rows["c1"].output_shape == (28, 28, 6)
    assert rows["c1"].flops == 28 * 28 * 6 * (2 * 25 + 1)
    assert rows["c1"].activation_bytes == 28 * 28 * 6 * 4
    assert rows["s2"].receptive_field == (6, 6)
    assert rows["out"].receptive_field == "all"
    assert rows["out"].parameters == 1176 * 10 + 10
    assert result.parameter_bytes == 4 * result.parameters


def test_a_layer_called_twice_is_counted_once_but_works_twice():
    result = summary(shared())
    (row,) = [row for row in result.rows if row.name == "twice"]
    assert (row.parameters, row.flops) == (20, 2 * 4 * (2 * 4 + 1))


def test_inner_models_are_opened():
    assert [row.name for row in summary(nested()).rows][1:] == ["in/a", "in/b", "c"]


def test_an_open_length_is_named():
    assert "An open length is counted as 128." in summary(language()).note
    assert summary(language(), (10,)).rows[1].output_shape == (10, 8)


def test_a_subclassed_model_needs_a_shape():
    model = Subclassed()
    model.build((None, 5))
    with pytest.raises(ModelError, match="--input-shape"):
        summary(model)
    result = summary(model, (5,))
    assert result.parameters == model.count_params() == sum(row.parameters for row in result.rows)


def test_a_shape_that_does_not_fit():
    with pytest.raises(ModelError, match="takes inputs of 32×32×1, not 28×28×1"):
        summary(lenet(), (28, 28, 1))


def test_half_precision_takes_half_the_memory():
    inputs = layers.Input((16,), dtype="float32")
    model = keras.Model(inputs, layers.Dense(8, dtype="mixed_bfloat16", name="half")(inputs))
    (row,) = [row for row in summary(model).rows if row.name == "half"]
    assert row.activation_bytes == 8 * 2


def test_no_weight_is_made_for_a_summary():
    with models.weightless():
        model = keras.Sequential([layers.Input((30_000,)), layers.Dense(30_000)])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert summary(model).parameter_bytes == 4 * (30_000**2 + 30_000)
    # kilobytes on Linux: the weights would take 3.6 GB
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000


def test_tracing_leaves_keras_as_it_was():
    before = (keras.layers.Layer.__call__, keras.Operation.__call__, ops.matmul)
    summary(lenet())
    with pytest.raises(ModelError):
        summary(lenet(), (1, 1, 1))
    assert (keras.layers.Layer.__call__, keras.Operation.__call__, ops.matmul) == before


def test_a_layer_that_fails_is_told_in_one_line():
    @keras.saving.register_keras_serializable()
    class Failing(layers.Layer):
        def call(self, x):
            raise RuntimeError("out of coffee\nfor good")

        def compute_output_shape(self, input_shape):
            return input_shape

        def compute_output_spec(self, x):
            return keras.KerasTensor(x.shape, x.dtype)

    model = keras.Sequential([layers.Input((3,)), Failing()], name="tired")
    with pytest.raises(ModelError) as caught:
        summary(model)
    assert str(caught.value) == '"tired" cannot be called: out of coffee. Call it on an example to see where.'


def test_json_holds_the_exact_numbers():
    result = json.loads(summary(lenet()).json())
    assert result["parameters"] == 11926
    assert result["rows"][1]["receptive_field"] == [5, 5]
    assert result["flops"] == sum(row["flops"] for row in result["rows"])


def test_the_table_fits_eighty_columns():
    with models.weightless():
        model = keras.applications.ResNet50(weights=None)
    shown = draw_table(summary(model).table(), Surface(io.StringIO(), plain=False, width=80))
    plain = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in shown]
    assert max(map(len, plain)) <= 80
    # columns, not records: one heading, numbers right under each other
    assert plain[1].split() == ["layer", "output", "parameters", "share", "FLOPs", "memory", "field"]
    assert any("25,636,712" in line for line in plain)


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, "0 "), (999, "999 "), (1000, "1 k"), (234_500, "234 k"), (999_999, "1 M"), (1_557_611_200, "1.56 G")],
)
def test_quantities_have_three_digits(number, told):
    assert quantity(number) == told
