"""The Wasserstein lesson's claims: all modes, a loss that follows the true distance, and what clipping does."""

import keras
import numpy as np
import pytest
from scipy.stats import wasserstein_distance

from dlteach import views
from dlteach.content.lesson import Call, Predict
from dlteach.content.lessons import load_lesson
from dlteach.lessons import digit_reader, wgan, wgan_bench, wgan_by_hand, wgan_experiments, wgan_inside, wgan_training
from dlteach.training.devices import Device
from dlteach.training.lab import Lab
from dlteach.tutor.options import settings_of

LESSON = load_lesson("wgan")


def make_lab(folder, epochs=None, seed=0, **settings):
    device = Device(keras.backend.backend(), "cpu", "test")
    return Lab(folder, device, settings=settings_of(LESSON, settings), data_name="gaussians", seed=seed, epochs=epochs)


def shown(outcome):
    return [outcome] if isinstance(outcome, views.Truth) else list(outcome)


def test_every_step_plays_with_one_epoch(tmp_path, monkeypatch):
    monkeypatch.setattr(digit_reader, "READER_EPOCHS", 1)
    lab = make_lab(tmp_path, epochs=1, units=8)
    for section in LESSON.sections:
        for step in section.steps:
            if isinstance(step, Call | Predict):
                for view in shown(getattr(wgan, step.function)(lab)):
                    assert isinstance(view, views.View | views.Truth)


def test_the_true_distance_is_scipys_on_a_line():
    random = np.random.default_rng(0)
    first, second = random.normal(0, 1, (200, 1)), random.normal(2, 3, (200, 1))
    expected = wasserstein_distance(first[:, 0], second[:, 0])
    assert wgan_bench.true_distance(first, second) == pytest.approx(expected, rel=1e-9)


def test_the_true_distance_of_a_moved_cloud_is_the_way_it_moved():
    cloud = np.random.default_rng(1).normal(0, 1, (100, 2))
    assert wgan_bench.true_distance(cloud, cloud + np.array([3, 4])) == pytest.approx(5)
    assert wgan_bench.true_distance(cloud, cloud[::-1]) == pytest.approx(0)


def test_slopes_are_those_of_finite_differences(tmp_path):
    model = wgan_bench.build_wgan_gp(make_lab(tmp_path, units=16))
    points = np.random.default_rng(2).normal(0, 1, (20, 2)).astype("float32")
    small = 1e-2
    differences = []
    for axis in (0, 1):
        step = np.zeros(2, "float32")
        step[axis] = small
        ahead, behind = (keras.ops.convert_to_numpy(model.critic(points + sign * step)) for sign in (1, -1))
        differences.append((ahead - behind)[:, 0] / (2 * small))
    # a kink between the two points makes a difference, so most of them must agree
    apart = np.abs(wgan_inside.slopes(model, points) - np.linalg.norm(differences, axis=0))
    assert np.median(apart) < 1e-3


def test_predictions_follow_the_settings(tmp_path):
    assert wgan_by_hand.earth_moved(make_lab(tmp_path)).answer == "3"
    assert float(wgan_by_hand.clipped_slope(make_lab(tmp_path)).answer) == pytest.approx(1e-6)
    assert wgan_by_hand.critic_steps(make_lab(tmp_path)).answer == "200"
    assert wgan_by_hand.critic_steps(make_lab(tmp_path, n_critic=10)).answer == "100"


def test_negative_heights_have_true_minus_signs(tmp_path):
    (told,) = [view.markdown for view in wgan.critic_by_hand(make_lab(tmp_path)) if isinstance(view, views.Text)]
    # heights 3 and 2 of real samples, 0.5 and 1 of generated ones
    assert "**1.75**; the critic minimises **−1.75**, the generator **−0.75**" in told


def test_a_swing_of_the_estimate_is_told():
    swinging = wgan_training._told([1.0, 0.1, 0.4, 0.7, 0.5, 0.4, 0.3, 0.2])
    assert swinging.startswith(
        "It starts at 1.000, falls to 0.100 in epoch 2, rises to 0.700 in epoch 4, and ends at 0.200"
    )
    assert wgan_training._told([1.0, 0.8, 0.5]) == "It starts at 1.000 and ends at 0.500 after epoch 3."
    assert wgan_training._told([-0.5]) == "It starts at −0.500 and ends at −0.500 after epoch 1."


def test_a_small_slope_is_written_without_a_power_of_ten():
    assert [wgan_inside._plain(number) for number in (6.61e-5, 0.0025, 1.84, 123.4)] == [
        "0.000066",
        "0.0025",
        "1.8",
        "120",
    ]


def test_a_clipped_critic_stays_within_its_clip(tmp_path):
    lab = make_lab(tmp_path, epochs=1, units=8)
    for outcome in wgan_experiments._outcomes(lab)[:-1]:
        largest = max(float(np.abs(weight).max()) for weight in outcome.model.critic.get_weights())
        assert largest <= outcome.model.clip * (1 + 1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_all_modes_and_a_loss_that_follows_the_distance(seed, tmp_path):
    lab = make_lab(tmp_path, seed=seed)
    (modes,) = [view.line for view in wgan.train_wgan(lab) if isinstance(view, views.Result)]
    (together,) = [view.line for view in wgan.loss_against_distance(lab) if isinstance(view, views.Result)]
    print(modes, together)
    assert modes == "modes found: 8 of 8"
    assert float(together.split()[-1]) > 0.7


@pytest.mark.slow
def test_a_tight_clip_loses_to_the_penalty(tmp_path):
    tight, loose, penalty = wgan_experiments._outcomes(make_lab(tmp_path))
    assert tight.found.found <= 2
    assert penalty.found.found == 8
    assert loose.found.found > tight.found.found
