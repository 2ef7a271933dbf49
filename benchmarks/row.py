"""A row of the table: contestants at one job, and the ratios they are to reach."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Any

from benchmarks.contest import Contestant, Score, run
from benchmarks.gpu_jobs import PEAK


@dataclass(frozen=True)
class Goal:
    """Ours ÷ peer. Speeds are to be at least `ratio`, times and sizes (`at_most`) at most.

    `ours` is a label, or "best of A|B": the one whose median is better. `less` is a contestant whose median both have
    in common and which is taken off, such as an import.
    """

    ours: str
    peer: str
    ratio: float
    at_most: bool = False
    less: str = ""


@dataclass(frozen=True)
class Row:
    """One job. `unit` is of the work done per second, or "s" or "MB" where less is better; `gpu` says it needs one."""

    name: str
    title: str
    unit: str
    contestants: list[Contestant]
    goals: list[Goal]
    laps: int = 9
    gpu: bool = False


def measure(row: Row, quick: bool = False) -> dict[str, Any]:
    """Runs a row's contest and returns what is written down of it.

    Contestants whose libraries are missing are left out, and so are the goals that name them.
    """
    present = [contestant for contestant in row.contestants if not contestant.missing()]
    missing = {c.label: c.missing() for c in row.contestants if c.missing()}
    scores = run(present, 3 if quick else row.laps)
    return {
        "name": row.name,
        "title": row.title,
        "unit": row.unit,
        "missing": missing,
        "scores": {label: _told(score, row.unit) for label, score in scores.items()},
        "ratios": [compare(goal, scores, row.unit) for goal in row.goals if _present(goal, scores)],
    }


def compare(goal: Goal, scores: dict[str, Score], unit: str) -> dict[str, Any]:
    """The ratio of medians, with the smallest and the largest ratio of a lap to the peer's lap beside it."""
    label = _label(goal.ours, scores, unit)
    common = statistics.median(_values(scores[goal.less], unit)) if goal.less else 0.0
    ours, peer = ([value - common for value in _values(scores[name], unit)] for name in (label, goal.peer))
    ratio = statistics.median(ours) / statistics.median(peer)
    pairs = [a / b for a, b in zip(ours, peer, strict=True)]
    return {
        "ours": label,
        "peer": goal.peer,
        "ratio": ratio,
        "lowest": min(pairs),
        "highest": max(pairs),
        "goal": goal.ratio,
        "at_most": goal.at_most,
        "reached": ratio <= goal.ratio if goal.at_most else ratio >= goal.ratio,
        "best": goal.ours.startswith("best of"),
    }


def _values(score: Score, unit: str) -> list[float]:
    return [lap["work"] for lap in score.laps] if unit == "MB" else _per_lap(score, unit)


def _per_lap(score: Score, unit: str) -> list[float]:
    return [lap["seconds"] for lap in score.laps] if unit == "s" else score.rates


def _label(ours: str, scores: dict[str, Score], unit: str) -> str:
    if not ours.startswith("best of "):
        return ours
    labels = [label for label in ours.removeprefix("best of ").split("|") if label in scores]
    best = min if unit in ("s", "MB") else max
    return best(labels, key=lambda label: statistics.median(_values(scores[label], unit)))


def _present(goal: Goal, scores: dict[str, Score]) -> bool:
    ours = goal.ours.removeprefix("best of ").split("|")
    return {goal.peer, goal.less or goal.peer} <= set(scores) and any(label in scores for label in ours)


def _told(score: Score, unit: str) -> dict[str, Any]:
    values = _values(score, unit)
    told = {"median": statistics.median(values), "lowest": min(values), "highest": max(values), **score.ready}
    if "flops_per_unit" in score.ready:
        # model FLOPs utilisation: operations that the model needs a second ÷ those the chip was measured to do
        told["utilisation"] = score.rate * score.ready["flops_per_unit"] / PEAK
    losses = [lap["loss"] for lap in score.laps if "loss" in lap]
    return {**told, "final_loss": losses[-1]} if losses else told
