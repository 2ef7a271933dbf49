"""The part of the journal that concerns lessons: where the learner is, what was predicted, which trainings ran."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from dlteach.store.events import EventLog

if TYPE_CHECKING:
    from dlteach.views import Run


class LessonLog(EventLog):
    """Steps, predictions and runs of lessons; a topic names the lesson, section label and step a place in it."""

    def record_step(self, topic: str, section: str, step: int, kind: str = "shown", detail: str = "") -> None:
        """Logs that the learner came to a step; `step` counts from 0 within the section."""
        with self.transaction():
            self.append("step", topic, detail={"section": section, "step": step, "kind": kind, "detail": detail})

    def position(self, topic: str) -> tuple[str, int] | None:
        """Where to go on: section label and step of the last logged step; None at the start or after the end."""
        with self.reading():
            row = self._connection.execute(
                "SELECT kind, detail FROM events WHERE subject = ? AND kind IN ('step', 'restart', 'finish') "
                "ORDER BY stamp DESC, id DESC LIMIT 1",
                (topic,),
            ).fetchone()
            if row is None or row[0] != "step":
                return None
            detail = json.loads(row[1])
            return str(detail["section"]), int(detail["step"])

    def restart(self, topic: str) -> None:
        """The lesson starts over; what was logged before is kept."""
        with self.transaction():
            self.append("restart", topic)

    def finish(self, topic: str) -> None:
        """The lesson was played to its end."""
        with self.transaction():
            self.append("finish", topic)

    def finished(self) -> list[str]:
        """Topics whose lesson was played to its end at least once, in the order of the first time."""
        return list(dict.fromkeys(event.subject for event in self.events(kind="finish")))

    def record_run(self, topic: str, run: Run) -> None:
        """Logs one finished training."""
        import msgspec

        with self.transaction():
            self.append("run", topic, detail=msgspec.to_builtins(run))

    def runs(self, topic: str) -> list[Run]:
        """The logged trainings of a lesson, oldest first."""
        import msgspec

        from dlteach.views import Run

        found = []
        for event in self.events(subject=topic, kind="run"):
            # one taken in from an export of another program may be none
            with suppress(msgspec.ValidationError):
                found.append(msgspec.convert(event.detail, Run))
        return found

    def record_prediction(self, topic: str, function: str, given: str, truth: str, right: bool) -> None:
        """Logs what the learner predicted before a step was run, and what came out."""
        with self.transaction():
            detail = {"function": function, "given": given, "truth": truth, "right": right}
            self.append("prediction", topic, detail=detail)

    def predictions(self, topic: str) -> list[dict]:
        """The logged predictions of a lesson, oldest first: function, given, truth, right."""
        return [event.detail for event in self.events(subject=topic, kind="prediction")]
