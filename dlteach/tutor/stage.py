"""What every kind of step needs to be played: the screen, the prompt, the worker, the journal and what was shown before."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass

from dlteach.content.lesson import Lesson
from dlteach.language import _
from dlteach.screen import Screen
from dlteach.store import Journal
from dlteach.tutor.messages import Notice
from dlteach.tutor.narrator import Narrator
from dlteach.tutor.options import Options
from dlteach.tutor.outcomes import Outcome, Outcomes
from dlteach.tutor.prompter import Prompter
from dlteach.tutor.worker import Worker
from dlteach.views import Progress, Run, Text, Truth, View


@dataclass
class Stage:
    """The present performance of a lesson. `repeat` asks the next call to run afresh instead of showing what was kept."""

    lesson: Lesson
    options: Options
    screen: Screen
    prompter: Prompter
    worker: Worker
    journal: Journal
    outcomes: Outcomes
    narrator: Narrator
    repeat: bool = False

    def perform(self, function: str) -> Outcome:
        """Runs a function of the lesson in the worker, with live progress, then draws what it shows and keeps it.

        A Ctrl-C asks the training to end gracefully; a second one ends the lesson. Drawing waits for the end of the call,
        because a full screen stops for a key, and there every command must work.
        """
        outcome = self._run(function)
        self.outcomes.put(function, outcome)
        # not before: whoever is interrupted in between need not train again
        self.worker.forget(function)
        self.show(outcome.views)
        return outcome

    def _run(self, function: str) -> Outcome:
        if not self.worker.is_ready:
            with self.screen.wait(_("Starting Keras …")):
                ready = self.worker.ready()
            self.screen.line(
                _("Keras {keras} with {device}.").format(keras=ready.keras, device=ready.device), style="dim"
            )
        if self.repeat:
            self.worker.forget(function)
        views: list[View] = []
        truth = None
        with ExitStack() as display:
            if not self.screen.plain:
                display.enter_context(self.screen.wait(_("Working …")))
            live = None
            for answer in self.worker.call(function):
                if isinstance(answer, Notice):
                    display.close()
                    live = None
                    self.screen.aside(answer.text)
                elif isinstance(answer, Progress):
                    if live is None:
                        display.close()
                        live = display.enter_context(self.screen.progress())
                    live.update(answer)
                elif isinstance(answer, Run):
                    self.journal.record_run(self.lesson.topic, answer)
                elif isinstance(answer, Truth):
                    truth = answer
                elif isinstance(answer, View):
                    views.append(answer)
        return Outcome(views, truth)

    def show(self, views: list[View]) -> None:
        """Draws views that were kept."""
        for view in views:
            if isinstance(view, Text):
                self.screen.markdown(view.markdown)
            else:
                self.screen.view(view)
