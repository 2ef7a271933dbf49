"""The part of the journal that concerns cards: answers, undo, what is put aside, and the state derived from them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date

from dlteach.store.events import EventLog
from dlteach.store.state import CardState, Memory, Schedule, follow, replay, standing

# events of these kinds have a card as their subject and change its derived state
CARD_KINDS = ("review", "overrule", "undo", "suspend", "resume", "bury")
STATE_COLUMNS = "card, stability, difficulty, first, last, due, reviews, lapses, suspended, buried"


class ReviewLog(EventLog):
    """Answers and what follows from them. What writes is one transaction: the event and the derived state together."""

    def record_review(self, card: str, rating: int, schedule: Schedule, **detail) -> str:
        """Logs an answer and schedules the card anew.

        Args:
            card: the card's id, such as "lstm/forget-gate#definition".
            rating: 1 again, 2 hard, 3 good, 4 easy.
            schedule: what turns ratings into memory.
            **detail: the answer as given and whatever else is worth keeping, as JSON values.

        Returns:
            The event's UUID, which `undo` and `overrule` take.

        Raises:
            JournalError: when it cannot be written; then nothing was.
        """
        with self.transaction():
            logged = {**detail, "scheduler": self._scheduler(schedule)}
            event = self.append("review", card, rating=rating, detail=logged)
            # the newest event follows all others, so one step is enough; a long history is not replayed
            self._keep(follow(self.state(card), event, rating, schedule))
        return event.id

    def record_practice(self, card: str, rating: int, **detail) -> str:
        """Logs an answer that leaves the schedule untouched."""
        with self.transaction():
            return self.append("practice", card, rating=rating, detail=detail).id

    def overrule(self, card: str, review: str, rating: int, schedule: Schedule) -> str:
        """Lets the learner's own judgement of the review with that UUID stand."""
        return self._change("overrule", card, schedule, target=review, rating=rating)

    def undo(self, card: str, event: str, schedule: Schedule) -> str:
        """Takes back the event with that UUID: the card is again exactly what it was without it."""
        return self._change("undo", card, schedule, target=event)

    def suspend(self, card: str, schedule: Schedule) -> str:
        """Puts a card aside until it is resumed."""
        return self._change("suspend", card, schedule)

    def resume(self, card: str, schedule: Schedule) -> str:
        """Takes a suspended card up again."""
        return self._change("resume", card, schedule)

    def bury(self, card: str, schedule: Schedule) -> str:
        """Puts a card aside for this study day."""
        return self._change("bury", card, schedule)

    def note(self, card: str, text: str) -> str:
        """Keeps a remark of the learner's on a card."""
        with self.transaction():
            return self.append("note", card, detail={"text": text}).id

    def notes(self, card: str) -> list[str]:
        """The learner's remarks on a card, oldest first."""
        events = list(self.events(subject=card))
        undone = {event.target for event in events if event.kind == "undo"}
        return [
            str(event.detail.get("text", "")) for event in events if event.kind == "note" and event.id not in undone
        ]

    def last_answer(self, card: str) -> str | None:
        """What was answered last to a card, in words where numbers of choices were typed; None where nothing stands."""
        answers = [
            event.detail for event in standing(self.events(subject=card)) if event.kind in ("review", "practice")
        ]
        return answers[-1].get("words", answers[-1].get("given")) if answers else None

    def _change(
        self, kind: str, card: str, schedule: Schedule, target: str | None = None, rating: int | None = None
    ) -> str:
        with self.transaction():
            event = self.append(kind, card, target=target, rating=rating)
            self._derive(card, schedule)
        return event.id

    def state(self, card: str) -> CardState:
        """What is derived for a card; a card that was never asked has an empty state."""
        with self.reading():
            row = self._connection.execute(f"SELECT {STATE_COLUMNS} FROM cards WHERE card = ?", (card,)).fetchone()
            return _state_of(row) if row else CardState(card)

    def states(self, topic: str | None = None) -> dict[str, CardState]:
        """The derived states of all cards with any history, or of one topic's, by card id."""
        # ids start with "topic/", and "0" is the character after "/"
        where, values = ("WHERE card >= ? AND card < ?", (f"{topic}/", f"{topic}0")) if topic else ("", ())
        with self.reading():
            rows = self._connection.execute(f"SELECT {STATE_COLUMNS} FROM cards {where}", values).fetchall()
            return {row[0]: _state_of(row) for row in rows}

    def review_count(self) -> int:
        """How many answers stand, that is, were given and not undone."""
        with self._failures():
            return self._connection.execute("SELECT coalesce(sum(reviews), 0) FROM cards").fetchone()[0]

    def new_on(self, day: date) -> int:
        """How many cards were asked for the first time on that study day."""
        with self._failures():
            return self._connection.execute(
                "SELECT count(*) FROM cards WHERE first = ?", (day.isoformat(),)
            ).fetchone()[0]

    def rebuild(self, schedule: Schedule, cards: Iterable[str] | None = None) -> None:
        """Derives the states anew from the log: of the named cards, or of all."""
        with self.transaction():
            if cards is None:
                self._connection.execute("DELETE FROM cards")
                marks = ", ".join("?" * len(CARD_KINDS))
                rows = self._connection.execute(
                    f"SELECT DISTINCT subject FROM events WHERE kind IN ({marks})", CARD_KINDS
                ).fetchall()
                cards = [row[0] for row in rows]
            self.derive(cards, schedule)

    def derive(self, cards: Iterable[str], schedule: Schedule) -> None:
        """Derives the states of the named cards from the log, inside a transaction that the caller has opened."""
        for card in cards:
            self._derive(card, schedule)

    def _derive(self, card: str, schedule: Schedule) -> None:
        # the whole history: then undo, overruling and merging need no rules of their own
        state = replay(card, self.events(subject=card), schedule)
        if state is None:
            self._connection.execute("DELETE FROM cards WHERE card = ?", (card,))
        else:
            self._keep(state)

    def _keep(self, state: CardState) -> None:
        memory = state.memory
        self._connection.execute(
            f"INSERT OR REPLACE INTO cards ({STATE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                state.card,
                memory.stability if memory else None,
                memory.difficulty if memory else None,
                _text(state.first),
                _text(memory.last if memory else None),
                _text(memory.due if memory else None),
                state.reviews,
                state.lapses,
                int(state.suspended),
                _text(state.buried),
            ),
        )

    def _scheduler(self, schedule: Schedule) -> str:
        """Logs the scheduler once for all its reviews; returns the name that they carry."""
        import json
        import uuid

        identity = schedule.identity()
        # the same scheduler has the same UUID on every machine, so that merging keeps one
        id = str(uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(identity, sort_keys=True)))
        if not self._connection.execute("SELECT 1 FROM events WHERE id = ?", (id,)).fetchone():
            self.append("scheduler", identity["name"], detail=identity, id=id)
        return id


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _state_of(row: tuple) -> CardState:
    card, stability, difficulty, first, last, due, reviews, lapses, suspended, buried = row
    if last and not (0 < float(stability) < math.inf and 0 < float(difficulty) < math.inf):
        raise ValueError(f"no memory: {card}")
    memory = Memory(stability, difficulty, date.fromisoformat(last), date.fromisoformat(due)) if last else None
    return CardState(card, memory, _day(first), int(reviews), int(lapses), bool(suspended), _day(buried))
