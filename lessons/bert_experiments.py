"""The experiments of the BERT lesson: what pre-training is worth, frozen against fine-tuned, and the mask rate."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dlteach.lessons.bert_baseline import by_counting_words
from dlteach.lessons.bert_bench import FINE_TUNING_EPOCHS, Tuned, fine_tune, labelled, opinions, pretrain
from dlteach.lessons.bert_measures import MEASURED_RATE, review_hits
from dlteach.lessons.bert_training import build_pretraining, on_documentation, pretrained, unlabelled
from dlteach.training.lab import Lab
from dlteach.views import Result, Table, Text, Truth, View

SEEDS = 3
RATES = (0.05, 0.15, 0.4, 0.8)
RATE_STEPS = 300
# below this accuracy a classifier of two classes has learned little more than to guess
LITTLE = 0.65
SCRATCH, READ_DOCUMENTATION, FROZEN, TUNED = "from scratch", "after documentation", "frozen", "after both"


def scratch_accuracy(lab: Lab) -> Truth:
    """The accuracy of a BERT that was never pre-trained, on a few labelled opinions."""
    tuned = _accuracies(lab, SCRATCH)
    return Truth(
        f"{100 * np.mean(tuned):.0f}",
        f"{_spread(tuned)} over {len(tuned)} seeds. Guessing gives 50 %."
        + (
            f" In {int(lab.settings['labels'])} examples it has met most words too seldom to know their side."
            if np.mean(tuned) < LITTLE
            else ""
        ),
    )


def fine_tuning(lab: Lab) -> Iterator[View]:
    """Fine-tuned against from scratch on the same labelled opinions, several seeds, beside counting words."""
    labels = int(lab.settings["labels"])
    counted = [by_counting_words(lab, labels, lab.seed + number) for number in range(SEEDS)]
    everything = by_counting_words(lab, len(labelled(lab, "train")[1]), lab.seed)
    scratch, documentation, tuned = (_accuracies(lab, way) for way in (SCRATCH, READ_DOCUMENTATION, TUNED))
    yield Table(
        f"Accuracy on {len(opinions(lab).x_test)} test opinions after {labels} labelled ones",
        ["training", *(f"seed {lab.seed + number}" for number in range(SEEDS)), "mean ± spread"],
        [
            [name, *(f"{100 * value:.1f} %" for value in values), _spread(values)]
            for name, values in (
                ("counting words", counted),
                (SCRATCH, scratch),
                (READ_DOCUMENTATION, documentation),
                (TUNED, tuned),
            )
        ],
        numeric=[1, 2, 3, 4],
        note=f"Same labels in a column, {FINE_TUNING_EPOCHS} epochs; spread is the standard deviation. Counting words is a "
        "logistic regression.",
        name="fine-tuning",
    )
    yield Result(f"fine-tuned {100 * np.mean(tuned):.1f} %, from scratch {100 * np.mean(scratch):.1f} %")
    if min(tuned) > max(scratch):
        yield Text(
            f"The worst of the {SEEDS} networks that read both is better than the best one from scratch. So it is hardly an "
            "accident of the seed."
        )
    else:
        yield Text("The two overlap: with these settings no advantage is safe.")
    yield Text(
        f"With all {len(labelled(lab, 'train')[1]):,} labels, counting words reaches {100 * everything:.1f} %: what a negation "
        "turns round, it cannot count."
    )


def frozen(lab: Lab) -> Iterator[View]:
    """Only the last layer trained, against all weights."""
    tuned, still = _accuracies(lab, TUNED), _accuracies(lab, FROZEN)
    yield Table(
        "What may change?",
        ["training", "accuracy", "weights trained"],
        [
            ["frozen: the last layer only", _spread(still), f"{_count(lab, FROZEN):,}"],
            ["fine-tuned: everything", _spread(tuned), f"{_count(lab, TUNED):,}"],
        ],
        numeric=[1, 2],
        note="The pooler belongs to the frozen part, and pre-training by hidden words never trained it.",
        name="frozen",
    )
    ahead = float(np.mean(tuned) - np.mean(still))
    yield Text(
        f"Fine-tuning is better here, by {100 * ahead:.1f} points. Frozen features were made for filling gaps. Fine-tuning may "
        "change them to what the task needs."
        if ahead > 0
        else f"Frozen features are no worse here: {abs(100 * ahead):.1f} points ahead."
    )


def mask_rates(lab: Lab) -> Iterator[View]:
    """Short pre-trainings on reviews at four mask rates, measured on the same hidden words."""
    rows = []
    for rate in RATES:
        start = build_pretraining(lab, on_documentation(lab))
        model, fitted = pretrain(lab, unlabelled(lab), f"mask rate {rate:g}", rate, RATE_STEPS, start)
        hits = review_hits(lab, model)
        rows.append((rate, hits))
        lab.log(
            f"BERT, mask rate {rate:g}",
            {"side %": 100 * hits.side, "loss": hits.loss},
            fitted.seconds,
            steps=fitted.steps,
            mask_rate=rate,
        )
    yield Table(
        f"{RATE_STEPS} steps on reviews at each mask rate, tested with {100 * MEASURED_RATE:.0f} % hidden",
        ["mask rate", "loss", "guessed rightly", "side guessed rightly"],
        [
            [f"{100 * rate:.0f} %", f"{hits.loss:.3f}", f"{100 * hits.all:.1f} %", f"{100 * hits.side:.1f} %"]
            for rate, hits in rows
        ],
        numeric=[0, 1, 2, 3],
        name="mask-rates",
    )
    best = min(rows, key=lambda row: row[1].loss)[0]
    yield Text(
        f"The lowest loss belongs to {100 * best:.0f} %. Few masks give few lessons a text; many leave few clues. The paper's "
        "15 % is a custom, not a law: later work found higher rates better for large models (Wettig and others 2022)."
    )


def _accuracies(lab: Lab, way: str) -> list[float]:
    """The test accuracies of one way to train, by seed; trained once a session."""
    return [tuned.accuracy for tuned in _tuned(lab, way)]


def _tuned(lab: Lab, way: str) -> list[Tuned]:
    key = f"tuned: {way}"
    if key not in lab.memory:
        if way == SCRATCH:
            weights = None
        else:
            read = on_documentation(lab) if way == READ_DOCUMENTATION else pretrained(lab)
            weights = read.backbone.get_weights()
        labels = int(lab.settings["labels"])
        lab.memory[key] = [
            fine_tune(lab, weights, labels, lab.seed + number, f"{way}, seed {lab.seed + number}", way == FROZEN)
            for number in range(SEEDS)
        ]
        accuracies = [tuned.accuracy for tuned in lab.memory[key]]
        lab.log(
            f"opinions, {way}",
            {"test accuracy %": 100 * float(np.mean(accuracies)), "spread %": 100 * float(np.std(accuracies))},
            sum(tuned.seconds for tuned in lab.memory[key]),
        )
    return lab.memory[key]


def _count(lab: Lab, way: str) -> int:
    return sum(int(np.prod(weight.shape)) for weight in _tuned(lab, way)[0].model.trainable_weights)


def _spread(values: list[float]) -> str:
    return f"{100 * np.mean(values):.1f} ± {100 * np.std(values):.1f} %"
