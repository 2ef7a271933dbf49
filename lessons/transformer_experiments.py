"""The experiments of the Transformer lesson: no sense of order, and other numbers of heads."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dlteach.lessons.transformer_bench import LETTERS, build, dates, fit, forget_places, letters
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, Truth, View

ORDERS = {"reversed": "backwards", "sorted": "sorted"}
LETTER_EPOCHS = 6
HEADS = (1, 2, 4)
HEAD_EPOCHS = 4


def reversing_without_places(lab: Lab) -> Truth:
    """The share of sequences that come out right backwards when all waves are zero."""
    shares = _shares(lab)
    return Truth(
        f"{100 * shares['reversed', False]:.1f}",
        f"{LETTERS} letters can stand in {np.prod(range(1, LETTERS + 1)):,} orders, and to this network all of them are the "
        f"same input. Told the places, it writes {100 * shares['reversed', True]:.1f} % right.",
    )


def without_places(lab: Lab) -> Iterator[View]:
    """Letters backwards and sorted, with positional encoding and without."""
    shares = _shares(lab)
    yield Table(
        f"{LETTERS} letters, exact matches on the test set",
        ["task", "with positional encoding", "without"],
        [
            [name, f"{100 * shares[order, True]:.1f} %", f"{100 * shares[order, False]:.1f} %"]
            for order, name in ORDERS.items()
        ],
        numeric=[1, 2],
        note="One block in encoder and decoder; the same seed and the same training.",
        name="without-places",
    )
    yield Text(
        f"Backwards is out of reach without places. Sorted it still writes {100 * shares['sorted', False]:.0f} % right: for "
        "sorting it does not matter where a letter stood, only which letters there are. A bag is enough."
    )


def how_many_heads(lab: Lab) -> Iterator[View]:
    """Dates with 1, 2 and 4 heads, the width unchanged."""
    data = dates(lab)
    rows, losses = [], []
    width = int(lab.settings["width"])
    for heads in [count for count in HEADS if width % count == 0]:
        model = build(lab, data, num_heads=heads)
        fitted, right = fit(lab, model, data, f"dates, heads: {heads}", HEAD_EPOCHS)
        losses.append(fitted.history["val_loss"][-1])
        rows.append(
            [
                str(heads),
                str(width // heads),
                f"{model.count_params():,}",
                f"{fitted.seconds:.1f}",
                f"{losses[-1]:.4f}",
                f"{100 * right.mean():.1f} %",
            ]
        )
        lab.log(
            f"dates, heads: {heads}",
            {"exact match %": 100 * float(right.mean()), "parameters": model.count_params()},
            fitted.seconds,
            epochs=len(fitted.history["loss"]),
            heads=heads,
        )
    yield Table(
        f"Dates, {lab.epochs or HEAD_EPOCHS} epochs each",
        ["heads", "numbers a head", "parameters", "seconds", "validation loss", "exact match"],
        rows,
        numeric=[0, 1, 2, 3, 4, 5],
        note="Short trainings: compare them with each other, not with the long one.",
        name="how-many-heads",
    )
    best = rows[int(np.argmin(losses))][0]
    yield Text(
        f"As many parameters each time. With this seed the loss is lowest with {best} head{'s' * (best != '1')}. Another seed "
        "may turn the order round, so try some: `--seed 1`. In the paper, a single head was 0.9 BLEU worse than 8, and 32 heads "
        "were 0.4 worse than 8 (Vaswani et al. 2017, table 3). BLEU is a score for translations, from 0 to 100."
    )


def _shares(lab: Lab) -> dict[tuple[str, bool], float]:
    """Exact matches by order and by whether the places are known; trained once a session."""
    if "places" not in lab.memory:
        shares = {}
        for order, name in ORDERS.items():
            data = letters(lab, order)
            for known in (True, False):
                model = build(lab, data, num_layers=1)
                if not known:
                    forget_places(model)
                title = f"letters {name}, {'with' if known else 'without'} places"
                fitted, right = fit(lab, model, data, title, LETTER_EPOCHS)
                shares[order, known] = float(right.mean())
                lab.log(
                    title,
                    {"exact match %": 100 * shares[order, known], "parameters": model.count_params()},
                    fitted.seconds,
                    epochs=len(fitted.history["loss"]),
                    layers=1,
                )
        lab.memory["places"] = shares
    return lab.memory["places"]
