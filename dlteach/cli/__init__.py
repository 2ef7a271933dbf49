"""The command line: one command a file, each imported only when it is used.

A file `dlteach/cli/NAME.py` with a click command called `command` is the command `dlteach NAME`; nothing else
registers it.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import signal
import sys
from pathlib import Path
from typing import Any, cast

import click

import dlteach
from dlteach import language
from dlteach.content.files import PACKS_VARIABLE
from dlteach.errors import DlteachError
from dlteach.language import _

INTERRUPTED = 130
# a program that a signal ended has this and the signal's number as its exit code, by convention
SIGNALLED = 128
# Windows has no SIGHUP
ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class LazyGroup(click.Group):
    """Finds its commands by file name and imports a command's file when it is called or listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands, sorted."""
        return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name, or None."""
        if name not in self.list_commands(ctx):
            return None
        return _in_language(importlib.import_module(f"{__name__}.{name}").command)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Begins a command line, in the language that the environment names; --lang comes while it is read."""
        language.use_environment()
        return super().make_context(info_name, args, parent, **extra)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the help, in the chosen language."""
        click.Group.format_help(cast(click.Group, _in_language(self)), ctx, formatter)

    def get_usage(self, ctx: click.Context) -> str:
        """The line that says how the program is called, in the chosen language."""
        return click.Group.get_usage(cast(click.Group, _in_language(self)), ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Finds the command; an unknown name is answered with the nearest one."""
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], known, n=1)
            problem = _("There is no command “{name}”. `dlteach --help` lists the commands.")
            if near:
                problem = _("There is no command “{name}”. Did you mean “{near}”?")
            raise click.UsageError(problem.format(name=args[0], near=near[0] if near else ""), ctx)
        return super().resolve_command(ctx, args)


def _in_language(command: click.Command) -> click.Command:
    if not language.is_translated():
        return command
    from dlteach.cli._translated import translated

    return translated(command)


def _choose_language(ctx: click.Context, parameter: click.Parameter, code: str | None) -> str | None:
    if code is not None:
        language.use(code)
    return code


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(dlteach.__version__, prog_name="dlteach")
@click.option(
    "--lang",
    metavar="CODE",
    is_eager=True,
    callback=_choose_language,
    shell_complete=lambda context, option, begun: [code for code in language.catalogues() if code.startswith(begun)],
    help="Speak another language, such as de for German.",
)
@click.option("--from", "packs", metavar="FOLDER", multiple=True, help="Use the lessons and decks in FOLDER, too.")
@click.option("--trust", is_flag=True, help="Run the Python of lessons and decks by others without asking.")
@click.pass_context
def group(ctx: click.Context, lang: str | None, packs: tuple[str, ...], trust: bool) -> None:
    """Learn deep-learning architectures from a terminal.

    \b
    dlteach lesson cnn      build, train and open up a convolutional network
    dlteach quiz lstm       make it stick
    dlteach topics          see what there is
    """
    _use_packs(ctx, packs)
    _check_language(ctx, lang)
    from dlteach.drill import consent

    consent.set_asker(lambda pack, files: _ask_consent(trust, pack, files))


def _use_packs(ctx: click.Context, packs: tuple[str, ...]) -> None:
    """Names the folders in the environment, where the worker process of a lesson finds them as well."""
    before = os.environ.get(PACKS_VARIABLE)
    if not packs:
        return
    os.environ[PACKS_VARIABLE] = os.pathsep.join([*map(os.path.abspath, packs), *filter(None, [before])])

    def restore() -> None:
        if before is None:
            del os.environ[PACKS_VARIABLE]
        else:
            os.environ[PACKS_VARIABLE] = before

    ctx.call_on_close(restore)


def _check_language(ctx: click.Context, code: str | None) -> None:
    """Refuses a language that neither the interface nor a lesson is in; one lesson of a pack is enough."""
    if code is None or language.is_translated():
        return
    from dlteach.content.files import languages

    known = sorted({*language.catalogues(), *languages()})
    if not language.is_name(code) or not set(language.codes()) & set(known):
        problem = _("There is no language “{code}”. There are: {known}.")
        raise click.BadParameter(problem.format(code=code, known=", ".join(known)), ctx, param_hint="--lang")


def _ask_consent(trust: bool, pack: Path, files: list[Path]) -> bool:
    from dlteach.tutor.consenting import asker

    return asker(trust)(pack, files)


def main() -> None:
    """Runs the command line and turns every expected failure into one line and an exit code."""
    for number in ENDING:
        signal.signal(number, _leave)
    sys.exit(run(sys.argv[1:]))


def _leave(number: int, frame: object) -> None:
    """Ends the program in order: the terminal is put back as it was, the journal closed, a training's process ended."""
    for each in ENDING:
        # a second request must not cut the tidying short
        signal.signal(each, signal.SIG_IGN)
    raise SystemExit(SIGNALLED + number)


def run(arguments: list[str]) -> int:
    """Runs one command line.

    Returns:
        The exit code: 0 done, 1 a clear error, 2 wrong usage, 130 interrupted.
    """
    spoken = language.codes()
    try:
        outcome = group.main(args=arguments, prog_name="dlteach", standalone_mode=False)
        return outcome if isinstance(outcome, int) else 0
    except click.exceptions.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        # click declares the message final; an odd character in a value must not break the line
        vars(error)["message"] = _one_line(error.message)
        error.show()
        return error.exit_code
    except DlteachError as error:
        _complain(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # the reader of our pipe has gone (`dlteach glossary | head`): leave quietly, and keep the interpreter's last
        # flush from failing
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
        return 0
    except OSError as error:
        _complain(f"{error.filename or _('the system')}: {_(error.strerror or str(error))}.")
        return 1
    finally:
        # what goes on in this process has a language of its own
        if language.codes() != spoken:
            language.use(spoken[0])


def _complain(text: str) -> None:
    encoding = sys.stderr.encoding or "ascii"
    line = f"dlteach: {_one_line(text)}".encode(encoding, errors="replace").decode(encoding)
    print(line, file=sys.stderr)


def _one_line(text: str) -> str:
    """A complaint that cannot steer the terminal, whatever file or argument it quotes."""
    from dlteach.screen.literal import literal

    return " ".join(literal(text).splitlines())
