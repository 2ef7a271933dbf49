import random

import pytest

from dlteach.drill.grading import grade
from dlteach.drill.question import shown
from dlteach.errors import ModelError
from dlteach.tutor.own_model import cards_of_model

keras = pytest.importorskip("keras")


@pytest.fixture(scope="module")
def model():
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(6, 5, name="c1"),
            keras.layers.MaxPooling2D(2, name="s2"),
            keras.layers.Flatten(name="flat"),
            keras.layers.Dense(10, name="out"),
        ]
    )


def questions(model):
    return {card.id: card.question(random.Random(0)) for card in cards_of_model(model)}


def test_answers_are_the_models_own(model):
    asked = questions(model)
    # worked out by hand: 5·5·1·6 + 6, and 12·12·6·10 + 10
    assert asked["my-model/c1#shape"].answer == (24, 24, 6)
    assert asked["my-model/s2#shape"].answer == (12, 12, 6)
    assert asked["my-model/c1#parameters"].answer == 156
    assert asked["my-model/out#parameters"].answer == 8650
    assert asked["my-model/parameters"].answer == 8806
    assert asked["my-model/heaviest"].answer == "out"
    # without pooling the dense layer sees 24·24·6 values
    assert asked["my-model/s2#removed"].answer == 156 + 24 * 24 * 6 * 10 + 10
    # without the convolution it sees 14·14·1
    assert asked["my-model/c1#removed"].answer == 14 * 14 * 10 + 10
    assert "weights are others" in grade(asked["my-model/c1#removed"], "8650").remark
    assert "out 1,970 instead of 8,650" in asked["my-model/c1#removed"].explanation


def test_recurrent_layers_can_be_left_out_too():
    layers = [keras.layers.LSTM(4, return_sequences=True, name="one"), keras.layers.LSTM(3, name="two")]
    asked = questions(keras.Sequential([keras.Input((9, 2)), *layers, keras.layers.Dense(1, name="out")]))
    assert asked["my-model/one#removed"].answer == 4 * 3 * (2 + 3 + 1) + 4
    assert asked["my-model/two#removed"].answer == 4 * 4 * (2 + 4 + 1) + 5


def test_the_forgotten_bias_is_named(model):
    asked = questions(model)["my-model/c1#parameters"]
    assert grade(asked, "150").remark == "The biases are missing."
    assert "filters=6" in asked.prompt
    assert "kernel_size=(5, 5)" in asked.prompt


def test_every_answer_passes(model):
    for question in questions(model).values():
        assert grade(question, shown(question.answer)).right
        assert sum(option.right for option in question.options) == (question.kind == "choice")


def test_a_model_with_branches_is_asked_about_layer_by_layer_only():
    image = keras.Input((8, 8, 3))
    left = keras.layers.Conv2D(4, 3, padding="same", name="left")(image)
    right = keras.layers.Conv2D(4, 1, name="right")(image)
    output = keras.layers.Add(name="sum")([left, right])
    asked = questions(keras.Model(image, keras.layers.MaxPooling2D(2, name="pool")(output)))
    assert asked["my-model/left#shape"].answer == (8, 8, 4)
    assert "my-model/sum#shape" not in asked
    assert not [id for id in asked if id.endswith("#removed")]


def test_a_model_without_layers_is_a_clear_error():
    with pytest.raises(ModelError, match="no layers to ask about"):
        cards_of_model(keras.Sequential(name="empty"))
