"""Scenes, clips and sounds: captions say what is drawn, single frames say nothing, words are built of their formants."""

from itertools import pairwise

import numpy as np
import pytest

from dlteach import data
from dlteach.data import clips as films
from dlteach.data import scenes as pictures
from dlteach.data import sounds as speech
from dlteach.errors import DataError


def blobs(picture, colour):
    """Rows and columns of the pixels that are nearest to a colour, and far from the dark ground."""
    palette = np.array(list(pictures.COLOURS.values()))
    distance = ((picture[:, :, None] - palette * 0.9) ** 2).sum(axis=-1)
    wanted = list(pictures.COLOURS).index(colour)
    return np.argwhere((distance.argmin(axis=-1) == wanted) & (picture.max(axis=-1) > 0.5))


def test_a_caption_says_what_is_drawn_and_where():
    scenes = data.load("scenes", size=600)
    seen = 0
    for picture, caption in zip(scenes.x_train, scenes.extra["captions_train"], strict=True):
        words = caption.split()
        first = blobs(picture, words[1])
        assert len(first) > 8, caption
        if len(words) > 3 and words[1] != words[-2]:
            second = blobs(picture, words[-2])
            axis = 0 if "above" in words else 1
            assert first[:, axis].mean() < second[:, axis].mean() - 4, caption
            seen += 1
    assert seen > 200


def test_the_numbers_spell_the_captions():
    scenes = data.load("scenes", size=200)
    vocabulary = scenes.extra["vocabulary"]
    for row, caption in zip(scenes.y_test, scenes.extra["captions_test"], strict=True):
        assert [vocabulary[number] for number in row if number] == [*caption.split(), vocabulary[scenes.extra["end"]]]


def test_new_captions_occur_in_the_test_alone():
    scenes = data.load("scenes")
    before = {*scenes.extra["captions_train"], *scenes.extra["captions_validation"]}
    new = scenes.extra["new_test"]
    assert new.sum() == len(new) // 2
    for caption, is_new in zip(scenes.extra["captions_test"], new, strict=True):
        if is_new:
            assert caption not in before
    words = {word for caption in before for word in caption.split()}
    assert words == {word for caption in scenes.extra["captions_test"] for word in caption.split()}


def test_every_frame_of_every_action_follows_the_same_law():
    """Place, by the brightest pixel, is even over the picture in the first and in the last frame, whatever the action."""
    clips = data.load("clips", size=4_000)
    for frame in (0, -1):
        bright = clips.x_train[:, frame, :, :, 0].reshape(len(clips.x_train), -1).argmax(axis=1)
        for action in range(len(films.ACTIONS)):
            row, column = np.divmod(bright[clips.y_train == action], clips.x_train.shape[3])
            # the mean of n even draws over 20 pixels scatters by 5.8 / √n, here about 0.29
            assert row.mean() == pytest.approx(9.5, abs=1.2)
            assert column.mean() == pytest.approx(9.5, abs=1.2)


@pytest.mark.parametrize(("action", "axis", "step"), [("moves left", 1, -1), ("moves up", 0, -1), ("moves down", 0, 1)])
def test_a_shape_goes_where_its_action_says(action, axis, step):
    """The next frame fits best when the last one is rolled that way by one or two pixels."""
    clips = data.load("clips", size=300)
    for film in clips.x_train[clips.y_train == films.ACTIONS.index(action)][:20, :, :, :, 0]:
        errors = {
            shift: sum(((np.roll(a, shift, axis) - b) ** 2).sum() for a, b in pairwise(film)) for shift in range(-3, 4)
        }
        assert min(errors, key=errors.get) in (step, 2 * step)


def test_what_grows_grows():
    clips = data.load("clips", size=1_000)
    area = (clips.x_train[..., 0] - np.median(clips.x_train, axis=(2, 3, 4))[..., None, None]).clip(0).sum(axis=(2, 3))
    rising = (np.diff(area, axis=1) > 0).mean(axis=1)
    assert rising[clips.y_train == films.ACTIONS.index("grows")].mean() > 0.75
    assert rising[clips.y_train == films.ACTIONS.index("shrinks")].mean() < 0.25


def test_vowels_are_loud_at_their_formants():
    """The strongest frequencies of the two halves of a word lie near the first formants of its two vowels."""
    sounds = data.load("sounds", size=400)
    assert np.abs(sounds.x_train).max() <= 1
    frequency = np.fft.rfftfreq(512, 1 / speech.RATE)
    # "ai" has its low formant near 730 Hz at first and near 270 Hz at last
    for word, falls in (("ai", True), ("ia", False)):
        low = []
        for x in sounds.x_train[sounds.y_train == speech.WORDS.index(word)]:
            loud = np.flatnonzero(np.convolve(x**2, np.ones(200) / 200, "same") > 0.1 * (x**2).max() / 4)
            third = (loud[-1] - loud[0]) // 4
            ends = x[loud[0] : loud[0] + third], x[loud[-1] - third : loud[-1]]
            spectra = [np.abs(np.fft.rfft(part * np.hanning(len(part)), 512))[: len(frequency)] for part in ends]
            low.append([frequency[(spectrum * (frequency < 1_000)).argmax()] for spectrum in spectra])
        begin, end = np.median(low, axis=0)
        assert (begin > end + 150) == falls


@pytest.mark.parametrize(
    ("name", "options", "problem"),
    [
        ("scenes", {"side": 8}, "cannot be drawn on 8 pixels"),
        ("clips", {"frames": 1}, "in 1 frames"),
        ("sounds", {"size": 30_000}, "too long to make"),
    ],
)
def test_what_cannot_be_made_is_refused(name, options, problem):
    with pytest.raises(DataError, match=problem):
        data.load(name, **options)
