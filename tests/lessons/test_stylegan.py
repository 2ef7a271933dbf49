"""The StyleGAN lesson's claims: what it measures is right, its looks obey their laws, and mixing transfers by attribute."""

import statistics

import keras
import numpy as np
import pytest

from dlteach import views
from dlteach.content.lesson import Call, Predict
from dlteach.content.lessons import load_lesson
from dlteach.lessons import stylegan, stylegan_bench, stylegan_experiments, stylegan_training
from dlteach.training.devices import Device
from dlteach.training.lab import Lab
from dlteach.tutor.options import settings_of

LESSON = load_lesson("stylegan")
SMALL = {"filters": 4, "latent_dim": 4, "batch_size": 4}


def make_lab(folder, epochs=None, seed=0, **settings):
    device = Device(keras.backend.backend(), "cpu", "test")
    settings = {name: str(value) for name, value in settings.items()}
    return Lab(folder, device, settings=settings_of(LESSON, settings), data_name="shapes", seed=seed, epochs=epochs)


def shown(outcome):
    return [outcome] if isinstance(outcome, views.Truth) else list(outcome)


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    """A lab whose small network was trained for a few steps."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stylegan_bench, "STEPS_AN_EPOCH", 2)
        lab = make_lab(tmp_path_factory.mktemp("lab"), epochs=1, **SMALL)
        stylegan_training.trained(lab)
        yield lab


def discs():
    """Discs of known place, radius and colour, (3, 16, 16, 3) in [−1, 1]."""
    rows, columns = np.mgrid[:16, :16]
    images = []
    for row, column, radius, colour in [(5, 9, 3, (1, 0, 0)), (10, 4, 2, (0, 0.5, 0.5)), (8, 8, 4, (0.2, 0.4, 0.8))]:
        inside = (rows - row) ** 2 + (columns - column) ** 2 <= radius**2
        images.append(2 * inside[..., None] * np.array(colour) - 1)
    return np.array(images)


def test_place_size_and_colour_are_measured():
    found = stylegan_bench.measured(discs())
    np.testing.assert_allclose(found.place, [[5, 9], [10, 4], [8, 8]], atol=1e-9)
    np.testing.assert_allclose(found.size[:, 0], np.sqrt([29, 13, 49]), atol=1e-9)
    np.testing.assert_allclose(found.colour, [[1, 0, 0], [0, 1, 1], [0.25, 0.5, 1]], atol=1e-9)


def test_who_is_followed():
    found = stylegan_bench.measured(discs())
    other = stylegan_bench.measured(discs()[[1, 2, 0]])
    assert stylegan_bench.follows_first(found, found, other) == {"place": 1, "size": 1, "colour": 1}
    assert stylegan_bench.follows_first(other, found, other) == {"place": 0, "size": 0, "colour": 0}
    assert stylegan_bench.follows_first(other, found, found) == {"place": 0.5, "size": 0.5, "colour": 0.5}


def test_the_real_pictures_are_single_vivid_discs(short):
    real = stylegan_bench.pictures(short)
    assert real.shape[1:] == (32, 32, 3)
    assert len(real) >= stylegan_bench.STEPS_AN_EPOCH * 16
    assert real.min() == -1
    assert real.max() <= 1
    found = stylegan_bench.measured(real)
    assert (found.colour.max(axis=1) - found.colour.min(axis=1)).min() > 0.49
    # a disc of the data has a radius of 15 to 30 % of the side, so its area's root is √π times that
    assert 7 < found.size.min() < found.size.max() < 18


def test_every_step_plays(short):
    for section in LESSON.sections:
        for step in section.steps:
            if isinstance(step, Call | Predict):
                for view in shown(getattr(stylegan, step.function)(short)):
                    assert isinstance(view, views.View | views.Truth)


def test_predictions_agree_with_the_formulas(tmp_path):
    lab = make_lab(tmp_path)
    answers = [
        stylegan.mapping_parameters(lab).answer,
        stylegan.deviation_after_adain(lab).answer,
        stylegan.first_map_shape(lab).answer,
        stylegan.style_count(lab).answer,
    ]
    assert answers == [str(2 * (32 * 32 + 32)), "3", "4, 4, 32", "8"]


def test_mixing_goes_from_one_parent_to_the_other(short):
    shares = stylegan_experiments.transfers(short)
    assert list(shares) == list(range(9))
    # pictures of a hardly trained network may be equal in an attribute: then neither parent is nearer
    assert max(shares[0].values()) <= 0.5 <= min(shares[8].values())


def test_noise_is_put_back_after_the_experiment(short):
    gan = stylegan_training.trained(short)
    before = [keras.ops.convert_to_numpy(weight).copy() for weight in gan.weights]
    shown(stylegan.noise_on_and_off(short))
    for weight, old in zip(gan.weights, before, strict=True):
        np.testing.assert_array_equal(keras.ops.convert_to_numpy(weight), old)


def test_truncated_to_nothing_all_pictures_are_one(short):
    picture, table, _ = shown(stylegan.truncation(short))
    last = [tile.pixels for tile in picture.tiles[-6:]]
    assert len(set(last)) == 1
    assert len({tile.pixels for tile in picture.tiles[:6]}) > 1
    spreads = [float(row[1]) for row in table.rows]
    assert spreads == sorted(spreads, reverse=True)
    assert spreads[-1] == 0


def test_both_networks_can_be_trained(tmp_path, monkeypatch):
    monkeypatch.setattr(stylegan_bench, "STEPS_AN_EPOCH", 2)
    lab = make_lab(tmp_path, epochs=1, network="stylegan", **SMALL)
    assert type(stylegan_training.trained(lab)).__name__ == "StyleGAN"
    assert shown(stylegan.pieces(lab))


@pytest.mark.parametrize("network", ["stylegan", "stylegan2"])
def test_pieces_run_from_the_smallest_size_to_the_next(tmp_path, network):
    (table,) = shown(stylegan.pieces(make_lab(tmp_path, network=network, **SMALL)))
    sizes = [int(shape.split(",")[0]) for _, shape, _ in table.rows if shape.count(",") == 2]
    assert sizes == sorted(sizes)
    assert set(sizes) == {4, 8}


def test_a_flooded_picture_does_not_count_as_one_of_a_bright_thing():
    images = np.full((4, 32, 32, 3), -1.0)
    images[1, :15] = images[2, :17] = 1.0  # less than half of the pixels, and more
    images[3, 4:8, 4:8] = -0.5  # too dark to be seen
    assert [stylegan_training._seen(images[[number]]) for number in range(4)] == [0, 1, 0, 0]


@pytest.mark.slow
def test_place_follows_the_coarse_style_and_colour_the_fine_one(tmp_path):
    found = []
    for seed in (0, 1, 2):
        lab = make_lab(tmp_path / str(seed), seed=seed)
        (result,) = [view for view in stylegan.train_gan(lab) if isinstance(view, views.Result)]
        assert float(result.line.split("%")[0]) >= 85
        cut = stylegan_experiments.best_crossover(lab)
        assert 0 < cut < 8
        assert stylegan.who_gives_the_colour(lab).answer == "the fine styles"
        found.append(stylegan_experiments.transfers(lab)[cut])
        print(seed, cut, found[-1])
    place, size, colour = (statistics.median(shares[name] for shares in found) for name in ("place", "size", "colour"))
    assert place >= 0.9
    assert size >= 0.65
    # half would mean that the style does not matter
    assert colour <= 0.2
