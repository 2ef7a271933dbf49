"""`dlteach completion SHELL`."""

from __future__ import annotations

import click

WHERE = {
    "bash": "# once: dlteach completion bash > ~/.local/share/bash-completion/completions/dlteach",
    "zsh": "# once: dlteach completion zsh > ~/.zfunc/_dlteach, with fpath+=~/.zfunc before compinit in ~/.zshrc",
    "fish": "# once: dlteach completion fish > ~/.config/fish/completions/dlteach.fish",
}


@click.command("completion", short_help="Let your shell complete commands and options.")
@click.argument("shell", type=click.Choice(list(WHERE)))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Prints the script that lets SHELL complete dlteach's commands and options with the Tab key.

    \b
    bash   dlteach completion bash > ~/.local/share/bash-completion/completions/dlteach
    zsh    dlteach completion zsh > ~/.zfunc/_dlteach       (with fpath+=~/.zfunc before compinit in ~/.zshrc)
    fish   dlteach completion fish > ~/.config/fish/completions/dlteach.fish
    """
    from click.shell_completion import get_completion_class

    shells = get_completion_class(shell)
    assert shells is not None
    maker = shells(ctx.find_root().command, {}, "dlteach", "_DLTEACH_COMPLETE")
    # zsh wants its own first line first, so the hint stands at the end
    click.echo(f"{maker.source_template % maker.source_vars()}\n{WHERE[shell]}")
