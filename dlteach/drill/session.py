"""A session: what is asked next, what an answer changes, and undo. It draws nothing."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from dlteach.drill.cards import Card, cards_of
from dlteach.drill.question import Question, shown
from dlteach.drill.schedule import Schedule
from dlteach.store import AGAIN, GOOD

if TYPE_CHECKING:
    from dlteach.store import Journal

# a leech's other question comes after so many cards
VARIANT_AFTER = 2


@dataclass(frozen=True)
class Entry:
    """One thing done in a session. `event` is its UUID in the journal; a skip has none. `added` was queued because of it."""

    kind: str
    card: Card
    question: Question
    event: str | None = None
    rating: int | None = None
    added: Card | None = None


@dataclass(frozen=True)
class Summary:
    """What a session came to. `coming` counts the answered cards by the study day they come again."""

    answered: int
    right: int
    missed: tuple[Question, ...]
    coming: dict[date, int] = field(default_factory=dict)


class Session:
    """Puts cards one by one and commits each answer before it returns.

    Args:
        journal: where answers are kept.
        cards: what to ask, in this order.
        schedule: when cards come again.
        cram: answers are logged, and the schedule stays as it is.
        rng: draws numbers and the order of choices.
    """

    def __init__(
        self,
        journal: Journal,
        cards: Sequence[Card],
        schedule: Schedule,
        *,
        cram: bool = False,
        rng: random.Random | None = None,
    ):
        self.journal = journal
        self.schedule = schedule
        self.cram = cram
        self.done: list[Entry] = []
        self._rng = rng or random.Random()
        self._left = list(cards)
        self._current: Question | None = None
        self._asked_at = 0.0

    @property
    def total(self) -> int:
        """How many cards there are, those dealt with included."""
        return len(self._left) + len(self._dealt)

    @property
    def place(self) -> int:
        """The number of the present card, counted from 1."""
        return len(self._dealt) + 1

    @property
    def _dealt(self) -> list[Entry]:
        return [entry for entry in self.done if entry.kind != "overrule"]

    def next(self) -> Question | None:
        """The present question; None at the end. Calling it again returns the same question."""
        if not self._left:
            return None
        if self._current is None:
            self._current = self._left[0].question(self._rng)
            self._asked_at = time.monotonic()
        return self._current

    def answer(self, given: str, rating: int, **detail) -> None:
        """Commits the answer to the present question.

        Args:
            given: as it was typed.
            rating: 1 again, 2 hard, 3 good, 4 easy.
            **detail: what else to log, such as hint=True.

        Raises:
            JournalError: when it cannot be saved; the question is still the present one.
        """
        card, question = self._present()
        detail |= {"given": given, "kind": question.kind, "seconds": round(time.monotonic() - self._asked_at, 2)}
        if card.source == "computed":
            detail |= {"prompt": question.prompt, "answer": shown(question.answer)}
        if self.cram:
            event = self.journal.record_practice(card.id, rating, **detail)
        else:
            memory = self.journal.state(card.id).memory
            if memory is not None:
                detail["chance"] = round(self.schedule.chance(memory, self.journal.today), 4)
            event = self.journal.record_review(card.id, rating, self.schedule, **detail)
        added = self._variant(card) if rating == AGAIN and not self.cram else None
        self._finish(Entry("answer", card, question, event, rating, added))
        if added is not None:
            self._left.insert(VARIANT_AFTER, added)

    def help(self) -> str:
        """What helps with the card that was just forgotten, if it was forgotten many times before."""
        last = self.done[-1] if self.done else None
        if last is None or last.kind != "answer" or last.rating != AGAIN or self.cram:
            return ""
        from dlteach.drill.decks import deck_of
        from dlteach.drill.leech import LAPSES, help_with

        lapses = self.journal.state(last.card.id).lapses
        return "" if lapses < LAPSES else help_with(last.card, lapses, deck_of(last.card.topic))

    def _variant(self, card: Card) -> Card | None:
        from dlteach.drill.leech import LAPSES, variant

        lapses = self.journal.state(card.id).lapses
        if lapses < LAPSES:
            return None
        other = variant(card, lapses, cards_of(card.topic), self._rng)
        return None if other in self._left else other

    def skip(self) -> None:
        """Leaves the present card for another time."""
        self._finish(Entry("skip", *self._present()))

    def bury(self) -> None:
        """Puts the present card aside until tomorrow."""
        card, question = self._present()
        self._finish(Entry("bury", card, question, self.journal.bury(card.id, self.schedule)))

    def suspend(self) -> None:
        """Puts the present card aside until it is resumed."""
        card, question = self._present()
        self._finish(Entry("suspend", card, question, self.journal.suspend(card.id, self.schedule)))

    def note(self, text: str, last: bool = False) -> None:
        """Keeps a remark on the present card, or on the last answered one."""
        card = self.done[-1].card if last and self.done else self._present()[0]
        self.journal.note(card.id, text)

    def overrule(self) -> bool:
        """Counts the last answer as right after all; False when there is none that was wrong."""
        last = self.done[-1] if self.done else None
        if last is None or last.event is None or last.kind != "answer" or last.rating != AGAIN:
            return False
        event = self.journal.overrule(last.card.id, last.event, GOOD, self.schedule)
        self.done.append(Entry("overrule", last.card, last.question, event, GOOD))
        return True

    def undo(self) -> Entry | None:
        """Takes the last thing back, as often as there is one: the card is exactly what it was, and is asked again.

        Returns:
            What was taken back, or None when there was nothing. After an overruling the answer is wrong again.
        """
        if not self.done:
            return None
        last = self.done[-1]
        if last.event is not None:
            self.journal.undo(last.card.id, last.event, self.schedule)
        self.done.pop()
        if last.added is not None and last.added in self._left:
            self._left.remove(last.added)
        if last.kind != "overrule":
            self._left.insert(0, last.card)
            self._current = last.question
            self._asked_at = time.monotonic()
        return last

    def summary(self) -> Summary:
        """What the session came to so far."""
        overruled = {entry.card.id for entry in self.done if entry.kind == "overrule"}
        answers = [entry for entry in self.done if entry.kind == "answer"]
        missed = [entry for entry in answers if entry.rating == AGAIN and entry.card.id not in overruled]
        coming: Counter[date] = Counter()
        for entry in answers:
            memory = self.journal.state(entry.card.id).memory
            if memory is not None:
                coming[memory.due] += 1
        return Summary(
            len(answers),
            len(answers) - len(missed),
            tuple(entry.question for entry in missed),
            dict(sorted(coming.items())),
        )

    def _present(self) -> tuple[Card, Question]:
        question = self.next()
        if question is None:
            raise IndexError("the session is over")
        return self._left[0], question

    def _finish(self, entry: Entry) -> None:
        self.done.append(entry)
        self._left.pop(0)
        self._current = None
