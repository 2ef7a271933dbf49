"""Opens a lesson: the first screen in a blink, the worker behind it, the place where the learner stopped; and closes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dlteach.content.lesson import Lesson
from dlteach.language import _, codes, ngettext
from dlteach.screen import Screen
from dlteach.store import Journal, home
from dlteach.training import CHECKPOINTS
from dlteach.training.devices import expected
from dlteach.tutor.narrator import Narrator, open_narrator
from dlteach.tutor.options import Options, settings_of

if TYPE_CHECKING:
    from dlteach.tutor.stage import Stage


def open_lesson(lesson: Lesson, options: Options, plain: bool) -> None:
    """Plays a lesson as the learner wishes, from the first screen to the last line.

    Raises:
        DlteachError: a backend, a device, a data set or the journal is not to be had; a function of the lesson failed.
    """
    _ask_consent(lesson)
    screen = Screen(plain=plain)
    playing = screen.interactive and not options.yes
    if not playing:
        screen.interactive = False
    running_on = expected(options.backend, options.device)
    with Journal.open() as journal:
        if options.restart:
            journal.restart(lesson.topic)
        stopped_at = journal.position(lesson.topic) if playing else None
        screen.clear()
        _title_page(lesson, options, screen, running_on, stopped_at, playing)
        with open_narrator(screen, lesson, options.speak, playing) as narrator:
            narrator.title(lesson)
            _play(lesson, options, screen, journal, playing, stopped_at, narrator)


def _ask_consent(lesson: Lesson) -> None:
    """Asks before the Python of a pack by another author runs."""
    from dlteach.content.packs import home_of
    from dlteach.drill.consent import require

    pack = home_of(lesson.path).pack
    if pack is not None and lesson.path.with_suffix(".py").is_file():
        require(pack)


def _title_page(
    lesson: Lesson,
    options: Options,
    screen: Screen,
    running_on: str,
    stopped_at: tuple[str, int] | None,
    playing: bool,
) -> None:
    screen.heading(
        lesson.title,
        ngettext(
            "about {minutes} minutes · {count} section",
            "about {minutes} minutes · {count} sections",
            len(lesson.sections),
        ).format(minutes=lesson.minutes, count=len(lesson.sections)),
    )
    screen.line(lesson.summary)
    screen.line()
    screen.line(_("Sections: {sections}").format(sections=" · ".join(section.title for section in lesson.sections)))
    screen.line()
    trains = _("Trains with {device}, on the data set {data}.") if options.data else _("Trains with {device}.")
    screen.line(trains.format(device=running_on, data=options.data))
    if lesson.settings:
        values = settings_of(lesson, options.given)
        told = ", ".join(f"{name}={value}" for name, value in values.items())
        screen.line(_("Settings (--set): {settings}").format(settings=told))
    place = _section_title(lesson, stopped_at)
    if place:
        screen.line()
        screen.line(
            _("You stopped at “{place}”. Enter goes on there; --restart starts over.").format(place=place), style="bold"
        )
    if playing:
        screen.line()


def _play(
    lesson: Lesson,
    options: Options,
    screen: Screen,
    journal: Journal,
    playing: bool,
    stopped_at: tuple[str, int] | None,
    narrator: Narrator,
) -> None:
    # imported only now, so that the first screen does not wait for them
    from dlteach.tutor.messages import Start
    from dlteach.tutor.outcomes import Outcomes
    from dlteach.tutor.player import find, pages, play
    from dlteach.tutor.prompter import Prompter
    from dlteach.tutor.stage import Stage
    from dlteach.tutor.worker import Worker

    settings = settings_of(lesson, options.given)
    folder = _folder(lesson, options, settings)
    outcomes = Outcomes(folder)
    if options.restart:
        outcomes.clear()
    elif not playing:
        # played from the beginning, but a training that was interrupted goes on
        outcomes.clear(but=CHECKPOINTS)
    worker = Worker(
        Start(
            lesson=str(lesson.path.with_suffix(".py")),
            folder=str(folder),
            data=options.data,
            seed=options.seed,
            epochs=options.epochs,
            backend=options.backend,
            device=options.device,
            settings=settings,
            devices=options.devices,
            precision=options.precision,
            language=codes()[0],
        )
    )
    prompter = Prompter(screen, lesson, options.level, playing)
    stage = Stage(lesson, options, screen, prompter, worker, journal, outcomes, narrator)
    screen.pause_handler = prompter.pause_in_the_middle
    all_pages = pages(lesson.sections)
    start = (find(all_pages, *stopped_at) if stopped_at else None) or 0
    try:
        finished = play(stage, start)
        _finish(stage, finished)
    except BaseException:
        if playing:
            _say_where_to_go_on(stage)
        raise
    finally:
        worker.close()


def _finish(stage: Stage, finished: bool) -> None:
    options, screen = stage.options, stage.screen
    if not finished:
        _say_where_to_go_on(stage)
    if options.save:
        stage.worker.save(options.save)
        screen.line(_("The trained model is in {file}.").format(file=options.save))
    if finished:
        from dlteach.tutor.report import save_figures

        with screen.wait(_("Drawing the figures …")):
            folder = save_figures(stage)
        if folder:
            screen.line(_("The figures are PNG files in {folder}.").format(folder=folder))
    if options.report:
        from dlteach.tutor.report import write_report

        write_report(stage, options.report)
        screen.line(_("The report is in {file}.").format(file=options.report))


def _say_where_to_go_on(stage: Stage) -> None:
    stage.screen.line(_("Your place is kept. Go on with: dlteach lesson {topic}").format(topic=stage.lesson.topic))


def _folder(lesson: Lesson, options: Options, settings: dict) -> Path:
    from dlteach.tutor.outcomes import fingerprint

    # only where it differs from the default, so that the folders of before are found
    rare = {"devices": options.devices} if options.devices > 1 else {}
    exact = {"precision": options.precision} if options.precision != "auto" else {}
    name = fingerprint(
        data=options.data,
        seed=options.seed,
        epochs=options.epochs,
        backend=options.backend,
        **rare,
        **exact,
        **{f"set_{k}": v for k, v in settings.items()},
    )
    return home() / "lessons" / lesson.topic / name


def _section_title(lesson: Lesson, stopped_at: tuple[str, int] | None) -> str:
    return next((section.title for section in lesson.sections if stopped_at and section.label == stopped_at[0]), "")
