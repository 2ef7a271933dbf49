"""Looks inside a pre-trained BERT: it fills in the learner's sentence, and its words have neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from keras import ops

from dlteach.data.opinions import NEGATIVE, POSITIVE
from dlteach.errors import UsageError
from dlteach.inspect import attention_map
from dlteach.inspect.words import signed
from dlteach.lessons.bert_bench import CLS, MASK, UNKNOWN, guess_chances, guesser, numbered, shortened, vocabulary
from dlteach.lessons.bert_measures import sides
from dlteach.lessons.bert_training import pretrained
from dlteach.models import BERT
from dlteach.training.lab import Lab
from dlteach.views import Heatmap, Table, Text, View

OFFERED = 5
NEIGHBOURS = 3
ASKED = ("good", "clever", "dull", "stale", "film", "not", "function", "can")
# as many words of each side as a screen has room for
DRAWN = 5


def learners_sentence(lab: Lab) -> list[str]:
    """The learner's sentence as words, masks in capitals.

    Raises:
        UsageError: no word of it is hidden.
    """
    bare = [word.strip(".,!?") for word in str(lab.settings["sentence"]).split()]
    words = [MASK if word.upper() == MASK else word.lower() for word in bare]
    if MASK not in words:
        raise UsageError("No word of the sentence is hidden", f"Put {MASK} in place of one.")
    return words


def fill_in(lab: Lab) -> Iterator[View]:
    """The likeliest words for each mask of the learner's sentence."""
    words, known = learners_sentence(lab), vocabulary(lab)
    chances = guess_chances(lab, guesser(pretrained(lab)), numbered(lab, [words], strict=True))[0, 1:]
    for number, place in enumerate((at for at, word in enumerate(words) if word == MASK), start=1):
        best = chances[place].argsort()[::-1][:OFFERED]
        praise, blame = (float(chances[place][side].sum()) for side in sides(lab))
        yield Table(
            f"Mask {number} in “{' '.join(words)}”",
            ["word", "probability"],
            [[known[token] or "padding", f"{100 * chances[place][token]:.1f} %"] for token in best],
            numeric=[1],
            note=f"Words of praise together {100 * praise:.0f} %, of blame {100 * blame:.0f} %.",
            name=f"mask-{number}",
        )


def neighbours(lab: Lab) -> Iterator[View]:
    """The words whose embeddings point nearly the same way."""
    table = _directions(lab)
    known = list(vocabulary(lab))
    rows = []
    for word in ASKED:
        similar = table @ table[known.index(word)]
        near = [at for at in similar.argsort()[::-1] if known[at] not in ("", word, CLS, MASK, UNKNOWN)][:NEIGHBOURS]
        rows.append([word, *(f"{known[at]} {similar[at]:.2f}".replace("-", "−") for at in near)])
    yield Table(
        "Nearest words, by cosine similarity",
        ["word", "nearest", "second", "third"],
        rows,
        note="Each embedding is taken from the mean of all of them. Nobody told the network what praise is.",
        name="neighbours",
    )


def similarity(lab: Lab) -> Iterator[View]:
    """Praise against blame as a matrix."""
    table = _directions(lab)
    praise, blame = (table[side] for side in sides(lab))
    # the diagonal, each word with itself, is left out
    apart = ~np.eye(len(praise), dtype=bool)
    same = float(np.mean([(side @ side.T)[apart].mean() for side in (praise, blame)]))
    across = float((praise @ blame.T).mean())
    words = [*POSITIVE[:DRAWN], *NEGATIVE[:DRAWN]]
    chosen = np.concatenate([praise[:DRAWN], blame[:DRAWN]])
    yield Heatmap(
        f"Cosine similarity of {DRAWN} words of praise and {DRAWN} of blame",
        (chosen @ chosen.T).tolist(),
        f"Of all {2 * len(praise)} words, two of one side have {same:.2f} on average, one of praise and one of blame "
        f"{across:.2f}.".replace("-", "−"),
        row_labels=words,
        column_labels=words,
        decimals=1,
        name="similarity",
    )


def attention(lab: Lab) -> Iterator[View]:
    """What the hidden word of the learner's sentence looks at, head by head, and the map of the sharpest head."""
    words = learners_sentence(lab)
    maps = pretrained(lab).backbone.attention_weights(shortened(numbered(lab, [words], strict=True)))[:, 0]
    signs = [CLS, *words]
    place = signs.index(MASK)
    rows = []
    for layer in range(maps.shape[0]):
        for head in range(maps.shape[1]):
            best = maps[layer, head, place].argsort()[::-1][:3]
            told = ", ".join(f"{signs[at]} {100 * maps[layer, head, place, at]:.0f} %" for at in best)
            rows.append([f"{layer + 1}", f"{head + 1}", told])
    yield Table("Where the hidden word looks", ["layer", "head", "at"], rows, numeric=[0, 1], name="hidden-word-looks")
    layer, head = (int(at) for at in np.unravel_index(maps[:, :, place].max(axis=-1).argmax(), maps.shape[:2]))
    yield attention_map(maps[layer, head], signs, title=f"Layer {layer + 1}, head {head + 1}")


def one_word_twice(lab: Lab) -> Iterator[View]:
    """The vector of one word in two sentences, before and after the blocks, and that of a hidden one."""
    # at the same place in both, so that its place cannot be what makes the difference
    sentences = [
        f"the film was {first} and the plot was {last}" for first, last in (("really {}", "clever"), ("not {}", "dull"))
    ]
    before, after = _likeness(lab, [sentence.format("good") for sentence in sentences], "good")
    _, hidden = _likeness(lab, [sentence.format(MASK) for sentence in sentences], MASK)
    first, second = (sentence.format("good") for sentence in sentences)
    yield Text(
        f"“good” stands at the same place in *{first}* and in *{second}*. In the table of embeddings it is one vector, cosine "
        f"similarity {signed(before, '.2f')}. Behind the blocks it is {signed(after, '.2f')}: something of the "
        "sentence has been mixed in.\n\n"
        f"Now hide it in both. The vectors of {MASK} have {signed(hidden, '.2f')}."
        + (" A hidden word has only its sentence to go by." if hidden < after else "")
    )


def _likeness(lab: Lab, sentences: Sequence[str], word: str) -> tuple[float, float]:
    """The cosine similarity of a word's vectors in two sentences, in the table and behind the blocks."""
    backbone = pretrained(lab).backbone
    table, inside = [], []
    for sentence in sentences:
        words = sentence.split()
        tokens, place = numbered(lab, [words]), 1 + words.index(word)
        table.append(ops.convert_to_numpy(backbone.token_embedding(tokens))[0, place])
        inside.append(ops.convert_to_numpy(backbone(BERT.pack(tokens))["sequence_output"])[0, place])
    before, after = (float(a @ b / np.linalg.norm(a) / np.linalg.norm(b)) for a, b in (table, inside))
    return before, after


def _directions(lab: Lab) -> np.ndarray:
    """The embeddings of all tokens, each less the mean of all and then of length 1."""
    count = len(vocabulary(lab))
    table = ops.convert_to_numpy(pretrained(lab).backbone.token_embedding(np.arange(count)[None]))[0]
    table = table - table.mean(axis=0)
    return table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
