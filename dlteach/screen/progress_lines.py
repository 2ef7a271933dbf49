"""A training in a few lines: where it stands, its numbers, how long it will take, and its curve so far."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.cells import cell_len

from dlteach.language import _
from dlteach.screen.colours import NOTE, TITLE
from dlteach.screen.literal import literal
from dlteach.screen.wrap import shorten, wrap

if TYPE_CHECKING:
    from dlteach.screen.surface import Surface
    from dlteach.views import Progress

BAR = 24
CURVE_ROWS, FEWEST_ROWS = 8, 4
# Above this many points a line is thinned to every second one; the curve keeps its form.
MOST_POINTS = 400


class Training:
    """Collects the reports of one training and tells them as lines."""

    def __init__(self) -> None:
        self.last: Progress | None = None
        self._received = 0.0
        self._losses: list[tuple[float, float]] = []
        self._validations: list[tuple[float, float]] = []

    def add(self, report: Progress) -> None:
        """Takes the newest report; a report with another title, or an earlier epoch, starts a new training."""
        if self.last and (report.title != self.last.title or report.epoch < self.last.epoch):
            self._losses, self._validations = [], []
        self.last = report
        self._received = time.monotonic()
        place = report.epoch - 1 + (report.step / report.steps if report.steps else 1.0)
        if report.epoch_end:
            place = float(report.epoch)
            if report.validation_loss is not None:
                self._validations.append((place, report.validation_loss))
        if report.loss is not None:
            self._losses.append((place, report.loss))
            if len(self._losses) > MOST_POINTS:
                self._losses = self._losses[::2]

    def lines(self, surface: Surface, now: float, room: int | None = None) -> list[str]:
        """Title, bar, numbers, and the curve as soon as there is one.

        Args:
            surface: where they are drawn.
            now: seconds of `time.monotonic`.
            room: lines that fit below what stands on the screen. The curve shrinks, down to four rows, to leave that in
                sight; None is as many as the terminal has.
        """
        report = self.last
        if report is None:
            return []
        width = surface.width
        title = shorten(" ".join(literal(report.title).split()), width)
        lines = surface.text(title, TITLE) if title else []
        # Between two reports the time goes on.
        elapsed = report.elapsed + max(0.0, now - self._received) * (not report.epoch_end)
        if report.phase == "compiling":
            return [*lines, *surface.text(_("compiling … {elapsed:.1f} s").format(elapsed=elapsed), NOTE)]
        lines.append(self._bar(report, elapsed, surface))
        # A no-break space keeps a number and its name on one line.
        told = [entry.replace(" ", "\u00a0") for entry in numbers(report)]
        lines += [line.replace("\u00a0", " ") for line in wrap("  ".join(told), width)]
        # legend and axis take four lines more
        rows = surface.height - len(lines) - 5
        if room is not None:
            rows = min(rows, max(FEWEST_ROWS, room - len(lines) - 4))
        return lines + self._curve(surface, rows)

    def _bar(self, report: Progress, elapsed: float, surface: Surface) -> str:
        done = (report.epoch - 1 + (report.step / report.steps if report.steps else 0)) / max(1, report.epochs)
        done = min(1.0, report.epoch / max(1, report.epochs) if report.epoch_end else done)
        head = _("epoch {epoch}/{epochs} ").format(epoch=report.epoch, epochs=report.epochs)
        left = report.remaining
        tail = f" {elapsed:.1f} s"
        if left is not None and done < 1:
            tail = _(" {elapsed:.1f} s, {left} left").format(elapsed=elapsed, left=duration(left))
        room = min(BAR, surface.width - cell_len(head) - cell_len(tail) - 1)
        if room < 4:
            return shorten(head + tail.strip(), surface.width)
        full = round(done * room)
        stroke = "━" if surface.unicode else "="
        rest = surface.text((stroke if surface.unicode else "-") * (room - full), NOTE)[0] if full < room else ""
        return head + (surface.text(stroke * full, "green")[0] if full else "") + rest + tail

    def _curve(self, surface: Surface, room: int) -> list[str]:
        if len(self._losses) < 2 or room < FEWEST_ROWS:
            return []
        from dlteach import views
        from dlteach.screen.curves import draw_curve

        series = [views.Series(_("loss"), [y for _x, y in self._losses], [x for x, _y in self._losses])]
        if self._validations:
            points = self._validations
            series.append(views.Series(_("validation loss"), [y for _x, y in points], [x for x, _y in points]))
        # losses fall by powers of ten: on a plain axis the end of a training would be one flat line
        positive = all(value > 0 for one in series for value in one.y)
        curve = views.Curve("", series, "", x_label=_("epoch"), log_y=positive)
        # The axis is as long as the training, so that the curve grows towards its end.
        epochs = float(max(1, self.last.epochs if self.last else 1))
        return draw_curve(curve, surface, min(CURVE_ROWS, room), (0.0, max(epochs, self._losses[-1][0])))

    def epoch_in_words(self, report: Progress) -> str:
        """One line for logs and screen readers: the epoch, its numbers, the time."""
        told = ", ".join([*numbers(report), f"{report.elapsed:.1f} s"])
        return _("epoch {epoch}/{epochs}: {told}").format(epoch=report.epoch, epochs=report.epochs, told=told)


def numbers(report: Progress) -> list[str]:
    """The metrics that are known, each with its name; accuracies in per cent."""
    named = [
        (_("loss"), report.loss, False),
        (_("accuracy"), report.accuracy, True),
        (_("validation loss"), report.validation_loss, False),
        (_("validation accuracy"), report.validation_accuracy, True),
    ]
    told = [f"{name} {_number(value, share)}" for name, value, share in named if value is not None]
    return told + [
        f"{literal(name).replace('_', ' ')} {_number(value, False)}" for name, value in report.metrics.items()
    ]


def _number(value: float, share: bool) -> str:
    return f"{100 * value:.2f} %" if share else f"{value:.4f}" if abs(value) < 1e4 else f"{value:.3g}"


def duration(seconds: float) -> str:
    """A time to wait, in the unit that a person would use."""
    if seconds < 60:
        return f"{max(0, round(seconds))} s"
    minutes, rest = divmod(round(seconds), 60)
    return (
        _("{minutes} min {rest} s").format(minutes=minutes, rest=rest)
        if minutes < 60
        else _("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)
    )
