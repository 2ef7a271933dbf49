"""The symptom that each broken model's question tells is brought about by running its very program."""

import math
import re
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers, ops
from sklearn.datasets import load_digits

from dlteach.content.decks import load_deck

BROKEN = {question.id: question for question in load_deck("keras").questions if "/broken-" in question.id}


def program(name):
    return re.search(r"```python\n(.*?)```", BROKEN[f"keras/broken-{name}"].prompt, re.DOTALL).group(1)


def run(name, *changes, **given):
    """Run a question's program, with the changes that mend it; return what it defines."""
    code = program(name)
    for old, new in changes:
        assert old in code
        code = code.replace(old, new)
    keras.utils.set_random_seed(1)
    defined = {"keras": keras, "layers": layers, "ops": ops, "np": np, "math": math, **given}
    exec(code, defined)
    return defined


def fit(model, x, y, epochs, batch_size=32):
    return model.fit(x, y, epochs=epochs, batch_size=batch_size, verbose=0).history


def accuracy(model, x, y):
    return float(np.mean(np.argmax(model.predict(x, verbose=0), axis=-1) == y))


@pytest.fixture(scope="module")
def digits():
    found = load_digits()
    return (found.data / 16).astype("float32"), found.target.astype("int32")


@pytest.fixture(scope="module")
def rng():
    return np.random.default_rng(0)


def test_softmax_twice_bounds_the_loss():
    # even of a first softmax that is quite sure, the second one gives e / (e + 9) at most
    sure = ops.softmax(ops.softmax(ops.convert_to_tensor([[1000.0] + [0.0] * 9])))
    assert -math.log(float(sure[0, 0])) == pytest.approx(math.log((math.e + 9) / math.e), rel=1e-5)
    assert math.log((math.e + 9) / math.e) == pytest.approx(1.46, abs=0.005)


@pytest.mark.slow
def test_softmax_twice_trains_all_the_same(digits):
    model = run("softmax-twice")["model"]
    history = fit(model, *digits, 30)
    assert min(history["loss"]) > 1.46
    assert accuracy(model, *digits) > 0.85


def test_softmax_over_one_unit_is_always_one(digits):
    x, y = digits[0][:200], (digits[1][:200] == 1).astype("int32")
    model = run("softmax-of-one")["model"]
    with pytest.warns(UserWarning, match="axis"):
        assert set(model.predict(x, verbose=0).ravel().tolist()) == {1.0}
    fit(model, x, y, 2)
    assert set(model.predict(x, verbose=0).ravel().tolist()) == {1.0}


def test_integer_labels_stop_the_categorical_loss(digits):
    x, y = digits[0][:500], digits[1][:500]
    with pytest.raises(ValueError, match="`target` and `output` must have the same"):
        run("label-form", x=x, y=y)
    run("label-form", ("fit(x, y)", "fit(x, y, verbose=0)"), x=x, y=keras.utils.to_categorical(y, 10))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_learning_rate_far_too_large(digits, seed):
    quiet = ("epochs=5)", "epochs=5, verbose=0)")
    seeded = ("model =", f"keras.utils.set_random_seed({seed})\nmodel =")
    x, y = digits
    broken = run("learning-rate", quiet, seeded, x=x, y=y)["model"]
    assert broken.history.history["loss"][0] > 2 * math.log(10)
    assert accuracy(broken, x, y) < 0.25
    mended = run("learning-rate", quiet, seeded, ("learning_rate=1.0", "learning_rate=0.001"), x=x, y=y)["model"]
    assert accuracy(mended, x, y) > 0.9


def test_pixels_that_were_not_scaled_make_the_first_loss_large(digits, capsys):
    x, y = digits[0] * 255, digits[1]
    model = run("scaling", x=x, y=y)["model"]
    assert float(capsys.readouterr().out) > 5
    assert model.evaluate(x / 255, y, verbose=0) == pytest.approx(math.log(10), abs=0.4)


def classifier():
    model = keras.Sequential(
        [keras.Input((64,)), layers.Dense(64, activation="relu"), layers.Dense(10, activation="softmax")]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


@pytest.mark.slow
def test_shuffled_labels_are_learned_by_heart_only(digits):
    x, y = digits[0][:1000], digits[1][:1000]
    history = run("shuffled-labels", ("epochs=10,", "epochs=60, verbose=0,"), x=x, y=y, model=classifier())
    history = history["model"].history.history
    assert history["accuracy"][-1] > history["accuracy"][0] + 0.15
    assert max(history["val_accuracy"][:10]) < 0.2
    sound = classifier()
    sound.fit(x[:800], y[:800], epochs=10, verbose=0)
    assert accuracy(sound, x[800:], y[800:]) > 0.8


@pytest.mark.slow
def test_a_leak_makes_the_validation_perfect(digits):
    (x, y), new = (digits[0][:150], digits[1][:150]), (digits[0][150:], digits[1][150:])
    model = run("leak", ("epochs=150,", "epochs=150, verbose=0,"), x=x, y=y, model=classifier())["model"]
    assert model.history.history["val_accuracy"][-1] == 1.0
    assert accuracy(model, *new) < 0.93


def test_a_frozen_model_repeats_its_loss(digits):
    x, y = digits[0][:256], digits[1][:256]
    model = run("frozen", ("epochs=3)", "epochs=3, verbose=0, shuffle=False)"), x=x, y=y)["model"]
    assert len(set(model.history.history["loss"])) == 1
    assert not model.trainable_weights


def test_padding_changes_the_dense_layers_weights(tmp_path):
    saved = run("padding")["model"]
    same = run("padding", ('"valid"', '"same"'))["model"]
    assert [model.layers[-1].kernel.shape[0] for model in (saved, same)] == [1352, 1568]
    assert saved.layers[0].kernel.shape == same.layers[0].kernel.shape
    saved.save_weights(tmp_path / "kept.weights.h5")
    with pytest.raises(ValueError, match="dense"):
        same.load_weights(tmp_path / "kept.weights.h5")


def test_an_lstm_needs_a_sequence():
    with pytest.raises(ValueError, match="expected ndim=3, found ndim=2"):
        run("lstm-stack")
    mended = run("lstm-stack", ("layers.LSTM(32)", "layers.LSTM(32, return_sequences=True)"))
    assert mended["model"].output_shape == (None, 1)


def test_a_softmax_over_the_queries(rng):
    queries, keys, values = (rng.normal(size=(2, 5, 4)).astype("float32") for _ in range(3))
    weights = ops.convert_to_numpy(run("softmax-axis", queries=queries, keys=keys, values=values)["weights"])
    assert np.abs(weights.sum(axis=-1) - 1).max() > 0.1
    np.testing.assert_allclose(weights.sum(axis=1), 1, rtol=1e-5)
    mended = run("softmax-axis", ("axis=1", "axis=-1"), queries=queries, keys=keys, values=values)["weights"]
    np.testing.assert_allclose(ops.convert_to_numpy(mended).sum(axis=-1), 1, rtol=1e-5)


def test_without_a_causal_mask_the_first_place_sees_the_last(rng):
    x = rng.normal(size=(1, 6, 16)).astype("float32")
    changed = x.copy()
    changed[0, -1] += 1

    def first_place_changes(block):
        before, after = (ops.convert_to_numpy(block(ops.convert_to_tensor(text)))[0, 0] for text in (x, changed))
        return not np.allclose(before, after, atol=1e-6)

    assert first_place_changes(run("causal-mask")["block"])
    assert not first_place_changes(run("causal-mask", ("attend(x, x)", "attend(x, x, use_causal_mask=True)"))["block"])


def test_without_a_bend_exclusive_or_stays_at_a_guess():
    slow = ('compile("adam"', "compile(keras.optimizers.Adam(0.02)")

    def losses_of(made):
        # the four examples over and over, always all of them in a batch
        x, y = (np.tile(made[name], (50, 1)) for name in "xy")
        return made["model"].fit(x, y, batch_size=4, epochs=4, shuffle=False, verbose=0).history["loss"]

    losses = losses_of(run("no-activation", slow))
    assert min(losses) >= math.log(2) - 1e-4
    assert losses[-1] == pytest.approx(math.log(2), abs=0.01)
    bent = ("layers.Dense(16)", 'layers.Dense(16, activation="relu")')
    assert losses_of(run("no-activation", slow, bent))[-1] < 0.3


def test_a_loss_that_is_broadcast_teaches_the_mean(rng):
    x = rng.normal(size=(100, 3)).astype("float32")
    y = (x @ np.array([1.0, -2.0, 0.5]) + 4).astype("float32")
    broken = run("broadcast", x=x, y=y)
    assert ops.shape(y - broken["model"](x)) == (100, 100)
    for label, spread in ((y, 0.0), (y[:, None], float(np.std(y)))):
        model = run("broadcast", x=x, y=y)["model"]
        for _ in range(200):
            # the gradient of the loss with respect to each prediction, times the number of examples
            error = ops.convert_to_numpy(model(x)) - label
            by_example = 2 * error.mean(axis=1)
            model.layers[-1].kernel.assign_sub(0.1 * (x * by_example[:, None]).mean(axis=0)[:, None])
            model.layers[-1].bias.assign_sub([0.1 * float(by_example.mean())])
        prediction = ops.convert_to_numpy(model(x))[:, 0]
        assert float(np.mean(prediction)) == pytest.approx(float(np.mean(y)), abs=0.05)
        assert float(np.std(prediction)) == pytest.approx(spread, abs=0.05)


def test_a_relu_at_the_end_never_goes_below_zero(rng):
    x, y = rng.normal(size=(64, 30, 4)).astype("float32"), np.full((64, 1), -5.0, "float32")
    model = run("relu-output")["model"]
    fit(model, x, y, 1)
    assert model.predict(x, verbose=0).min() >= 0


def test_dropout_left_on_gives_two_predictions(digits):
    made = run("dropout-on", picture=digits[0][:1])
    assert not np.allclose(ops.convert_to_numpy(made["first"]), ops.convert_to_numpy(made["second"]))
    mended = run("dropout-on", ("training=True", "training=False"), picture=digits[0][:1])
    assert np.allclose(ops.convert_to_numpy(mended["first"]), ops.convert_to_numpy(mended["second"]))


def test_every_broken_model_has_its_test():
    source = set(re.findall(r'run\(\s*"([a-z-]+)"', Path(__file__).read_text(encoding="utf-8")))
    assert {f"keras/broken-{name}" for name in source} == set(BROKEN)


def test_the_program_fits_the_screen():
    for question in BROKEN.values():
        lines = re.search(r"```python\n(.*?)```", question.prompt, re.DOTALL).group(1).splitlines()
        assert max(map(len, lines)) <= 74, question.id
        assert len(lines) <= 11, question.id
