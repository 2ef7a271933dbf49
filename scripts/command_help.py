"""Every command of dlteach with its arguments and options, as data for the manual page and the documentation site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import click

from dlteach.cli import group


@dataclass(frozen=True)
class Help:
    """One command: how it is called, what it does, and (spelling, explanation) of each option."""

    name: str
    usage: str
    text: str
    short: str
    options: tuple[tuple[str, str], ...]


def commands() -> Iterator[Help]:
    """Yield dlteach itself, then each command in alphabetical order."""
    with click.Context(group, info_name="dlteach", max_content_width=100) as whole:
        yield _help("dlteach", group, whole)
        for name in group.list_commands(whole):
            command = group.get_command(whole, name)
            assert command is not None
            with click.Context(command, info_name=name, parent=whole, max_content_width=100) as context:
                yield _help(f"dlteach {name}", command, context)


def _help(name: str, command: click.Command, context: click.Context) -> Help:
    options = (parameter for parameter in command.get_params(context) if isinstance(parameter, click.Option))
    pairs = (option.get_help_record(context) for option in options)
    told = tuple(pair for pair in pairs if pair is not None)
    usage = " ".join(command.collect_usage_pieces(context))
    return Help(name, f"{name} {usage}", _text(command.help or ""), command.get_short_help_str(200), told)


def _text(help: str) -> str:
    """Click's `\\b` marks a paragraph whose lines stay as they are: a block of code, here."""
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", help.strip()):
        lines = [line.strip() if not paragraph.startswith("\b") else line for line in paragraph.split("\n")]
        if lines[0] == "\b":
            paragraphs.append("\n".join(f"    {line.strip()}" for line in lines[1:]))
        else:
            paragraphs.append(" ".join(lines))
    return "\n\n".join(paragraphs)
