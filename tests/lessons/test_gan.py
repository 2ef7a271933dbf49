"""The GAN lesson's claims: all modes are found, a hurried generator loses them, and comparing samples mends it."""

import keras
import numpy as np
import pytest

from dlteach import data, views
from dlteach.content.lesson import Call, Predict
from dlteach.content.lessons import load_lesson
from dlteach.lessons import adversarial_bench, digit_reader, gan, gan_by_hand, gan_collapse
from dlteach.training.devices import Device
from dlteach.training.lab import Lab
from dlteach.tutor.options import settings_of

LESSON = load_lesson("gan")


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
                for view in shown(getattr(gan, step.function)(lab)):
                    assert isinstance(view, views.View | views.Truth)


def test_samples_of_the_ring_itself_cover_every_mode():
    ring = data.load("gaussians", size=4000)
    found = adversarial_bench.coverage(ring.x_train, ring.extra["centres"])
    assert found.found == found.modes == 8
    assert found.near > 0.999
    assert sum(found.shares) == pytest.approx(found.near)


@pytest.mark.parametrize("modes", [0, 1, 3])
def test_modes_are_counted_one_by_one(modes):
    centres = data.load("gaussians", size=100).extra["centres"]
    # a tenth of the samples lies far out, the rest on the first few modes
    samples = np.concatenate([np.full((10, 2), 9.0), np.repeat(centres[:modes], 90 // max(1, modes), axis=0)])
    assert adversarial_bench.coverage(samples, centres).found == modes


def test_a_mode_visited_by_one_sample_in_a_hundred_is_not_found():
    centres = data.load("gaussians", size=100).extra["centres"]
    samples = np.concatenate([np.repeat(centres[:1], 99, axis=0), centres[1:2]])
    assert adversarial_bench.coverage(samples, centres).found == 1


def test_predictions_follow_the_settings(tmp_path):
    lab = make_lab(tmp_path)
    # 128·(2+1) + 128·(128+1) + 2·(128+1)
    assert gan_by_hand.generator_parameters(lab).answer == "17154"
    assert gan_by_hand.equilibrium_loss(lab).answer == "1.386"
    assert gan_by_hand.closeness_when_collapsed(make_lab(tmp_path, batch_size=64)).answer == "63"


def test_the_spread_of_a_cloud_does_not_depend_on_where_it_lies():
    cloud = np.random.default_rng(0).normal(0, 0.3, (20_000, 2))
    assert gan_collapse._spread(cloud + np.array([5, -5])) == pytest.approx(0.3, rel=0.02)


def test_the_map_has_the_first_point_at_the_upper_left():
    points = adversarial_bench.plane()
    edge = adversarial_bench.EDGE
    assert tuple(points[0]) == pytest.approx((-edge, edge))
    image = adversarial_bench.density(np.full((50, 2), [-edge + 0.01, edge - 0.01]))
    assert image[0, 0] == image.min() < 0.1
    assert (image < 1).sum() == 1


def test_a_copied_digit_has_no_distance():
    images = data.load("digits").x_test[:5]
    assert adversarial_bench.nearest(images, images) == pytest.approx(np.zeros(5), abs=1e-3)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_all_eight_modes_are_found(seed, tmp_path):
    (result,) = [view for view in gan.train_gan(make_lab(tmp_path, seed=seed)) if isinstance(view, views.Result)]
    assert result.line == "modes found: 8 of 8"


@pytest.mark.slow
def test_collapse_and_remedy_hold_on_four_of_five_seeds(tmp_path):
    # none of these seeds was looked at when the settings were chosen
    held, told = 0, []
    for seed in range(201, 206):
        lab = make_lab(tmp_path / str(seed), seed=seed)
        without = gan_collapse._outcome(lab, 0).found
        beside = gan_collapse._outcome(lab, gan_collapse.KERNELS).found
        told.append((without, beside))
        held += without <= 2 and beside >= without + 3
    print(told)
    assert held >= 4, told


@pytest.mark.slow
def test_the_digits_can_be_read(tmp_path):
    (result,) = [view for view in gan.train_on_digits(make_lab(tmp_path)) if isinstance(view, views.Result)]
    assert float(result.line.split()[-2]) >= 60
