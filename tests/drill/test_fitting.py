import random

import pytest

from dlteach.drill import fitting
from dlteach.drill.fitting import ENOUGH_ANSWERS, fit, histories, is_installed
from dlteach.drill.starting import schedule_of
from dlteach.errors import UsageError
from dlteach.store import AGAIN, GOOD


def test_histories_count_study_days_and_heed_undo_and_overruling(journal, clock, schedule):
    journal.record_review("cnn/a", GOOD, schedule)
    clock.forward(days=3)
    wrong = journal.record_review("cnn/a", AGAIN, schedule)
    clock.forward(hours=1)
    undone = journal.record_review("cnn/a", AGAIN, schedule)
    journal.overrule("cnn/a", wrong, GOOD, schedule)
    journal.undo("cnn/a", undone, schedule)
    clock.forward(days=-9)
    journal.record_review("cnn/a", AGAIN, schedule)
    journal.suspend("cnn/b", schedule)
    assert list(histories(journal)) == [[(GOOD, 0), (GOOD, 3), (AGAIN, 0)]]


@pytest.mark.skipif(not is_installed(), reason="fsrs-rs-python is an optional extra")
def test_weights_follow_a_learner_who_forgets_sooner(journal, clock, schedule):
    with pytest.raises(UsageError, match="too few"):
        fit(journal, schedule)
    rng = random.Random(1)
    for _ in range(40):
        clock.forward(days=1)
        for card in range(30):
            state = journal.state(f"cnn/{card}")
            if state.memory is None or state.memory.due <= journal.today:
                # whatever was learnt is half forgotten: far from the 90 % that the published weights predict
                rating = GOOD if state.memory is None or rng.random() < 0.5 else AGAIN
                journal.record_review(f"cnn/{card}", rating, schedule)
    assert journal.review_count() >= ENOUGH_ANSWERS
    found = fit(journal, schedule)
    assert found.better
    journal.set("weights", found.weights)
    fitted = schedule_of(journal)
    assert fitted.identity()["weights"] == found.weights
    day = journal.today
    assert fitted.after(None, GOOD, day).stability < schedule.after(None, GOOD, day).stability


@pytest.mark.parametrize("installed", [True, False])
def test_fitting_is_offered_when_it_pays_and_not_for_ever(monkeypatch, installed):
    monkeypatch.setattr(fitting, "is_installed", lambda: installed)
    assert fitting.advice(ENOUGH_ANSWERS - 1, 0) == ""
    offer = fitting.advice(ENOUGH_ANSWERS, 0)
    assert "`dlteach progress --fit`" in offer
    assert ("pip install 'dlteach[fit]'" in offer) != installed
    assert fitting.advice(599, 400) == fitting.advice(ENOUGH_ANSWERS - 1, 10) == ""
    assert fitting.advice(600, 400) == offer


@pytest.mark.skipif(is_installed(), reason="it is installed here")
def test_without_the_library_it_says_what_to_install(journal, schedule):
    with pytest.raises(UsageError, match="pip install"):
        fit(journal, schedule)
