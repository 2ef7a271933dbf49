"""The lessons on RNN, LSTM and GRU: their arithmetic is held equal to Keras, their claims to three seeds."""

import keras
import numpy as np
import pytest
from keras import layers, ops

from dlteach import data
from dlteach.content.lessons import load_lesson
from dlteach.lessons import (
    gru_by_hand,
    gru_experiments,
    lstm_by_hand,
    recurrent_inside,
    recurrent_text,
    rnn,
    rnn_bench,
    rnn_by_hand,
    rnn_experiments,
    rnn_gradients,
)
from dlteach.lessons import recurrent_steps as steps
from dlteach.lessons.recurrent_bench import adding, build_adder, one_example, set_forget_bias, trained_adder
from dlteach.training.devices import Device
from dlteach.training.lab import Lab
from dlteach.views import Curve, Picture, Table, Truth

SEEDS = (0, 1, 2)
DATA = {"rnn": "waves", "lstm": "adding", "gru": "adding"}


@pytest.fixture
def make_lab(tmp_path):
    def make(topic, seed=0, epochs=None, **settings):
        defaults = {setting.name: setting.default for setting in load_lesson(topic).settings}
        return Lab(
            tmp_path / f"{topic}{seed}",
            Device(keras.config.backend(), "cpu", "test"),
            settings=defaults | settings,
            data_name=DATA[topic],
            seed=seed,
            epochs=epochs,
        )

    return make


def only(kind, views):
    return [view for view in views if isinstance(view, kind)]


def number(truth):
    return float(truth.answer)


def test_the_states_by_hand_are_those_of_keras():
    layer = layers.SimpleRNN(1, return_sequences=True)
    layer.build((1, None, 1))
    layer.cell.kernel.assign([[rnn_by_hand.INPUT_WEIGHT]])
    layer.cell.recurrent_kernel.assign([[rnn_by_hand.RECURRENT_WEIGHT]])
    layer.cell.bias.assign([rnn_by_hand.BIAS])
    theirs = ops.convert_to_numpy(layer(np.array(rnn_by_hand.IMPULSE, "float32")[None, :, None]))
    np.testing.assert_allclose(rnn_by_hand.states_by_hand(), theirs[0, :, 0], atol=1e-6)


def test_predicted_numbers_are_true(make_lab):
    lab = make_lab("rnn")
    assert number(rnn_by_hand.second_state(lab)) == pytest.approx(np.tanh(0.8 * np.tanh(1)), abs=0.005)
    assert number(rnn_by_hand.parameters(lab)) == 32 * (1 + 32 + 1)
    assert rnn_by_hand.all_states_shape(lab).answer == "50, 32"
    assert number(rnn_by_hand.clipped_number(lab)) == pytest.approx(0.6)
    lab = make_lab("lstm")
    assert number(lstm_by_hand.parameters(lab)) == 4 * 32 * (2 + 32 + 1)
    assert lstm_by_hand.all_states_shape(lab).answer == "50, 32"
    assert number(lstm_by_hand.mean_guess(lab)) == pytest.approx(1 / 6, abs=0.01)
    assert number(lstm_by_hand.gradient_left(lab)) == pytest.approx(36.4, abs=0.5)
    lab = make_lab("gru")
    assert number(gru_by_hand.parameters(lab)) == 3 * 32 * (2 + 32 + 2)
    assert number(gru_by_hand.mixed(lab)) == pytest.approx(0.35)


def test_one_steps_by_hand_agree_with_their_tables(make_lab):
    """The texts print the cell's result; the tables the gates it is made of."""
    views = list(lstm_by_hand.step_by_hand(make_lab("lstm")))
    i, f, g, o = (float(row[-1]) for row in only(Table, views)[0].rows)
    cell = f * 2 + i * g
    assert f"**{cell:.2f}"[:-1] in views[-1].markdown
    assert f"**{o * np.tanh(cell):.2f}"[:-1] in views[-1].markdown
    views = list(gru_by_hand.step_by_hand(make_lab("gru")))
    z, _, g = (float(row[-1]) for row in only(Table, views)[0].rows)
    assert f"**{z * 0.5 + (1 - z) * g:.2f}"[:-1] in views[-1].markdown


@pytest.mark.parametrize("seed", SEEDS)
def test_the_numbers_of_the_adding_problem_add_up_as_they_are_shown(make_lab, seed):
    table, text = lstm_by_hand.see_adding(make_lab("lstm", seed))
    number, mark = (row[1:] for row in table.rows)
    marked = [value for value, sign in zip(number, mark, strict=True) if sign == "1"]
    cents = [round(100 * float(value)) for value in marked]
    assert len(marked) == 2
    assert f"{' + '.join(marked)} = **{sum(cents) / 100:.2f}**" in text.markdown


@pytest.mark.parametrize(("value", "shown"), [(-0.001, "0.00"), (-0.36, "−0.36"), (2.346, "2.35"), (0, "0.00")])
def test_what_rounds_to_zero_has_no_sign(value, shown):
    assert recurrent_inside.signed(value) == shown


def test_the_linear_model_is_the_best_weighted_sum():
    dataset = data.load("waves", seed=3, size=1000)
    forecasts = rnn_bench.plain_forecasts(dataset)
    np.testing.assert_array_equal(forecasts["persistence"][:, 0], dataset.x_test[:, -1, 0])
    from sklearn.linear_model import LinearRegression

    theirs = LinearRegression().fit(dataset.x_train[:, :, 0], dataset.y_train).predict(dataset.x_test[:, :, 0])
    np.testing.assert_allclose(forecasts["linear"], theirs, atol=1e-3)


def test_random_walks_cannot_be_forecast():
    walks = rnn_experiments.random_walks(data.load("waves", size=5000), seed=1)
    changes = walks.y_train[:, 0]
    steps_before = np.diff(walks.x_train[:, :, 0], axis=1)
    assert np.allclose(walks.x_train[:, -1], 0)
    assert changes.std() == pytest.approx(0.1, rel=0.05)
    assert abs(np.corrcoef(changes, steps_before[:, -1])[0, 1]) < 0.05


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_parameter_formulas_are_those_of_keras(make_lab, cell):
    for units in (4, 32):
        assert gru_experiments.COUNTS[cell](units) == build_adder(make_lab("gru"), 20, cell, units).count_params()
    size = gru_experiments.COUNTS["gru"](32)
    assert gru_experiments.COUNTS[cell](gru_experiments.units_for(cell, size)) == pytest.approx(size, rel=0.02)


def test_the_forget_bias_moves_the_forget_gates_alone(make_lab):
    lab = make_lab("lstm")
    model, x = build_adder(lab, 20, "lstm"), adding(lab, 20).x_test[:3]
    before = {name: values.copy() for name, values in model.gates(x).items()}
    set_forget_bias(model, -3.0)
    after = model.gates(x)
    assert after["forget"][:, 0].mean() < 0.1 < 0.6 < before["forget"][:, 0].mean()
    for name in ("input", "candidate", "output"):
        np.testing.assert_array_equal(after[name][:, 0], before[name][:, 0])


def test_the_example_has_its_marks_apart(make_lab):
    for seed in SEEDS:
        x, total, marks = one_example(make_lab("lstm", seed), 50)
        assert [int(place) + 1 for place in np.flatnonzero(x[0, :, 1])] == marks
        assert x[0, np.array(marks) - 1, 0].sum() == pytest.approx(total, abs=1e-5)
        assert marks[1] - marks[0] >= 16


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_what_is_written_is_the_change_of_the_memory(make_lab, cell):
    """Memory after a step = the part kept of the memory before + what was written."""
    lab = make_lab("lstm")
    model, x = build_adder(lab, 20, cell), adding(lab, 20).x_test[:1]
    found = {name: values[0] for name, values in model.gates(x).items()}
    memory = found["cell" if cell == "lstm" else "hidden"]
    before = np.concatenate([np.zeros_like(memory[:1]), memory[:-1]])
    kept = found["forget"] * before if cell == "lstm" else before
    np.testing.assert_allclose(recurrent_inside.written(model, x), np.abs(memory - kept), atol=1e-5)


def test_the_influence_is_the_slope_of_the_answer(make_lab):
    lab = make_lab("lstm")
    model, x = build_adder(lab, 16, "lstm"), adding(lab, 16).x_test[:1]
    found, tiny = recurrent_inside.influence(model, x), 0.01
    for step in (0, 7, 15):
        more, less = x.copy(), x.copy()
        more[0, step, 0] += tiny
        less[0, step, 0] -= tiny
        slope = (model.predict_on_batch(more) - model.predict_on_batch(less)) / (2 * tiny)
        assert found[step] == pytest.approx(float(np.ravel(slope)[0]), abs=2e-3)


@pytest.mark.parametrize("topic", ["lstm", "gru", "rnn"])
def test_looks_show_what_the_lesson_says(make_lab, topic):
    if topic == "rnn":
        lab = make_lab("rnn", epochs=1, batch_size=256)
        views = [*rnn.train_rnn(lab), *rnn.states_over_time(lab), *rnn.forecast_on(lab), *rnn.how_far_back(lab)]
    else:
        lab = make_lab(topic, epochs=1, batch_size=512, length=16)
        looks = (steps.train_adder, steps.gates_over_time, steps.memory_over_time, steps.which_steps_count)
        views = [view for look in looks for view in look(lab)]
        assert len(only(Picture, views)) == (2 if topic == "lstm" else 1)
    assert lab.kept("main").config["cell"] == topic
    assert all(view.words for view in views if isinstance(view, Curve | Picture))


def test_counting_tables_know_what_they_counted():
    dataset = data.load("pydocs")
    losses = recurrent_text.simple_losses(dataset)
    single = np.bincount(dataset.y_train[: recurrent_text.BLOCKS].ravel())
    shares = single[single > 0] / single.sum()
    assert losses["frequencies"] == pytest.approx(-(shares * np.log(shares)).sum(), abs=0.1)
    assert losses["pairs"] < losses["frequencies"] - 0.3


@pytest.mark.parametrize("seed", SEEDS)
def test_gradients_vanish_explode_and_are_clipped(make_lab, seed):
    lab = make_lab("rnn", seed)
    small, drawn, large = (rnn_gradients.reach(lab, scale) for scale in (0.5, 1.0, 2.0))
    assert small[-1] < 1e-10 * small[0]
    assert large[-1] > 100 * large[0]
    assert small[-1] < drawn[-1] < large[-1]
    assert rnn_gradients.loss_gradient(lab, 3.0) > 1e4 * rnn_gradients.loss_gradient(lab, 0.5)
    without, clipped = (rnn_gradients._explosive_training(lab, limit).history["loss"] for limit in (None, 1.0))
    assert not np.isfinite(without).all() or max(without) > 1000
    assert np.isfinite(clipped).all()
    assert clipped[-1] < clipped[0] / 2


@pytest.mark.slow
def test_the_forecast_beats_persistence_and_comes_level_with_the_linear_model(make_lab):
    found = []
    for seed in SEEDS:
        lab = make_lab("rnn", seed)
        list(rnn.train_rnn(lab))
        found.append(rnn._errors(lab, lab.kept("main")))
    print(found)
    for errors in found:
        assert errors["network"] < errors["persistence"] / 3
        assert errors["network"] < 1.25 * errors["linear"]


@pytest.mark.slow
@pytest.mark.parametrize("length", [50, 100])
def test_gates_add_what_a_plain_network_cannot(make_lab, length):
    """The median of three seeds: plain RNN above 0.15, LSTM at most 0.01, GRU at most 0.005 with fewer parameters."""
    errors = {cell: [] for cell in DATA}
    times = {cell: [] for cell in DATA}
    counts = {}
    for seed in SEEDS:
        lab = make_lab("lstm", seed)
        for cell, found in errors.items():
            model, error, fitted = trained_adder(lab, length, cell)
            found.append(error)
            counts[cell] = model.count_params()
            print(length, cell, seed, model.count_params(), error, fitted.seconds, fitted.compile_seconds)
            times[cell].append(fitted.seconds + fitted.compile_seconds)
    assert np.median(errors["rnn"]) > 0.15
    assert np.median(errors["lstm"]) <= 0.01
    assert np.median(errors["gru"]) <= 0.005
    assert max(np.median(found) for found in times.values()) < 90
    # three sets of weights instead of four, and a second bias
    assert 0.75 <= counts["gru"] / counts["lstm"] < 0.78


@pytest.mark.slow
def test_a_closed_forget_gate_learns_late(make_lab):
    for seed in SEEDS:
        lab = make_lab("lstm", seed)
        errors = [trained_adder(lab, 100, "lstm", forget_bias=bias)[1] for bias in (0.0, None)]
        print(seed, errors)
        assert errors[1] < errors[0] / 5


@pytest.mark.slow
def test_at_equal_parameters_both_gated_networks_learn(make_lab):
    for seed in SEEDS:
        truth = gru_experiments.who_adds(make_lab("gru", seed))
        print(seed, truth.words)
        assert isinstance(truth, Truth)
        assert truth.answer == "The LSTM and the GRU"
