"""The learner's journal: `Journal.open()`."""

from dlteach.store.home import home
from dlteach.store.journal import Journal
from dlteach.store.state import AGAIN, EASY, GOOD, HARD, CardState, Event, Memory

__all__ = ["AGAIN", "EASY", "GOOD", "HARD", "CardState", "Event", "Journal", "Memory", "home"]
