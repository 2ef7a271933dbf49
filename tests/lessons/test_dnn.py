"""The first lesson: its arithmetic is held equal to Keras, its claims to three seeds."""

import keras
import numpy as np
import pytest

from dlteach.content.lessons import load_lesson
from dlteach.lessons import dnn, dnn_digits, dnn_experiments, dnn_inside, dnn_tiny, dnn_training
from dlteach.lessons.dnn_bench import EDGE, SIDE, Moments, build_network, plane, points_map
from dlteach.training.devices import Device
from dlteach.training.evaluate import loss_and_accuracy
from dlteach.training.lab import Lab
from dlteach.views import Curve, Heatmap, Picture, Table, Truth

SEEDS = (0, 1, 2)


@pytest.fixture
def make_lab(tmp_path):
    def make(seed=0, epochs=None):
        defaults = {setting.name: setting.default for setting in load_lesson("dnn").settings}
        return Lab(
            tmp_path / str(seed),
            Device(keras.config.backend(), "cpu", "test"),
            settings=defaults,
            data_name="spirals",
            seed=seed,
            epochs=epochs,
        )

    return make


def only(kind, views):
    return [view for view in views if isinstance(view, kind)]


def test_backward_by_hand_is_the_backends_gradient():
    random = np.random.default_rng(0)
    for _ in range(20):
        weights = {name: random.normal(size=value.shape) for name, value in dnn_tiny.first_weights().items()}
        ours = dnn_tiny.backward(weights, dnn_tiny.forward(weights, dnn_tiny.INPUT), dnn_tiny.TARGET)
        theirs = dnn_tiny.keras_gradient(weights)
        np.testing.assert_allclose(dnn_tiny.in_order(ours), dnn_tiny.in_order(theirs), rtol=1e-4, atol=1e-5)


def test_backward_by_hand_is_the_slope_of_the_loss():
    weights, tiny = dnn_tiny.first_weights(), 1e-6
    gradient = dnn_tiny.backward(weights, dnn_tiny.forward(weights, dnn_tiny.INPUT), dnn_tiny.TARGET)
    for name, values in weights.items():
        for place in np.ndindex(values.shape):
            moved = {key: value.copy() for key, value in weights.items()}
            moved[name][place] += tiny
            slope = (dnn_tiny.loss_of(moved) - dnn_tiny.loss_of(weights)) / tiny
            assert np.asarray(gradient[name])[place] == pytest.approx(slope, abs=1e-4)


def test_small_steps_help_and_a_giant_leap_harms():
    weights = dnn_tiny.first_weights()
    losses = [dnn_tiny.loss_of(dnn_tiny.stepped(weights, rate)) for rate in (0, 0.001, 0.01, 0.02, 0.1)]
    assert losses[0] > losses[1] > losses[2] > losses[3]
    assert losses[4] > losses[0]


def test_the_text_tells_the_tiny_networks_numbers():
    # the prose of the lesson names the target, the blame of the output and h₂
    weights = dnn_tiny.first_weights()
    values = dnn_tiny.forward(weights, dnn_tiny.INPUT)
    assert dnn_tiny.TARGET == 1.5
    assert values["y"] - dnn_tiny.TARGET == 0.5
    assert values["h"][1] == 0.5


@pytest.mark.parametrize(
    ("function", "answer"),
    [
        (dnn.neuron_output, "1.5"),
        (dnn.first_layer_parameters, "48"),
        (dnn.batch_through_layer, "32, 16"),
        (dnn.blame_of_v2, "0.25"),
        (dnn.digit_parameters, "8320"),
    ],
)
def test_predictions_have_the_answer_a_pencil_finds(make_lab, function, answer):
    truth = function(make_lab())
    assert isinstance(truth, Truth)
    assert truth.answer == answer


def test_the_plane_is_laid_out_like_a_map():
    points = plane()
    assert points.shape == (SIDE * SIDE, 2)
    np.testing.assert_allclose(points[0], [-EDGE, EDGE])
    np.testing.assert_allclose(points[-1], [EDGE, -EDGE])
    corner = points_map(np.array([[-EDGE, EDGE]]), np.array([0]))
    assert (corner[0, 0] != 1).any()
    assert (corner[1:] == 1).all()


def test_moments_keep_the_weights_of_their_epochs():
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    moments = Moments([2])
    start = model.get_weights()
    model.fit(np.ones((4, 1)), np.full((4, 1), 9.0), epochs=3, verbose=0, callbacks=[moments])
    assert set(moments.weights) == {0, 2}
    np.testing.assert_array_equal(moments.weights[0][0], start[0])
    # the target lies above, so the weight keeps rising
    assert start[0] < moments.weights[2][0] < model.get_weights()[0]


def test_values_of_the_layers_end_in_what_the_model_says(make_lab):
    model = build_network(make_lab())
    points = plane()[::97]
    np.testing.assert_allclose(
        dnn_inside.layer_values(model, points)[-1], model.predict_on_batch(points), rtol=1e-4, atol=1e-5
    )


def test_a_straight_cut_finds_a_straight_boundary_and_no_ring():
    points = np.random.default_rng(0).normal(size=(400, 2))
    halves = (points[:, 0] + points[:, 1] > 0).astype(int)
    ring = (np.linalg.norm(points, axis=1) > 1.2).astype(int)
    assert dnn_inside.straight_cut(points, points, halves, halves) > 0.97
    assert dnn_inside.straight_cut(points, points, ring, ring) < 0.75


def test_waves_around_the_centre_are_counted():
    points = plane()
    angle = np.arctan2(points[:, 1], points[:, 0])
    for waves in (1, 2, 3):
        assert dnn_inside.sign_changes(np.sin(waves * angle + 0.3)) == 2 * waves


def test_the_push_lowers_the_mean_slope(make_lab):
    lab = make_lab()
    points = plane()[::37]
    plain = dnn_experiments.deep_network(lab, "sigmoid", 0.0)
    pushed = dnn_experiments.deep_network(lab, "sigmoid", dnn_experiments.PUSH)
    assert 0.2 < dnn_experiments.mean_slope(plain, points) <= 0.25
    assert dnn_experiments.mean_slope(pushed, points) < 0.03


def test_every_look_speaks_after_one_epoch(make_lab):
    lab = make_lab(epochs=1)
    list(dnn.straight_line(lab))
    list(dnn.train_network(lab))
    for look in (dnn.boundary_grows, dnn.one_trained_neuron, dnn.units_by_depth, dnn.line_on_each_layer):
        shown = list(look(lab))
        assert shown
        assert all(picture.words for picture in only(Picture, shown))
    labels = [tile.label for tile in only(Picture, dnn.boundary_grows(lab))[0].tiles]
    assert labels == ["start", "epoch 1", "test points"]


def test_a_look_trains_where_the_training_was_skipped(make_lab):
    lab = make_lab(epochs=1)
    assert only(Picture, dnn.boundary_grows(lab))
    assert lab.kept("main") is not None


def test_weights_of_empty_pixels_keep_their_first_values(make_lab):
    lab = make_lab(epochs=2)
    picture = only(Picture, dnn.first_weights(lab))[0]
    assert dnn_digits.never_inked(dnn_digits.digits(lab)).sum() > 0
    assert "these weights moved by 0." in picture.words


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_the_network_parts_the_spirals_where_a_line_fails(make_lab, seed):
    lab = make_lab(seed)
    list(dnn_training.straight_line(lab))
    model, data = dnn_training.trained(lab), lab.dataset()
    _, accuracy = loss_and_accuracy(model, data.x_test, data.y_test)
    print(f"seed {seed}: line {lab.memory['line']:.3f}, network {accuracy:.3f}")
    assert lab.memory["line"] < 0.75
    assert accuracy >= 0.97
    table = only(Table, dnn.line_on_each_layer(lab))[0]
    shares = [float(row[2].split()[0]) for row in table.rows]
    print(f"seed {seed}: straight cut by layer {shares}")
    assert shares[0] < 75
    assert shares[-1] >= 97
    # the first layer's edges need not help a straight cut; what is built from them does
    assert shares[1:] == sorted(shares[1:])


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_depth_beats_width_at_equal_cost(make_lab, seed):
    lab = make_lab(seed)
    table = only(Heatmap, dnn.depth_and_width(lab))[0].values
    print(f"seed {seed}: {table}")
    grid = lab.memory["grid"]
    assert grid[3, 8][0] > grid[1, 32][0] > grid[1, 4][0]
    truth = only(Truth, dnn.deep_or_wide(lab))[0]
    assert truth.answer == "three hidden layers of 8 units each"


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_only_the_middle_learning_rate_learns(make_lab, seed):
    rows = only(Table, dnn.learning_rates(make_lab(seed)))[0].rows
    small, right, large = (float(row[4].split()[0]) for row in rows)
    print(f"seed {seed}: {rows}")
    assert right >= 95
    assert max(small, large) < 75


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_gradients_vanish_in_saturated_sigmoids(make_lab, seed):
    shown = list(dnn.gradient_by_layer(make_lab(seed)))
    relu, sigmoid, saturated = (series.y for series in only(Curve, shown)[0].series)
    accuracies = [float(row[4].split()[0]) for row in only(Table, shown)[0].rows]
    print(f"seed {seed}: {relu} {sigmoid} {saturated} {accuracies}")
    assert relu[0] / relu[-2] > 0.05
    assert sigmoid[0] / sigmoid[-2] < 0.01
    assert saturated[0] / saturated[-2] < 1e-6
    assert accuracies[0] >= 90 > 75 > max(accuracies[1:])


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_hidden_layers_read_digits_better_than_none(make_lab, seed):
    rows = only(Table, dnn.train_digits(make_lab(seed)))[0].rows
    plain, deep = (float(row[3].split()[0]) for row in rows)
    print(f"seed {seed}: {plain} {deep}")
    assert deep > plain > 90
