"""One small GPT with three trades: it chats, answers questions on a text, and sums a story up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import keras
import numpy as np
from keras import ops

from dlteach.lessons.gpt_corpus import END, TRADES, Piece, questions_out_of_order, write
from dlteach.models import GPT
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, View

TEXTS, HELD_OUT = 9_000, 600
EPOCHS, BATCH = 9, 32
LAYERS, HEADS, WIDTH = 3, 4, 64
LEARNING_RATE = 4e-3
IGNORED = 0


class Corpus:
    """The texts as words, their numbers, and the unseen ones."""

    def __init__(self, seed: int):
        pieces = write(TEXTS + HELD_OUT, seed)
        self.train, self.unseen = pieces[:TEXTS], pieces[TEXTS:]
        self.vocabulary = ("", *sorted({word for piece in pieces for word in piece.words}))
        self.number = {word: index for index, word in enumerate(self.vocabulary)}
        self.length = max(len(piece.words) for piece in pieces)

    def tokens(self, pieces: Sequence[Piece]) -> np.ndarray:
        """(texts, longest text), filled up with 0."""
        result = np.zeros((len(pieces), self.length), "int32")
        for row, piece in zip(result, pieces, strict=True):
            row[: len(piece.words)] = [self.number[word] for word in piece.words]
        return result

    def graded(self, pieces: Sequence[Piece]) -> tuple[np.ndarray, np.ndarray]:
        """Inputs, and the next words of the answers; what was given is not graded, its targets are 0."""
        tokens = self.tokens(pieces)
        targets = tokens[:, 1:].copy()
        for row, piece in zip(targets, pieces, strict=True):
            row[: len(piece.given) - 1] = IGNORED
        return tokens[:, :-1], targets


def corpus(lab: Lab) -> Corpus:
    """The corpus of this session."""
    if "corpus" not in lab.memory:
        lab.memory["corpus"] = Corpus(lab.seed)
    return lab.memory["corpus"]


def see_corpus(lab: Lab) -> Iterator[View]:
    """One text of each trade, and how many there are."""
    texts = corpus(lab)
    for trade in TRADES:
        piece = next(piece for piece in texts.unseen if piece.trade == trade)
        yield Text(f"**{trade}**: {' '.join(piece.given)} *{' '.join(piece.answer)}*")
    yield Text(
        f"{len(texts.train):,} such texts to train on, {len(texts.unseen)} others to test; {len(texts.vocabulary) - 1} "
        f"different words, each a token. No text is longer than {texts.length} tokens. All of them are generated."
    )


def train_assistant(lab: Lab) -> Iterator[View]:
    """Trains the small GPT on all three trades at once and counts its exact answers to unseen texts."""
    texts = corpus(lab)
    keras.utils.set_random_seed(lab.seed)
    model = GPT(
        vocabulary_size=len(texts.vocabulary),
        num_layers=LAYERS,
        num_heads=HEADS,
        hidden_dim=WIDTH,
        max_sequence_length=texts.length,
        dropout=0.0,
        name="assistant",
    )
    steps = (lab.epochs or EPOCHS) * (len(texts.train) // BATCH)
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, steps, alpha=0.1, warmup_target=LEARNING_RATE, warmup_steps=max(1, steps // 20)
    )
    lab.compile(
        model,
        "attention",
        optimizer=keras.optimizers.AdamW(schedule, weight_decay=0.01, beta_2=0.99, global_clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=IGNORED),
    )
    x, y = texts.graded(texts.train)
    fitted = lab.fit(model, x, y, kind="attention", epochs=EPOCHS, title="GPT with three trades", batch_size=BATCH)
    lab.keep("assistant", model)
    right = {trade: share_right(texts, model, _of(texts.unseen, trade)) for trade in TRADES}
    plain = {trade: likeliest_answer(texts, trade) for trade in TRADES}
    yield Table(
        "Unseen texts answered exactly, word for word",
        ["trade", "texts", "GPT", "always the commonest answer"],
        [
            [
                trade,
                str(len(_of(texts.unseen, trade))),
                f"{100 * right[trade]:.1f} %",
                f"{100 * plain[trade]:.1f} %",
            ]
            for trade in TRADES
        ],
        numeric=[1, 2, 3],
        note=f"{model.count_params():,} parameters, {fitted.steps:,} steps in {fitted.seconds:.1f} s.",
        name="trades",
    )
    lab.log(
        "GPT with three trades",
        {**{f"{trade} exact %": 100 * share for trade, share in right.items()}, "parameters": model.count_params()},
        fitted.seconds,
        steps=fitted.steps,
        layers=LAYERS,
        heads=HEADS,
        width=WIDTH,
    )


def talk(lab: Lab) -> Iterator[View]:
    """The trained network at work: two texts of each trade that it has never seen."""
    texts, model = corpus(lab), _assistant(lab)
    rows = []
    for trade in TRADES:
        for piece in _of(texts.unseen, trade)[:2]:
            answer = " ".join(answered(texts, model, piece.given))
            rows.append([" ".join(piece.given), answer, "yes" if answer == " ".join(piece.answer) else "no"])
    yield Table("Prompt and answer", ["it is given", "it writes", "right"], rows, name="talk")


def out_of_order(lab: Lab) -> Iterator[View]:
    """The same questions on days that are told in another order."""
    texts, model = corpus(lab), _assistant(lab)
    pieces = questions_out_of_order(200, lab.seed)
    as_usual = share_right(texts, model, _of(texts.unseen, "question"))
    other = share_right(texts, model, pieces)
    yield Text(
        f"Questions on days told from morning to evening: {100 * as_usual:.0f} % right. The same on days told in another "
        f"order: {100 * other:.0f} %."
    )
    if other < as_usual / 2:
        yield Text(
            "Mostly it had learned *where* the answer stands, because the order never changed in its training texts, and not "
            "what “in the morning” means. A fluent answer is no proof of understanding. Test a model on what its "
            "training texts did not show."
        )
    else:
        yield Text(
            "Here it looked at what was asked, and not only at where answers used to stand. You could not have known from "
            "the first number: test a model on what its training texts did not show."
        )


def share_right(texts: Corpus, model: GPT, pieces: Sequence[Piece]) -> float:
    """The share of answers whose every word is the likeliest one, which is what greedy writing gives."""
    x, y = texts.graded(pieces)
    chosen = ops.convert_to_numpy(ops.argmax(model(x), axis=-1))
    return float(((chosen == y) | (y == IGNORED)).all(axis=1).mean())


def likeliest_answer(texts: Corpus, trade: str) -> float:
    """How often the commonest answer of the training texts is right."""
    answers = [piece.answer for piece in _of(texts.train, trade)]
    commonest = max(set(answers), key=lambda answer: (answers.count(answer), answer))
    return float(np.mean([piece.answer == commonest for piece in _of(texts.unseen, trade)]))


def answered(texts: Corpus, model: GPT, given: Sequence[str]) -> list[str]:
    """What the network writes behind some words, likeliest word by likeliest word, up to the end sign."""
    prompt = np.array([texts.number[word] for word in given], "int32")
    whole = model.generate(prompt, texts.length - len(prompt), temperature=0, end_token=texts.number[END])
    words = [texts.vocabulary[token] for token in whole[len(prompt) :]]
    return words[: words.index(END)] if END in words else words


def _of(pieces: Sequence[Piece], trade: str) -> list[Piece]:
    return [piece for piece in pieces if piece.trade == trade]


def _assistant(lab: Lab) -> GPT:
    """The trained network; it is trained now when that step was skipped."""
    return lab.trained(train_assistant, GPT, name="assistant")
