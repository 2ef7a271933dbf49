"""What every kind of step needs to be played: the screen, the prompt, the worker, the journal and what was shown before."""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass

from dlteach.content.lesson import Lesson
from dlteach.screen import Screen
from dlteach.store import Journal
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
    repeat: bool = False

    def perform(self, function: str) -> Outcome:
        """Runs a function of the lesson in the worker, draws what it shows as it comes, and keeps it.

        A Ctrl-C asks the training to end gracefully; a second one ends the lesson.
        """
        views: list[View] = []
        truth = None
        with ExitStack() as stack:
            waiting, drawing = stack.enter_context(ExitStack()), stack.enter_context(ExitStack())
            if not self.worker.is_ready:
                with self.screen.wait("Starting Keras …"):
                    ready = self.worker.ready()
                self.screen.line(f"Keras {ready.keras} with {ready.device}.", style="dim")
            if not self.screen.plain:
                waiting.enter_context(self.screen.wait("Working …"))
            live = None
            answers = stack.enter_context(closing(self.worker.call(function)))
            for answer in answers:
                waiting.close()
                if isinstance(answer, Progress):
                    if live is None:
                        live = drawing.enter_context(self.screen.progress())
                    live.update(answer)
                    continue
                if isinstance(answer, Run):
                    self.journal.record_run(self.lesson.topic, answer)
                    continue
                if live is not None:
                    drawing.close()
                    live = None
                if isinstance(answer, Truth):
                    truth = answer
                elif isinstance(answer, View):
                    views.append(answer)
                    self.screen.view(answer)
        outcome = Outcome(views, truth)
        self.outcomes.put(function, outcome)
        return outcome

    def show(self, views: list[View]) -> None:
        """Draws views that were kept."""
        for view in views:
            if isinstance(view, Text):
                self.screen.markdown(view.markdown)
            else:
                self.screen.view(view)
