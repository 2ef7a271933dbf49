"""Collects the interface's texts and keeps its translations in step: python scripts/catalogue.py [--check] [--new CODE].

It writes `dlteach/locale/dlteach.pot`, brings every `dlteach/locale/CODE/LC_MESSAGES/dlteach.po` up to date with it and
compiles each into the `.mo` file that travels with the program. What is not translated yet is told, with exit code 1.
"""

from __future__ import annotations

import argparse
import ast
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "dlteach" / "locale"
TEMPLATE = FOLDER / "dlteach.pot"
# function → how many of its arguments are texts
KEYWORDS = {"_": 1, "mark": 1, "ngettext": 2}
COMMENT = "# translators: "
# a date would be a change in every run
DATES = ("POT-Creation-Date", "PO-Revision-Date")


def collected() -> Catalog:
    """All texts as a catalogue without translations: the marked ones, those of commands and options, and click's own."""
    catalogue = Catalog(project="dlteach", charset="utf-8", fuzzy=False)
    files = [*sorted((ROOT / "dlteach").rglob("*.py")), ROOT / "scripts" / "foreign_messages.py"]
    for file in files:
        for texts, comment in _marked(file.read_text(encoding="utf-8")):
            message = texts if len(texts) > 1 else texts[0]
            catalogue.add(message, locations=[(file.relative_to(ROOT).as_posix(), 1)], auto_comments=comment)
    for name, text in [*_help(), *_tasks()]:
        catalogue.add(text, locations=[(name, 1)])
    # what Babel takes for the format of the % operator is never used with it, except by click
    for message in catalogue:
        if message.id and not any("%(" in text for text in _texts(message.id)):
            message.flags.discard("python-format")
    return catalogue


def _marked(source: str) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """The marked texts of a Python file, also those inside f-strings, with what the line above says to translators."""
    lines = ["", *source.splitlines()]
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        count = KEYWORDS.get(getattr(call.func, "id", ""), 0)
        texts = tuple(
            part.value for part in call.args[:count] if isinstance(part, ast.Constant) and isinstance(part.value, str)
        )
        if count and len(texts) == count:
            above = lines[call.lineno - 1].strip()
            yield texts, [above.removeprefix(COMMENT)] if above.startswith(COMMENT) else []


def _help() -> list[tuple[str, str]]:
    from dlteach.cli import group
    from dlteach.cli._translated import translated

    found: list[tuple[str, str]] = []
    for name in ("", *group.list_commands(None)):
        file = f"dlteach/cli/{name or '__init__'}.py"

        def keep(text: str, file: str = file) -> str:
            found.append((file, text))
            return text

        translated(group.get_command(None, name) if name else group, keep)
    return found


def _tasks() -> list[tuple[str, str]]:
    """What models are for, as their cards say it."""
    from dlteach import models

    return [(f"dlteach/models/{name}", models.info(name).task) for name in models.names()]


def translations() -> list[Path]:
    """The `.po` file of every language."""
    return sorted(FOLDER.glob("*/LC_MESSAGES/dlteach.po"))


def read(file: Path) -> Catalog:
    """One language's translations."""
    with file.open("rb") as source:
        return read_po(source, locale=file.parts[-3], domain="dlteach")


def as_po(catalogue: Catalog) -> bytes:
    """A catalogue as the text of a `.po` or `.pot` file, the same whenever it is written."""
    sink = io.BytesIO()
    write_po(sink, catalogue, width=110, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    lines = sink.getvalue().decode("utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not any(f'"{date}' in line for date in DATES)).encode("utf-8")


def as_mo(catalogue: Catalog) -> bytes:
    """A catalogue as the program reads it."""
    sink = io.BytesIO()
    # its header holds dates, which would be a change in every run
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    write_mo(sink, catalogue)
    return sink.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """The texts that have no translation, or one that nobody has confirmed."""
    return [
        _texts(message.id)[0]
        for message in catalogue
        if message.id and (message.fuzzy or not message.string or not all(_texts(message.string)))
    ]


def _texts(value: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def main() -> int:
    """Writes all files, or says which are out of date."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing, only say what is out of date")
    parser.add_argument("--new", metavar="CODE", help="begin a translation, such as fr")
    options = parser.parse_args()
    template = collected()
    if options.new:
        file = FOLDER / options.new / "LC_MESSAGES" / "dlteach.po"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(as_po(Catalog(locale=options.new, domain="dlteach", project="dlteach", fuzzy=False)))
    wanted = {TEMPLATE: as_po(template)}
    lacking = 0
    for file in translations():
        catalogue = read(file)
        catalogue.update(template, no_fuzzy_matching=True)
        wanted[file] = as_po(catalogue)
        wanted[file.with_suffix(".mo")] = as_mo(catalogue)
        for text in missing(catalogue):
            lacking += 1
            print(f"{file.relative_to(ROOT)}: not translated: {text!r}")
    stale = [file for file, content in wanted.items() if not file.is_file() or file.read_bytes() != content]
    for file in stale:
        print(f"{file.relative_to(ROOT)} {'is out of date' if options.check else 'was written'}.")
        if not options.check:
            file.write_bytes(wanted[file])
    return 1 if lacking or (stale and options.check) else 0


if __name__ == "__main__":
    sys.exit(main())
