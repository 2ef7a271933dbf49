"""Reads what the learner types in a lesson: answers are returned, commands are carried out or leave the screen."""

from __future__ import annotations

from dlteach.content.lesson import LEVELS, Lesson
from dlteach.errors import DlteachError
from dlteach.language import _, mark
from dlteach.screen import Screen
from dlteach.tutor.commands import Command, Navigate, Quit, help_text, parse

KEYS = mark("Enter on · b back · s skip · g TERM glossary · ? help · q quit")
KEYS_CHOOSING = mark("1–{count} choose · b back · s skip · g TERM glossary · ? help · q quit")
KEYS_ANSWERING = mark("commands here start with a colon: :s skip · :? help · :q quit")


class Prompter:
    """The prompt of a lesson.

    Args:
        screen: where it asks.
        lesson: whose sections `jump` knows.
        level: the present depth of overviews; the command `level` changes it.
        playing: False plays straight through and never asks.

    Attributes:
        at_overview: whether the present screen changes with the level.
    """

    def __init__(self, screen: Screen, lesson: Lesson, level: str, playing: bool):
        self.screen = screen
        self.lesson = lesson
        self.level = level
        self.playing = playing
        self.at_overview = False

    def pause(self) -> None:
        """Waits for Enter.

        Raises:
            Navigate: the learner goes elsewhere.
            Quit: the learner stops here.
        """
        self._wait(_(KEYS))

    def _wait(self, hint: str) -> None:
        while self.playing:
            text = self._read(hint)
            command = parse(text)
            if command is None and not text.strip():
                return
            if command is None:
                self.screen.line(
                    _("“{typed}” is no command here. Enter goes on, ? lists what you can type.").format(
                        typed=text.strip()
                    )
                )
            else:
                self.obey(command)

    def pause_in_the_middle(self) -> None:
        """Waits for Enter where a screen is full and more is to come; commands work as at every pause."""
        self._wait(_("— more — · {keys}").format(keys=_(KEYS)))

    def answer(self, prompt: str, *, choices: int = 0) -> str:
        """Asks for an answer of the learner's own; commands are obeyed until one comes.

        Args:
            prompt: what is asked for, in a few words.
            choices: how many numbered choices there are; 0 where an answer is typed, so that commands need a colon.

        Raises:
            Navigate: the learner goes elsewhere.
            Quit: the learner stops here.
        """
        while True:
            text = self._read(_(KEYS_CHOOSING).format(count=choices) if choices else _(KEYS_ANSWERING), prompt)
            command = parse(text, answering=not choices)
            if command is not None:
                self.obey(command)
            elif text.strip():
                return text.strip()

    def obey(self, command: Command) -> None:
        """Carries a command out.

        Raises:
            Navigate: it leads to another screen.
            Quit: it ends the lesson.
        """
        if command.word in ("back", "skip", "again"):
            raise Navigate(command.word)
        if command.word == "quit":
            raise Quit
        if command.word == "help":
            self.screen.markdown(help_text())
        elif command.word == "glossary":
            self._glossary(command.argument)
        elif command.word == "level":
            self._set_level(command.argument)
        else:
            self._jump(command.argument)

    def _read(self, hint: str, prompt: str = "") -> str:
        try:
            return self.screen.ask(prompt, hint=hint)
        except EOFError:
            raise Quit from None

    def _glossary(self, text: str) -> None:
        from dlteach.content.decks import find_term

        if not text:
            self.screen.line(_("Name a term, such as: g feature map"))
            return
        try:
            term = find_term(text)
        except DlteachError as error:
            self.screen.line(str(error))
            return
        self.screen.markdown(f"**{term.term}**: {term.definition}")

    def _set_level(self, level: str) -> None:
        if level not in LEVELS:
            self.screen.line(
                _("Levels are {levels}; you are at {level}. Type, for instance: l medium").format(
                    levels=", ".join(LEVELS), level=self.level
                )
            )
            return
        self.level = level
        if self.at_overview:
            raise Navigate("again")
        self.screen.line(_("Overviews come at the {level} depth from now on.").format(level=level))

    def _jump(self, text: str) -> None:
        sections = self.lesson.sections
        wanted = text.lower()
        for number, section in enumerate(sections, 1):
            if wanted and wanted in (str(number), section.label, section.label.partition("-")[2]):
                raise Navigate("jump", section.label)
        matching = [section for section in sections if wanted and wanted in section.title.lower()]
        if len(matching) == 1:
            raise Navigate("jump", matching[0].label)
        for number, section in enumerate(sections, 1):
            self.screen.line(f"{number:3}  {section.title}")
        self.screen.line(_("Type j and a number or a part of the title, such as: j 3"))
