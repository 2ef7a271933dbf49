"""`dlteach export TOPIC --to FORMAT`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from dlteach.language import _, mark, ngettext

if TYPE_CHECKING:
    from dlteach.screen import Screen

FILE = click.Path(path_type=Path)


class Format(NamedTuple):
    """How the files of a format end, what makes one of a topic, and what to do with it.

    `make` gets the topic, the file that will be written, which may be there from an earlier export, and the screen for what
    takes its time.
    """

    suffix: str
    make: Callable[[str, Path, Screen], bytes]
    next: str


def _anki(topic: str, file: Path, screen: Screen) -> bytes:
    from dlteach.export.anki import anki_package

    return anki_package(topic, replaces=file)


def _moodle(topic: str, file: Path, screen: Screen) -> bytes:
    from dlteach.export.moodle import moodle_xml

    return moodle_xml(topic)


def _gift(topic: str, file: Path, screen: Screen) -> bytes:
    from dlteach.export.gift import gift_text

    return gift_text(topic)


def _html(topic: str, file: Path, screen: Screen) -> bytes:
    from dlteach.export.practice import practice_page

    return practice_page(topic)


def _json(topic: str, file: Path, screen: Screen) -> bytes:
    from dlteach.export.json_deck import deck_json

    return deck_json(topic)


def _notebook(topic: str, file: Path, screen: Screen) -> bytes:
    from dlteach.export.notebook import notebook

    return notebook(topic)


def _audio(topic: str, file: Path, screen: Screen) -> bytes:
    from dlteach.export.audio import lesson_audio

    with screen.wait(_("Speaking …")) as waiting:

        def tell(done: int, lines: int) -> None:
            waiting.tell(_("Speaking … {done} of {lines}").format(done=done, lines=lines))

        return lesson_audio(topic, tell)


FORMATS = {
    "anki": Format(".apkg", _anki, mark("In Anki: File › Import.")),
    "moodle": Format(".xml", _moodle, mark("In Moodle's question bank: Import, Moodle XML format.")),
    "gift": Format(
        ".gift.txt",
        _gift,
        mark("In Moodle's question bank: Import, GIFT format. Flash cards have no form there and are left out."),
    ),
    "html": Format(".html", _html, mark("Open it in a browser.")),
    "json": Format(".json", _json, mark("Its field “version” says which form it has.")),
    "notebook": Format(".ipynb", _notebook, mark("Open it in Jupyter; it runs from top to bottom.")),
    "audio": Format(".wav", _audio, mark("Any player plays it.")),
}
SITE = "site"


@click.command("export", short_help="Take a deck to Anki, Moodle or a browser, a lesson to Jupyter or a course site.")
@click.argument("topic")
@click.option("--to", "target", type=click.Choice([*FORMATS, SITE]), required=True, help="What to write.")
@click.option("-o", "--output", type=FILE, metavar="FILE", help="Where to; by default named after TOPIC, here.")
@click.option("--plain", is_flag=True, help="No colours, no drawing; for screen readers and pipes.")
def command(topic: str, target: str, output: Path | None, plain: bool) -> None:
    """Writes the deck or the lesson of TOPIC for another program. A file of that name is replaced.

    \b
    dlteach export lstm --to anki      a deck for Anki; import it again later, and your history there is kept
    dlteach export lstm --to html      a page to practise with in any browser, without a network
    dlteach export lstm --to moodle    questions as Moodle XML
    dlteach export lstm --to gift      questions in the GIFT format
    dlteach export lstm --to json      everything, for a program of your own

    \b
    dlteach export cnn --to notebook   the lesson as a Jupyter notebook that runs from top to bottom
    dlteach export cnn --to site       the lesson as pages for a course site, in a folder
    dlteach export cnn --to audio      what of the lesson can be followed without a screen, spoken, as a WAV file

    What you answer in Anki comes back with `dlteach progress --import FILE`.
    """
    from dlteach.export.files import write_file
    from dlteach.screen import Screen

    screen = Screen(plain=plain)
    if target == SITE:
        from dlteach.export.site import write_site

        pages = write_site(topic, output or Path(topic))
        told = ngettext(
            "{count} file was written; begin with {first}.",
            "{count} files were written; begin with {first}.",
            len(pages),
        )
        screen.line(told.format(count=len(pages), first=pages[0]))
        return
    if output is not None and output.is_dir():
        raise click.BadParameter(_("{output} is a folder; name a file.").format(output=output), param_hint="--output")
    chosen = FORMATS[target]
    file = output or Path(f"{topic}{chosen.suffix}")
    replaced = file.is_file()
    content = chosen.make(topic, file, screen)
    write_file(file, content)
    told = _("{file} was written over ({count:,} bytes).") if replaced else _("{file} was written ({count:,} bytes).")
    screen.line(f"{told.format(file=file, count=len(content))} {_(chosen.next)}")
