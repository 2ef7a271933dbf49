"""What the lesson on pictures, films and sounds builds, trains and looks into; its directives name these functions."""

from __future__ import annotations

from dlteach.lessons.multimodal_by_hand import (
    bleu_by_hand,
    heaviest_part,
    network,
    pairs_of_words,
    picture_places,
    pieces,
    see_scenes,
)
from dlteach.lessons.multimodal_captions import copying, scenes, train_captions, without_attention
from dlteach.lessons.multimodal_films import (
    clips,
    film_mistakes,
    film_network,
    film_shape,
    film_window,
    order_of_frames,
    see_films,
    shuffled_frames,
    train_films,
)
from dlteach.lessons.multimodal_gaze import gaze, gaze_moves, samples, word_by_word
from dlteach.lessons.multimodal_sounds import half_right, heard_backwards, sound_network, train_sounds
from dlteach.lessons.multimodal_spectrograms import (
    one_column,
    row_in_hertz,
    save_sounds,
    see_sound,
    see_spectrograms,
    sounds,
    spectrogram_shape,
)
from dlteach.training.lab import Lab

__all__ = [
    "bleu_by_hand",
    "copying",
    "film_mistakes",
    "film_network",
    "film_shape",
    "film_window",
    "gaze",
    "gaze_moves",
    "half_right",
    "heard_backwards",
    "heaviest_part",
    "network",
    "one_column",
    "order_of_frames",
    "pairs_of_words",
    "picture_places",
    "pieces",
    "prepare",
    "row_in_hertz",
    "samples",
    "save_sounds",
    "see_films",
    "see_scenes",
    "see_sound",
    "see_spectrograms",
    "shuffled_frames",
    "sound_network",
    "spectrogram_shape",
    "train_captions",
    "train_films",
    "train_sounds",
    "without_attention",
    "word_by_word",
]


def prepare(lab: Lab) -> None:
    """Makes the data sets ahead, while the learner reads."""
    scenes(lab)
    clips(lab)
    sounds(lab)
