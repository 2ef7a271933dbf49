"""The bench of a lesson keeps what was trained, and trains what a look needs and the learner skipped."""

import keras
import pytest

from dlteach.errors import ContentError
from dlteach.models import LeNet5
from dlteach.training.devices import Device
from dlteach.training.lab import Lab


@pytest.fixture
def lab(tmp_path):
    return lambda: Lab(tmp_path / "lesson", Device(keras.backend.backend(), "cpu", "CPU"))


@pytest.fixture
def step():
    """A training step that counts how often it was done, and the models it kept."""
    kept = []

    def train(lab):
        yield "a view"
        kept.append(keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]))
        lab.keep("main", kept[-1])
        yield "another view"

    train.kept = kept
    return train


def test_what_was_skipped_is_trained_once(lab, step):
    bench = lab()
    assert bench.trained(step) is bench.trained(step) is step.kept[0]
    assert len(step.kept) == 1
    # what the learner did not skip is not done again
    other = lab()
    list(step(other))
    assert other.trained(step) is step.kept[1]
    assert len(step.kept) == 2


def test_the_next_session_finds_it(lab, step):
    first = lab().trained(step)
    (before,), (after,) = (model.weights[:1] for model in (first, lab().trained(step)))
    assert before.numpy().tolist() == after.numpy().tolist()
    assert len(step.kept) == 1


def test_a_model_of_another_kind_is_trained_again(lab, step):
    lab().trained(step)

    def train(lab):
        lab.keep("main", LeNet5())
        return []

    assert isinstance(lab().trained(train, LeNet5), LeNet5)


def test_a_step_that_keeps_nothing_is_named_with_its_line(lab):
    def forgetful(lab):
        return []

    with pytest.raises(ContentError, match=r'test_lab\.py:\d+: forgetful kept no Model .*lab\.keep\("main", model\)'):
        lab().trained(forgetful)
