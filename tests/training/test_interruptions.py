"""A lesson's trainings after an interruption, as its functions see them."""

import keras
import numpy as np
import pytest

from dlteach.training import resuming
from dlteach.training.devices import current
from dlteach.training.lab import Lab

X = np.random.default_rng(0).normal(size=(64, 3)).astype("float32")


class Stretches:
    """A lesson's function that trains one network in three stretches, and may be interrupted at the end of an epoch."""

    def __init__(self, lab, interrupted_at=None):
        self.lab, self.trained, self._at = lab, [], interrupted_at

    def __call__(self):
        keras.utils.set_random_seed(self.lab.seed)
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4), keras.layers.Dropout(0.2)])
        self.lab.compile(model, "dense", optimizer="adam", loss="mse")
        for number in range(3):
            watching = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs, n=number: self._ended(n, epoch))
            y = np.full((64, 4), number, "float32")
            self.lab.fit(model, X, y, kind="dense", epochs=4, title=f"stretch {number}", callbacks=[watching])
        return model.get_weights()

    def _ended(self, stretch, epoch):
        self.trained.append((stretch, epoch))
        if (stretch, epoch) == self._at:
            raise KeyboardInterrupt


@pytest.fixture
def often(monkeypatch):
    monkeypatch.setattr(resuming, "SECONDS_BETWEEN", 0)
    monkeypatch.setattr(resuming, "TIMES_AS_LONG", 0)


@pytest.fixture
def lab(tmp_path, often):
    """Makes the lab of a session, in the folder of its settings."""

    def make(epochs=None):
        said = []
        folder = tmp_path / f"settings-{epochs}"
        made = Lab(folder, current(), data_name="digits", seed=5, epochs=epochs, say=said.append)
        made.said = said
        return made

    return make


def test_a_function_goes_on_at_the_training_that_was_interrupted(lab):
    alone = Stretches(lab(epochs=4))()
    first = lab()
    first.interruptions.begin("train")
    with pytest.raises(KeyboardInterrupt):
        Stretches(first, (1, 2))()
    second = lab()
    second.interruptions.begin("train")
    again = Stretches(second)
    weights = again()
    # the first stretch is not repeated; of the second, epoch 2 was not yet kept when it was interrupted
    assert again.trained == [(1, 2), (1, 3), *[(2, epoch) for epoch in range(4)]]
    assert second.said == [
        "stretch 0: this training had ended already and is not repeated (--restart begins anew).",
        "stretch 1: training goes on at epoch 3 of 4 (--restart begins anew).",
    ]
    for one, other in zip(alone, weights, strict=True):
        np.testing.assert_array_equal(one, other)
    second.interruptions.forget("train")
    assert not list((second.folder / "checkpoints").iterdir())


def test_other_settings_begin_anew_and_say_what_is_kept(lab):
    first = lab()
    first.interruptions.begin("train")
    with pytest.raises(KeyboardInterrupt):
        Stretches(first, (0, 2))()
    second = lab(epochs=2)
    second.interruptions.begin("train")
    again = Stretches(second)
    again()
    assert again.trained[:2] == [(0, 0), (0, 1)]
    assert second.said == [
        "stretch 0: an interrupted training with epochs=the lesson's own is kept; this one, with epochs=2, begins anew."
    ]


def test_nothing_is_kept_outside_a_function_and_of_other_functions(lab):
    outside = lab()
    Stretches(outside)()
    assert not outside.folder.exists()
    outside.interruptions.begin("train")
    with pytest.raises(KeyboardInterrupt):
        Stretches(outside, (0, 2))()
    kept = list((outside.folder / "checkpoints").iterdir())
    outside.interruptions.forget("other")
    assert list((outside.folder / "checkpoints").iterdir()) == kept
    again = lab()
    again.interruptions.begin("experiment")
    Stretches(again)()
    assert again.said == []
