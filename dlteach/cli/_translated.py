"""Commands in the learner's language: click keeps their texts in English, from the moment a file is imported."""

from __future__ import annotations

import copy
import inspect
import re
from collections.abc import Callable

import click

from dlteach.language import _

Say = Callable[[str], str]

# click keeps a paragraph that begins with this as it is
UNWRAPPED = "\b\n"
_COLUMNS = re.compile(r"( {2,})")


def translated(command: click.Command, say: Say = _) -> click.Command:
    """A copy of a command whose help, options and arguments are in the chosen language.

    Args:
        command: as its file makes it.
        say: translates one text; the script that collects all texts gives its own.
    """
    made = copy.copy(command)
    # click keeps the help option once it was made
    made._help_option = None
    made.help = _paragraphs(command.help, say)
    made.epilog = _paragraphs(command.epilog, say)
    made.short_help = say(command.short_help) if command.short_help else None
    made.options_metavar = say(command.options_metavar) if command.options_metavar else None
    if isinstance(made, click.Group):
        made.subcommand_metavar = say(made.subcommand_metavar) if made.subcommand_metavar else ""
    made.params = [_parameter(parameter, say) for parameter in command.params]
    return made


def _parameter(parameter: click.Parameter, say: Say) -> click.Parameter:
    made = copy.copy(parameter)
    if parameter.metavar:
        made.metavar = say(parameter.metavar)
    elif isinstance(parameter, click.Argument) and not isinstance(parameter.type, click.Choice):
        name = say((parameter.name or "").upper())
        made.metavar = name if parameter.required else f"[{name}]"
    elif (
        isinstance(parameter, click.Option)
        and not parameter.is_flag
        and isinstance(parameter.type, click.types.IntParamType)
    ):
        made.metavar = say(parameter.type.name.upper())
        made.type = copy.copy(parameter.type)
        made.type.name = say(parameter.type.name)
    if isinstance(made, click.Option) and made.help:
        made.help = say(made.help)
    return made


def _paragraphs(text: str | None, say: Say) -> str | None:
    if not text:
        return text
    told = []
    # as click cleans it: only what stands before a form feed is shown
    for paragraph in inspect.cleandoc(text).partition("\f")[0].strip().split("\n\n"):
        if paragraph.startswith(UNWRAPPED):
            lines = paragraph.removeprefix(UNWRAPPED).split("\n")
            told.append(UNWRAPPED + "\n".join(_line(line, say) for line in lines))
        else:
            told.append(say(" ".join(paragraph.split())))
    return "\n\n".join(told)


def _line(line: str, say: Say) -> str:
    """A line of a table: what is typed stays, what it does, after two spaces or more, is translated."""
    before, gap, last = _split(line)
    return line if last.startswith("dlteach ") else f"{before}{gap}{say(last)}"


def _split(line: str) -> tuple[str, str, str]:
    *others, last = _COLUMNS.split(line)
    return ("".join(others[:-1]), others[-1], last) if others else ("", "", line)
