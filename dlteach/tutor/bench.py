"""Runs a lesson's functions in a notebook and shows what they yield."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dlteach import views
from dlteach.content.lessons import load_lesson
from dlteach.content.packs import home_of
from dlteach.drill.consent import require
from dlteach.language import _
from dlteach.tutor.options import check_data, parse_settings, settings_of
from dlteach.tutor.worker_process import load_lesson_module

_REPORTED = views.Progress | views.Run


class Bench:
    """A lesson at work in a notebook.

    Args:
        topic: the lesson's name, such as "cnn".
        epochs: train for so many epochs; None leaves it to the lesson.
        data: another of the lesson's data sets.
        seed: fixes split and weights.
        device: "auto", "cpu" or "gpu".
        settings: the lesson's own settings by name.

    Raises:
        UsageError: there is no such lesson, data set or setting, or a value is impossible.
        DlteachError: the lesson is of a pack whose Python was not allowed to run.

    Example:
        >>> bench = Bench("cnn", epochs=1)  # doctest: +SKIP
        >>> bench.run("build_network")  # doctest: +SKIP
    """

    def __init__(
        self,
        topic: str,
        *,
        epochs: int | None = None,
        data: str | None = None,
        seed: int = 0,
        device: str = "auto",
        **settings: str | int | float | bool,
    ):
        lesson = load_lesson(topic)
        given = parse_settings(lesson, tuple(f"{name}={value}" for name, value in settings.items()))
        chosen = check_data(lesson, data)
        pack = home_of(lesson.path).pack
        if pack is not None:
            require(pack)
        from dlteach.training.devices import prepare
        from dlteach.training.lab import Lab

        # gone with the notebook's kernel
        self._folder = tempfile.TemporaryDirectory(prefix=f"dlteach-{topic}-")
        self._runs: list[views.Run] = []
        self._lab = Lab(
            Path(self._folder.name),
            prepare(None, device),
            settings=settings_of(lesson, given),
            data_name=chosen,
            seed=seed,
            epochs=epochs,
            report=self._report,
        )
        self._module = load_lesson_module(lesson.path.with_suffix(".py"))
        self._figures = 0

    def run(self, function: str) -> None:
        """Runs a function of the lesson and displays each view it shows."""
        outcome = getattr(self._module, function)(self._lab)
        # a question's answer comes alone, or last among views
        for shown in [outcome] if isinstance(outcome, views.Truth) else outcome or ():
            if isinstance(shown, views.Truth):
                self._display(f"**{shown.answer}**\n\n{shown.words}", shown.views)
            else:
                self._display("", [shown])

    def runs(self) -> None:
        """Displays the trainings of this notebook side by side."""
        rows = [
            [run.title, ", ".join(f"{name} {value:.4g}" for name, value in run.results.items())] for run in self._runs
        ]
        self._display("", [views.Table(_("Trainings"), [_("what"), _("results")], rows)])

    def _display(self, markdown: str, shown: list[Any]) -> None:
        from IPython.display import HTML, display

        for part in self._html(markdown, shown):
            display(HTML(part))

    def _html(self, markdown: str, shown: list[Any]) -> Iterator[str]:
        from dlteach.export.fragments import view_html
        from dlteach.export.markdown import to_html

        if markdown:
            yield to_html(markdown)
        for view in shown:
            self._figures += 1
            yield view_html(view, self._figures)

    def _report(self, message: _REPORTED) -> None:
        if isinstance(message, views.Run):
            self._runs.append(message)
        elif message.epoch_end:
            told = _("{title}: epoch {epoch} of {epochs}")
            if message.loss is not None:
                told = _("{title}: epoch {epoch} of {epochs}, loss {loss:.4f}")
            print(told.format(title=message.title, epoch=message.epoch, epochs=message.epochs, loss=message.loss))
