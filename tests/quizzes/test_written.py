"""The numbers and shapes of written questions are held equal to the real Keras layers they speak of.

What is true stands in `truths/TOPIC.py`: a function for each question, named by its id, so that `bert/shape-of-output` is
`shape_of_output` there. It returns the number or the shape.
"""

import importlib.util
from pathlib import Path

import pytest
from keras import layers, ops

from dlteach.content.decks import SHAPE, deck_topics, load_deck

TRUTHS = Path(__file__).with_name("truths")
WRITTEN = [
    question
    for topic in deck_topics()
    for question in load_deck(topic).questions
    if question.kind in ("number", "shape")
]


def truths(topic):
    """What is true, by the question's id."""
    file = TRUTHS / f"{topic}.py"
    if not file.is_file():
        return {}
    spec = importlib.util.spec_from_file_location(f"truths_{topic}", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    own = [
        name
        for name, value in vars(module).items()
        if getattr(value, "__module__", "") == spec.name and not name.startswith("_")
    ]
    # a name that Python or the file itself needs otherwise ends in an underscore
    return {f"{topic}/{name.rstrip('_').replace('_', '-')}": getattr(module, name) for name in own}


@pytest.mark.parametrize("question", WRITTEN, ids=lambda question: question.id)
def test_the_written_answer_is_what_keras_says(question):
    topic, _, slug = question.id.partition("/")
    known = truths(topic)
    assert question.id in known, f"write a function {slug.replace('-', '_')} in tests/quizzes/truths/{topic}.py"
    truth = known[question.id]()
    if SHAPE.fullmatch(question.answer):
        assert tuple(int(size) for size in question.answer.strip("()").split(",")) == tuple(truth)
    else:
        assert float(question.answer) == truth


def test_every_truth_belongs_to_a_question():
    asked = {question.id for question in WRITTEN}
    told = {id for topic in deck_topics() for id in truths(topic)}
    assert told <= asked


def test_keras_starts_the_forget_gate_open():
    """What the question lstm/why-forget-bias-one says of Keras, whose order is input, forget, candidate, output."""
    layer = layers.LSTM(2)
    layer.build((None, None, 3))
    assert ops.convert_to_numpy(layer.cell.bias).tolist() == [0, 0, 1, 1, 0, 0, 0, 0]


def test_the_lstm_hands_on_its_hidden_state():
    """What the question lstm/what-is-handed-on says."""
    out, hidden, cell = layers.LSTM(3, return_state=True, unroll=True)(ops.ones((1, 4, 2)))
    assert ops.convert_to_numpy(out).tolist() == ops.convert_to_numpy(hidden).tolist()
    assert ops.convert_to_numpy(out).tolist() != ops.convert_to_numpy(cell).tolist()


def test_dropout_leaves_a_prediction_alone():
    """What the question cnn/dropout-when-predicting says: scaled up in training, untouched in prediction."""
    layer, x = layers.Dropout(0.5), ops.ones((1, 100))
    assert set(ops.convert_to_numpy(layer(x, training=False)).ravel().tolist()) == {1.0}
    assert set(ops.convert_to_numpy(layer(x, training=True)).ravel().tolist()) == {0.0, 2.0}
