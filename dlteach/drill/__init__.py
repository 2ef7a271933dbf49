"""Cards, answers and their schedule. Files of computed questions need `Question` and `computed` from here."""

from dlteach.drill.computed import computed
from dlteach.drill.question import Option, Question

__all__ = ["Option", "Question", "computed"]
