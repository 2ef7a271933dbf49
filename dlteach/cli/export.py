"""`dlteach export TOPIC --to FORMAT`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

FILE = click.Path(dir_okay=False, path_type=Path)
# format → how its files end
SUFFIXES = {"anki": ".apkg", "moodle": ".xml", "gift": ".gift.txt", "html": ".html", "json": ".json"}


@click.command("export", short_help="Take a deck to Anki, Moodle, a browser or a program of your own.")
@click.argument("topic")
@click.option("--to", "target", type=click.Choice(list(SUFFIXES)), required=True, help="What to write.")
@click.option(
    "-o", "--output", type=FILE, metavar="FILE", help="Where to write it; by default TOPIC with its ending here."
)
@click.option("--plain", is_flag=True, help="No colours, no drawing; for screen readers and pipes.")
def command(topic: str, target: str, output: Path | None, plain: bool) -> None:
    """Writes the deck of TOPIC as a file for another program.

    \b
    dlteach export lstm --to anki      a deck for Anki; import it again later, and your history there is kept
    dlteach export lstm --to html      a page to practise with in any browser, without a network
    dlteach export lstm --to moodle    questions as Moodle XML
    dlteach export lstm --to gift      questions in the GIFT format
    dlteach export lstm --to json      everything, for a program of your own
    """
    from dlteach.export.files import write_file
    from dlteach.screen import Screen

    file = output or Path(f"{topic}{SUFFIXES[target]}")
    replaced = file.is_file()
    content = _WRITERS[target](topic, file)
    write_file(file, content)
    did = "was written over" if replaced else "was written"
    Screen(plain=plain).line(f"{file} {did} ({len(content):,} bytes). {NEXT[target]}")


NEXT = {
    "anki": "Import it in Anki with File › Import.",
    "moodle": "Import it in Moodle's question bank as “Moodle XML format”.",
    "gift": "Import it in Moodle's question bank as “GIFT format”; flash cards are left out, since GIFT has no form for them.",
    "html": "Open it in a browser.",
    "json": "Its field “version” tells which form it has.",
}


def _anki(topic: str, file: Path) -> bytes:
    from dlteach.export.anki import anki_package

    return anki_package(topic, replaces=file)


def _moodle(topic: str, file: Path) -> bytes:
    from dlteach.export.moodle import moodle_xml

    return moodle_xml(topic)


def _gift(topic: str, file: Path) -> bytes:
    from dlteach.export.gift import gift_text

    return gift_text(topic)


def _html(topic: str, file: Path) -> bytes:
    from dlteach.export.practice import practice_page

    return practice_page(topic)


def _json(topic: str, file: Path) -> bytes:
    from dlteach.export.json_deck import deck_json

    return deck_json(topic)


_WRITERS: dict[str, Callable[[str, Path], bytes]] = {
    "anki": _anki,
    "moodle": _moodle,
    "gift": _gift,
    "html": _html,
    "json": _json,
}
