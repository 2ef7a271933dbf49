"""The lesson's experiment: how much the absolute error weighs beside the discriminator."""

from __future__ import annotations

from collections.abc import Iterator

from dlteach.inspect.pictures import gallery
from dlteach.lessons.pix2pix_bench import build_pix2pix, fabrics, made_by, train
from dlteach.lessons.pix2pix_reader import Judged, judge, judged_table
from dlteach.lessons.pix2pix_translating import ALONE, BOTH, judged
from dlteach.training.lab import Lab
from dlteach.views import Result, Text, Truth, View

HEAVY = 1000.0
SHOWN = 3


def heavy_outcome(lab: Lab) -> Truth:
    """Whose cloth is read as planned more often: that of the usual or of the heavy L1 weight?"""
    usual, heavy, _ = compared(lab)
    best = "the lighter weight" if usual.agreement >= heavy.agreement else "the heavier weight"
    return Truth(
        best,
        f"{usual.name}: {100 * usual.agreement:.0f} % read as planned; {heavy.name}: {100 * heavy.agreement:.0f} %.",
    )


def weigh_the_error(lab: Lab) -> Iterator[View]:
    """Cloth made with two weights of the error, and with the error alone."""
    rows = compared(lab)
    yield judged_table(rows, fabrics(lab).class_names, "How much may the error weigh?", "weights")
    yield gallery(
        "The same plans",
        [one.pictures[index] for index in range(SHOWN) for one in rows],
        [one.name for _ in range(SHOWN) for one in rows],
        "A row for each plan. "
        + "; ".join(f"{one.name}: {100 * one.agreement:.0f} % read as planned" for one in rows)
        + ".",
        columns=len(rows),
        name="weights-pictures",
    )
    yield Text(
        "λ is a bargain: the error holds the picture to the plan and its brightness in place, the judge demands a "
        "pattern. The paper "
        "chose 100 for pictures in which most is certain. Here every pattern's beginning is chance, so the error must "
        "weigh less."
    )
    usual, heavy, _ = rows
    yield Result(
        f"read as planned: {100 * usual.agreement:.1f} % with {usual.name}, {100 * heavy.agreement:.1f} % with "
        f"{heavy.name}"
    )


def compared(lab: Lab) -> list[Judged]:
    """The usual weight, the heavy one and the error alone; the first and last are the lesson's own."""
    if "weights" not in lab.memory:
        model = build_pix2pix(lab, l1_weight=HEAVY)
        fitted = train(lab, model, f"pix2pix with λ = {HEAVY:g}")
        heavy = judge(lab, f"λ = {HEAVY:g}", made_by(model.generator, fabrics(lab).x_test))
        lab.log(
            heavy.name,
            {"read as planned %": 100 * heavy.agreement, "L1": heavy.error},
            fitted.seconds,
            epochs=len(fitted.history["l1"]),
        )
        usual, alone = (judged(lab)[name] for name in (BOTH, ALONE))
        named = Judged(f"λ = {float(lab.settings['l1_weight']):g}", usual.pictures, usual.error, usual.by_class)
        lab.memory["weights"] = [named, heavy, alone]
    return lab.memory["weights"]
