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
from dlteach.drill.grading import in_words
from dlteach.drill.question import Question, shown
from dlteach.drill.schedule import Schedule
from dlteach.store import AGAIN, GOOD

if TYPE_CHECKING:
    from dlteach.store import Journal

# a leech's other question comes after so many cards
VARIANT_AFTER = 2
# so often a missed card comes again in one session; then it has earned a night's sleep
MOST_REPEATS = 2


@dataclass(frozen=True)
class Turn:
    """A card that is still to be asked; `again` when it was missed before in this session."""

    card: Card
    again: bool = False


@dataclass(frozen=True)
class Entry:
    """One thing done in a session.

    Attributes:
        kind: "answer", "skip", "bury", "suspend" or "overrule".
        turn: the card it was done to.
        question: what was asked.
        left: what was still to be asked before, this one included; undo goes back to it.
        event: its UUID in the journal; a skip has none.
        rating: of an answer.
    """

    kind: str
    turn: Turn
    question: Question
    left: tuple[Turn, ...]
    event: str | None = None
    rating: int | None = None

    @property
    def card(self) -> Card:
        """The card it was done to."""
        return self.turn.card


@dataclass(frozen=True)
class Summary:
    """What a session came to, by the first answer to each card. `coming` counts the cards by their next study day."""

    answered: int
    right: int
    missed: tuple[Question, ...]
    coming: dict[date, int] = field(default_factory=dict)


class Session:
    """Puts cards one by one and commits each answer before it returns.

    A card that is missed comes again after all others, though never twice in a row and at most MOST_REPEATS times. Only
    its first answer moves the schedule: FSRS counts in days, and what is known minutes after it was read says nothing
    about tomorrow. The answers after it are logged as practice.

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
        self._left = [Turn(card) for card in cards]
        self._current: Question | None = None
        self._asked_at = 0.0

    @property
    def total(self) -> int:
        """How many cards there are, those dealt with included; a card that comes again counts once."""
        return sum(not turn.again for turn in self._left) + len(self._dealt)

    @property
    def place(self) -> int:
        """The number of the present card, counted from 1."""
        return len(self._dealt) + 1

    @property
    def again(self) -> bool:
        """Whether the present card was missed before in this session."""
        return bool(self._left) and self._left[0].again

    @property
    def _dealt(self) -> list[Entry]:
        return [entry for entry in self.done if entry.kind != "overrule" and not entry.turn.again]

    def next(self) -> Question | None:
        """The present question; None at the end. Calling it again returns the same question."""
        if not self._left:
            return None
        if self._current is None:
            self._current = self._left[0].card.question(self._rng)
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
        turn, question = self._present()
        card = turn.card
        detail |= {"given": given, "kind": question.kind, "seconds": round(time.monotonic() - self._asked_at, 2)}
        if (words := in_words(question, given)) != given:
            detail["words"] = words
        if card.source == "computed":
            detail |= {"prompt": question.prompt, "answer": shown(question.answer)}
        if self.cram or turn.again:
            event = self.journal.record_practice(card.id, rating, **detail)
        else:
            memory = self.journal.state(card.id).memory
            if memory is not None:
                detail["chance"] = round(self.schedule.chance(memory, self.journal.today), 4)
            event = self.journal.record_review(card.id, rating, self.schedule, **detail)
        self._finish("answer", event, rating)
        if rating == AGAIN:
            self._repeat(turn)

    def _repeat(self, turn: Turn) -> None:
        """Queues a missed card once more, and another question on the same thing where it is missed again and again."""
        repeats = sum(entry.turn == Turn(turn.card, again=True) for entry in self.done)
        # with nothing in between, it would only be read off the screen
        if self._left and repeats < MOST_REPEATS:
            self._left.append(Turn(turn.card, again=True))
        variant = None if self.cram or turn.again else self._variant(turn.card)
        if variant is not None:
            self._left.insert(VARIANT_AFTER, Turn(variant))

    def help(self) -> str:
        """What helps with the card that was just forgotten, if it was forgotten many times before."""
        last = self.done[-1] if self.done else None
        if last is None or last.kind != "answer" or last.rating != AGAIN or self.cram or last.turn.again:
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
        return None if other in [turn.card for turn in self._left] else other

    def skip(self) -> None:
        """Leaves the present card for another time."""
        self._present()
        self._finish("skip")

    def bury(self) -> None:
        """Puts the present card aside until tomorrow."""
        turn, _ = self._present()
        self._finish("bury", self.journal.bury(turn.card.id, self.schedule))

    def suspend(self) -> None:
        """Puts the present card aside until it is resumed."""
        turn, _ = self._present()
        self._finish("suspend", self.journal.suspend(turn.card.id, self.schedule))

    def note(self, text: str, last: bool = False) -> None:
        """Keeps a remark on the present card, or on the last answered one."""
        card = self.done[-1].card if last and self.done else self._present()[0].card
        self.journal.note(card.id, text)

    def overrule(self) -> bool:
        """Counts the last answer as right after all, so that it need not come again; False when none was wrong."""
        last = self.done[-1] if self.done else None
        if last is None or last.event is None or last.kind != "answer" or last.rating != AGAIN:
            return False
        event = self.journal.overrule(last.card.id, last.event, GOOD, self.schedule)
        self.done.append(Entry("overrule", last.turn, last.question, tuple(self._left), event, GOOD))
        repeat = Turn(last.card, again=True)
        if repeat in self._left:
            self._left.remove(repeat)
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
        self._left = list(last.left)
        if last.kind != "overrule":
            self._current = last.question
            self._asked_at = time.monotonic()
        return last

    def summary(self) -> Summary:
        """What the session came to so far."""
        answers = [entry for entry in self.done if entry.kind == "answer" and not entry.turn.again]
        # an overruling stands right behind the answer it concerns
        overruled = [entry for entry, after in zip(self.done, self.done[1:], strict=False) if after.kind == "overrule"]
        missed = [entry for entry in answers if entry.rating == AGAIN and entry not in overruled]
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

    def _present(self) -> tuple[Turn, Question]:
        question = self.next()
        if question is None:
            raise IndexError("the session is over")
        return self._left[0], question

    def _finish(self, kind: str, event: str | None = None, rating: int | None = None) -> None:
        turn, question = self._present()
        self.done.append(Entry(kind, turn, question, tuple(self._left), event, rating))
        self._left.pop(0)
        self._current = None
