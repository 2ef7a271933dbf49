"""Fits the schedule's weights to the learner's own answers, with fsrs-rs-python where it is installed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from dlteach.drill.schedule import Schedule
from dlteach.errors import UsageError
from dlteach.language import _
from dlteach.store.state import standing

if TYPE_CHECKING:
    from dlteach.store import Journal

# with fewer answers the published weights predict better than fitted ones
ENOUGH_ANSWERS = 400
# so many times the answers of the last fit are worth another one
WORTH_ANOTHER = 1.5


@dataclass(frozen=True)
class Fit:
    """New weights, and how far predictions are off with the old and the new ones (log loss; smaller is better)."""

    weights: list[float]
    answers: int
    loss_before: float
    loss_after: float

    @property
    def better(self) -> bool:
        """Whether the new weights predict the learner's answers better."""
        return self.loss_after < self.loss_before


def is_installed() -> bool:
    """Whether the library that fits is there."""
    from importlib.util import find_spec

    return find_spec("fsrs_rs_python") is not None


def advice(answers: int, fitted_to: int) -> str:
    """How to fit, once there are answers enough, and again when there are half as many more than the last time.

    Args:
        answers: how many there are now.
        fitted_to: how many there were at the last fit; 0 when there was none.
    """
    if answers < max(ENOUGH_ANSWERS, WORTH_ANOTHER * fitted_to):
        return ""
    if is_installed():
        return _("Your answers are enough to fit the schedule to you: `dlteach progress --fit`.")
    return _(
        "Your answers are enough to fit the schedule to you: `pip install 'dlteach[fit]'`, then "
        "`dlteach progress --fit`."
    )


def fit(journal: Journal, schedule: Schedule) -> Fit:
    """Fits weights to all answers that stand.

    Raises:
        UsageError: when there are too few answers, or fsrs-rs-python is not installed.
    """
    if not is_installed():
        raise UsageError(_("Fitting needs the package fsrs-rs-python"), _("Install it: `pip install 'dlteach[fit]'`."))
    count = journal.review_count()
    if count < ENOUGH_ANSWERS:
        raise UsageError(
            _("There are {count} answers, too few to fit to").format(count=count),
            _("Try again after {enough}.").format(enough=ENOUGH_ANSWERS),
        )
    import fsrs_rs_python as fitter
    from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

    items = []
    for history in histories(journal):
        reviews = [fitter.FSRSReview(rating, days) for rating, days in history]
        made = (fitter.FSRSItem(reviews[:length]) for length in range(2, len(reviews) + 1))
        items += [item for item in made if item.long_term_review_cnt() > 0]
    old = schedule.identity()["weights"]
    fitted = fitter.FSRS(old).compute_parameters(items)
    bounds = zip(fitted, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    weights = [min(max(weight, low), high) for weight, low, high in bounds]
    before, after = (fitter.FSRS(tried).evaluate(items).log_loss for tried in (old, weights))
    return Fit(weights, count, before, after)


def histories(journal: Journal) -> Iterator[list[tuple[int, int]]]:
    """For each card its ratings, each with the study days since the one before; 0 for the first."""
    for card in journal.states():
        kept = standing(journal.events(subject=card))
        overruled = {event.target: event.rating for event in kept if event.kind == "overrule"}
        reviews = [event for event in kept if event.kind == "review"]
        days = [0, *(max(0, (b.day - a.day).days) for a, b in pairwise(reviews))]
        ratings = [overruled.get(event.id, event.rating) or 0 for event in reviews]
        if reviews:
            yield list(zip(ratings, days, strict=True))
