"""What questions with several answers, an order or pairs say of Keras is asked of the real layers."""

import pytest
from keras import Input, Sequential, layers

from dlteach.content.decks import load_deck

CNN = {question.id: question for question in load_deck("cnn").questions}
NAMES = {name: getattr(layers, name) for name in dir(layers) if name[0].isupper()}


def model(text, *input_shape):
    """The layers that a text names, such as "Flatten() and Dense(10)", behind an input."""
    return Sequential([Input(input_shape), *(eval(part, NAMES) for part in text.split(" and "))])


def wrong(question):
    return [choice.text for choice in question.choices]


def test_layers_without_weights():
    question = CNN["cnn/layers-without-weights"]
    counts = {text: model(text, 8, 8, 4).count_params() for text in (*question.answers, *wrong(question))}
    assert {text for text, count in counts.items() if count == 0} == set(question.answers)


def test_settings_that_keep_the_size():
    question = CNN["cnn/settings-that-keep-the-size"]
    settings = {
        "5×5 windows, stride 1, same padding": {"kernel_size": 5, "padding": "same"},
        "1×1 windows, stride 1, valid padding": {"kernel_size": 1},
        "3×3 windows, stride 1, same padding, dilation 2": {"kernel_size": 3, "padding": "same", "dilation_rate": 2},
        "3×3 windows, stride 1, valid padding": {"kernel_size": 3},
        "3×3 windows, stride 2, same padding": {"kernel_size": 3, "strides": 2, "padding": "same"},
    }
    assert set(settings) == {*question.answers, *wrong(question)}
    for text, options in settings.items():
        sides = layers.Conv2D(4, **options).compute_output_shape((None, 28, 28, 3))[1:3]
        assert (sides == (28, 28)) == (text in question.answers), text


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("More filters", {"filters": 8}),
        ("Larger windows", {"kernel_size": 5}),
        ("More channels in its input", {"channels": 6}),
        ("Larger images", {"side": 32}),
        ("Same padding in place of valid padding", {"padding": "same"}),
        ("Dilation 2 in place of 1", {"dilation_rate": 2}),
    ],
)
def test_what_adds_parameters(text, change):
    question = CNN["cnn/what-adds-parameters"]

    def count(side=16, channels=3, filters=4, kernel_size=3, **options):
        layer = layers.Conv2D(filters, kernel_size, **options)
        layer.build((None, side, side, channels))
        return layer.count_params()

    assert text in (*question.answers, *wrong(question))
    assert (count(**change) > count()) == (text in question.answers)


def test_order_by_parameters():
    counts = [model(text, 14, 14, 16).count_params() for text in CNN["cnn/order-by-parameters"].answers]
    assert counts == [0, 64, 272, 2320, 31370]


def test_layers_and_shapes():
    for text, shape in CNN["cnn/match-layers-and-shapes"].pairs:
        assert str(model(text, 28, 28, 6).output_shape[1:]) == shape
