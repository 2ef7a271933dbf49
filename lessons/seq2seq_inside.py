"""Looks into the trained translator: its attention, phrases it does not know, and beams."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np

from dlteach import inspect
from dlteach.data import Dataset
from dlteach.lessons.seq2seq_bench import KNOWN_PHRASE, gaze, translation
from dlteach.lessons.translation import written
from dlteach.models.beam import beam_search
from dlteach.views import Table, Text, Truth, View

# a separator belongs to what stands before it
PARTS = {"the weekday": slice(0, 9), "the day": slice(9, 11), "the month": slice(11, 17), "the year": slice(17, 21)}
MONTH_DIGITS = slice(5, 7)
OTHER_PHRASES = (
    "March 3 1998",
    "on 3 March 1998",
    "the third of March 1998",
    "31 February 1998",
    "3 March",
    "yesterday",
)
BEAM = 4
# what may follow what: token → (next token, probability)
CHAINS = {"<": {"a": 0.6, "b": 0.4}, "a": {"c": 0.5, "d": 0.5}, "b": {"c": 0.9, "d": 0.1}}


def attention_of_parts(model: Any, data: Dataset) -> Truth:
    """The part of a known phrase that gets most of the attention while the month is written."""
    _, source, target = translation(model, KNOWN_PHRASE, data)
    weights = gaze(model, source, target, data)[MONTH_DIGITS].mean(axis=0)
    shares = {part: float(weights[place].sum()) for part, place in PARTS.items()}
    most = max(shares, key=lambda part: shares[part])
    listed = ", ".join(f"{part} {100 * share:.0f} %" for part, share in shares.items())
    return Truth(
        most, f"{listed}; a space or comma counts with what stands before it. The mean of the month's two digits."
    )


def attention_picture(model: Any, data: Dataset, phrase: str) -> Iterator[View]:
    """The translation of a phrase, and where the network looks meanwhile."""
    answer, source, target = translation(model, phrase, data)
    yield Text(f"“{phrase}” becomes **{answer}**.")
    weights = gaze(model, source, target, data)[: len(answer)]
    yield inspect.attention_map(weights, list(answer), [sign.replace(" ", "␣") for sign in phrase], "Attention")


def other_phrases(model: Any, data: Dataset) -> Iterator[View]:
    """Phrases in forms that the training set does not have, some of which are no dates."""
    rows, real = [], 0
    for phrase in OTHER_PHRASES:
        answer, _, _ = translation(model, phrase, data)
        real += _is_date(answer)
        rows.append([phrase, answer, "yes" if _is_date(answer) else "no"])
    yield Table(
        "Phrases of forms it never saw", ["source", "written", "a day of the calendar"], rows, name="other-phrases"
    )
    yield Text(
        f"{real} of {len(OTHER_PHRASES)} answers are days of the calendar. The last three phrases name no such day, and "
        "still it answers each. It learned to *write* dates, not what a date is, and it has no way to say that it does not know."
    )


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def beams(model: Any, data: Dataset) -> Iterator[View]:
    """A toy where greedy decoding misses the likeliest text, and the dates, where it does not matter."""
    rows = []
    for width, name in ((1, "greedy"), (2, "a beam of 2")):
        text = _write_chain(width)
        chances = [CHAINS[before][token] for before, token in zip("<" + text, text, strict=False)]
        rows.append([name, text, " · ".join(f"{chance:g}" for chance in chances), f"{np.prod(chances):.2f}"])
    yield Table(
        "First token: a 0.6, b 0.4. After a: c or d, 0.5 each. After b: c 0.9, d 0.1",
        ["", "writes", "probabilities", "together"],
        rows,
        numeric=[3],
        name="beam",
    )
    yield Text("Greedy decoding takes the better first step. The beam keeps both, and finds the better whole.")
    x, y = data.x_test[:300], data.y_test[:300]
    greedy, beam = (100 * (written(model, x, data, width) == y).all(axis=1).mean() for width in (1, BEAM))
    verdict = (
        "it makes no difference here: a date leaves one possible answer, and the network is sure of it"
        if greedy == beam
        else "in translation, where many sentences are possible, the difference can be larger"
    )
    yield Text(f"On {len(x)} dates: greedy {greedy:.1f} % exact, a beam of {BEAM} {beam:.1f} %; {verdict}.")


def _write_chain(width: int) -> str:
    """The two letters that a beam of that width finds in `CHAINS`, by the beam search of the library."""
    signs = ["", "<", ">", "a", "b", "c", "d"]

    def following(texts: np.ndarray, place: int) -> np.ndarray:
        chances = np.zeros((len(texts), len(signs)))
        for row, text in zip(chances, texts, strict=True):
            for token, chance in CHAINS.get(signs[text[place]], {">": 1.0}).items():
                row[signs.index(token)] = chance
        with np.errstate(divide="ignore"):
            return np.log(chances)

    found = beam_search(
        following, batch=1, start_token=1, end_token=2, pad_token=0, max_length=3, beam_size=width, length_penalty=0.0
    )
    return "".join(signs[token] for token in found[0] if token > 2)
