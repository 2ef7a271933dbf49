"""The experiments of the BERT lesson: fine-tuned against from scratch, frozen against fine-tuned, and the mask rate."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dlteach.lessons.bert_bench import FINE_TUNING_EPOCHS, Tuned, fine_tune, opinions, pretrain
from dlteach.lessons.bert_training import measured, pretrained
from dlteach.training.lab import Lab
from dlteach.views import Result, Table, Text, Truth, View

SEEDS = 3
RATES = (0.05, 0.15, 0.4, 0.8)
RATE_STEPS = 400
WAYS = {"from scratch": (False, False), "frozen": (True, True), "fine-tuned": (True, False)}


def scratch_accuracy(lab: Lab) -> Truth:
    """The accuracy of a BERT that was never pre-trained, on a few labelled opinions."""
    tuned = _accuracies(lab, "from scratch")
    return Truth(
        f"{100 * np.mean(tuned):.0f}",
        f"{_spread(tuned)} over {len(tuned)} seeds. Guessing gives 50 %. It learns its {int(lab.settings['labels'])} examples by "
        "heart, and has seen most words too seldom to know their side.",
    )


def fine_tuning(lab: Lab) -> Iterator[View]:
    """Fine-tuned against from scratch on the same labelled opinions, several seeds."""
    labels = int(lab.settings["labels"])
    scratch, tuned = _accuracies(lab, "from scratch"), _accuracies(lab, "fine-tuned")
    yield Table(
        f"Accuracy on {len(opinions(lab).x_test)} test opinions after {labels} labelled ones",
        ["training", *(f"seed {lab.seed + number}" for number in range(SEEDS)), "mean ± spread"],
        [
            [name, *(f"{100 * value:.1f} %" for value in values), _spread(values)]
            for name, values in (("from scratch", scratch), ("pre-trained, then fine-tuned", tuned))
        ],
        numeric=[1, 2, 3, 4],
        note=f"Same network, same labels, {FINE_TUNING_EPOCHS} epochs; spread is the standard deviation.",
        name="fine-tuning",
    )
    yield Result(f"fine-tuned {100 * np.mean(tuned):.1f} %, from scratch {100 * np.mean(scratch):.1f} %")
    if min(tuned) > max(scratch):
        yield Text(
            "The worst fine-tuned network is better than the best one from scratch. That is no accident of the seed."
        )
    else:
        yield Text(
            "The two overlap: with these settings no advantage is safe. Look back at the pre-training: as long as it guesses the "
            "side of a hidden judgement hardly better than by chance, it has nothing to hand on."
        )


def frozen(lab: Lab) -> Iterator[View]:
    """Only the last layer trained, against all weights."""
    tuned, still = _accuracies(lab, "fine-tuned"), _accuracies(lab, "frozen")
    yield Table(
        "What may change?",
        ["training", "accuracy", "weights trained"],
        [
            ["frozen: the last layer only", _spread(still), f"{_count(lab, 'frozen'):,}"],
            ["fine-tuned: everything", _spread(tuned), f"{_count(lab, 'fine-tuned'):,}"],
        ],
        numeric=[1, 2],
        note="The pooler belongs to the frozen part, and pre-training by hidden words never trained it.",
        name="frozen",
    )
    better = "Fine-tuning is better" if np.mean(tuned) > np.mean(still) else "Frozen features are better"
    yield Text(
        f"{better} here, by {100 * abs(np.mean(tuned) - np.mean(still)):.1f} points. Frozen features hold what filling gaps "
        "needed. The task needs it in another form, and only fine-tuning can change the form."
    )


def mask_rates(lab: Lab) -> Iterator[View]:
    """Short pre-trainings at four mask rates, measured on the same hidden words."""
    rows = []
    for rate in RATES:
        model, fitted = pretrain(lab, f"mask rate {rate:g}", rate, RATE_STEPS)
        hits, loss = measured(lab, model)
        rows.append([f"{100 * rate:.0f} %", f"{loss:.3f}", f"{100 * hits['all']:.1f} %", f"{100 * hits['side']:.1f} %"])
        lab.log(
            f"BERT, mask rate {rate:g}",
            {"side %": 100 * hits["side"], "loss": loss, "parameters": model.backbone.count_params()},
            fitted.seconds,
            steps=fitted.steps,
            mask_rate=rate,
        )
    yield Table(
        f"{RATE_STEPS} steps at each mask rate, tested with 15 % hidden",
        ["mask rate", "loss", "guessed rightly", "side guessed rightly"],
        rows,
        numeric=[0, 1, 2, 3],
        name="mask-rates",
    )
    losses = [float(row[1]) for row in rows]
    yield Text(
        f"The lowest loss belongs to {rows[int(np.argmin(losses))][0]}. Few masks give few lessons a text; many leave few "
        "clues. The paper's 15 % is a custom, not a law: later work found higher rates better for large models (Wettig "
        "and others 2022)."
    )


def _accuracies(lab: Lab, way: str) -> list[float]:
    """The test accuracies of one way to train, by seed; trained once a session."""
    return [tuned.accuracy for tuned in _tuned(lab, way)]


def _tuned(lab: Lab, way: str) -> list[Tuned]:
    key = f"tuned: {way}"
    if key not in lab.memory:
        with_pretraining, still = WAYS[way]
        weights = pretrained(lab).backbone.get_weights() if with_pretraining else None
        labels = int(lab.settings["labels"])
        lab.memory[key] = [
            fine_tune(lab, weights, labels, lab.seed + number, f"{way}, seed {lab.seed + number}", still)
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
