"""Puts questions to the learner: one in a lesson, or a whole session. What is right is decided in `dlteach.drill`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

from dlteach.drill.grading import Grade, answer_parts, answer_text, grade
from dlteach.drill.question import Question
from dlteach.language import _, mark
from dlteach.store.state import AGAIN, EASY, GOOD, HARD

if TYPE_CHECKING:
    from dlteach.drill.session import Session, Summary
    from dlteach.screen import Screen

Commands = Callable[[str], bool]

# so many lines that are no answer, and the answer is shown: a script must not be asked for ever
PATIENCE = 3
MARKUP = re.compile(r"[*_`#<>|\[\]\\&~]|^\s*([-+]|\d+[.)])\s", re.MULTILINE)
SELF_GRADES = {"": AGAIN, "1": AGAIN, "2": HARD, "3": GOOD, "4": EASY}
WIDTH, INDENT = 80, 5
# where words are typed, a command must not be taken for an answer, nor an answer for a command
TYPED = ("typed", "cloze")
BARE = ("q", "quit", "s", "skip", "u", "undo", "h", "hint", "bury", "suspend")
HOW = {
    "choice": mark("1–{count} choose"),
    "several": mark("numbers of all right ones, such as 1 3"),
    "order": mark("numbers in the right order, such as 2 1 3"),
    "match": mark("for each line from the top its number, such as 2 1 3"),
}
ALSO = {
    "typed": mark("Case, hyphens, plural and articles do not matter."),
    "cloze": mark("Case, hyphens, plural and articles do not matter."),
    "number": mark("1792, 1,792 and 1.792e3 are the same."),
    "shape": mark("Write (26, 26, 32) or 26x26x32; the batch size may be left out."),
}


@dataclass(frozen=True)
class Asked:
    """How a question was answered. `rating`: 1 again, 2 hard, 3 good, 4 easy; `hinted`: the hint was shown."""

    given: str
    rating: int
    grade: Grade
    hinted: bool = False
    slip: bool = False

    @property
    def right(self) -> bool:
        """Whether it counts as known."""
        return self.rating > AGAIN


def ask_question(
    screen: Screen, question: Question, commands: Commands | None = None, keys: str = "", more: str = ""
) -> Asked:
    """Shows a question and reads the answer; what follows from it is up to the caller.

    Args:
        screen: where to ask.
        question: as `Card.question` makes it.
        commands: gets what was typed after a colon, and at questions with numbered choices also what is no choice;
            returns whether it was a command. It may raise to leave the question.
        keys: the keys of `commands`, to be announced at each prompt, such as "s skip · q quit".
        more: those that only the help names.

    Returns:
        The answer and its grade. An empty answer means "show me", and counts as not known.

    Raises:
        EOFError: the input has ended.
        KeyboardInterrupt: Ctrl-C was pressed.
    """
    return _Asking(screen, question, commands, keys, more).ask()


def show_question(screen: Screen, question: Question) -> None:
    """A question followed by its answer, where nobody is there to be asked."""
    _show_prompt(screen, question)
    show_answer(screen, question)


def show_verdict(screen: Screen, question: Question, asked: Asked) -> None:
    """Says what the answer was worth, and why."""
    if question.kind == "flash":
        return
    if asked.right:
        screen.line(_("Right, but mind the spelling.") if asked.slip else _("Right."), style="green")
    else:
        screen.line(_("Not quite.") if asked.given else _("Here is the answer."), style="yellow")
        if asked.grade.remark:
            screen.line(asked.grade.remark)
    show_answer(screen, question, answer=not asked.right or asked.slip)


class _Asking:
    def __init__(self, screen: Screen, question: Question, commands: Commands | None, keys: str, more: str):
        self.screen = screen
        self.question = question
        self.commands = commands
        self.keys = keys
        self.more = more
        self.hinted = False

    def ask(self) -> Asked:
        _show_prompt(self.screen, self.question)
        if self.question.kind == "flash":
            return self._flash()
        for _attempt in range(PATIENCE):
            given = self._read(_("Your answer:"), self._how())
            verdict = self._grade(given)
            if not verdict.unreadable:
                break
            self.screen.line(verdict.unreadable)
        slip = bool(verdict.meant) and self._was_meant(verdict.meant)
        right = verdict.right or slip
        rating = AGAIN if not right else HARD if self.hinted or slip else GOOD
        return Asked(given, rating, verdict, self.hinted, slip)

    def _grade(self, given: str) -> Grade:
        verdict = grade(self.question, given)
        # whoever types q wants to stop, unless q is what was asked for
        if self.question.kind in TYPED and not verdict.right and given.casefold() in BARE:
            return Grade(False, unreadable=_("Here a command starts with a colon: :{given}").format(given=given))
        return verdict

    def _flash(self) -> Asked:
        self._read(_("Say it to yourself:"), _("Enter shows the answer"))
        show_answer(self.screen, self.question)
        for _attempt in range(PATIENCE):
            given = self._read(
                _("How well did you know it?"), _("1 not · 2 with effort · 3 well · 4 at once · Enter: not")
            )
            if given in SELF_GRADES:
                break
            self.screen.line(_("Type a number from 1 to 4."))
        rating = SELF_GRADES.get(given, AGAIN)
        return Asked(given, rating, Grade(rating > AGAIN), self.hinted)

    def _was_meant(self, meant: str) -> bool:
        reply = self._read(_("Did you mean “{meant}”?").format(meant=meant), _("y yes, a slip of the pen · Enter no"))
        return reply.casefold() in ("y", "yes", "j", "o")

    def _how(self) -> str:
        # the empty text is where a catalogue keeps its own description
        how = _(HOW[self.question.kind]).format(count=len(self.question.options)) if self.question.kind in HOW else ""
        return _("{how} · Enter shows the answer").format(how=how) if how else _("Enter shows the answer")

    def _read(self, prompt: str, how: str) -> str:
        """The next line that is no command."""
        while True:
            typed = self.screen.ask(prompt, hint=" · ".join(part for part in (how, self._keys()) if part)).strip()
            command = typed[1:].strip() if typed.startswith(":") else typed
            if typed in ("?", ":?") or (typed.startswith(":") and command == "help"):
                self._help()
            elif command in ("h", "hint") and self._is_command(typed):
                self.hinted = bool(self.question.hint)
                self.screen.line(
                    _("Hint: {hint}").format(hint=self.question.hint) if self.hinted else _("There is no hint here.")
                )
            elif not (self._is_command(typed) and self.commands and self.commands(command)):
                return typed

    def _is_command(self, typed: str) -> bool:
        return typed.startswith(":") or (self.question.kind not in TYPED and not re.fullmatch(r"[\d\s,]*", typed))

    def _keys(self, more: str = "") -> str:
        hint = _("h hint") if self.question.hint else ""
        keys = " · ".join(part for part in (hint, self.keys, more, _("? help")) if part)
        if self.question.kind not in TYPED:
            return keys
        return " · ".join(f":{key}" for key in keys.split(" · "))

    def _help(self) -> None:
        colon = self.question.kind in TYPED
        self.screen.line(_("Type your answer and Enter. Enter alone shows the answer; then it counts as not known."))
        if self.question.kind in ALSO:
            self.screen.line(_(ALSO[self.question.kind]))
        told = _("Commands start with a colon: {keys}") if colon else _("Commands: {keys}")
        self.screen.line(told.format(keys=self._keys(self.more)))


def _show_prompt(screen: Screen, question: Question) -> None:
    _show_prose(screen, question.prompt)
    for left, _right in question.pairs:
        screen.line(f"  {left}: ?")
    if question.pairs:
        screen.line()
    for number, option in enumerate(question.options, start=1):
        # the text stands under itself, so that the numbers stand out
        first, *others = wrap(option.text, max(20, min(screen.width, WIDTH) - INDENT)) or [""]
        screen.line(f"  {number}  {first}")
        for line in others:
            screen.line(" " * INDENT + line)


def show_answer(screen: Screen, question: Question, answer: bool = True) -> None:
    """The right answer and its explanation, or the explanation alone."""
    if answer:
        parts = answer_parts(question)
        screen.line(_("Answer:") if parts else _("Answer: {answer}").format(answer=answer_text(question)), style="bold")
        for part in parts:
            screen.line(f"  {part}", style="bold")
    if question.explanation:
        _show_prose(screen, question.explanation)


def _show_prose(screen: Screen, text: str) -> None:
    # reading Markdown takes a third of the time to the first prompt, and most questions have no markup
    if MARKUP.search(text):
        screen.markdown(text)
        return
    for paragraph in text.split("\n\n"):
        screen.line(" ".join(paragraph.split()))
        screen.line()


def run_session(screen: Screen, session: Session, commands: Commands | None = None, asks: bool = True) -> Summary:
    """Asks a session's cards until there are none left or the learner quits.

    Args:
        screen: where to ask.
        session: what to ask; every answer is committed before the next prompt.
        commands: further commands, such as a lesson's; see `ask_question`.
        asks: False shows every question with its answer and asks nothing.

    Returns:
        What it came to.

    Raises:
        JournalError: when an answer cannot be saved.
        KeyboardInterrupt: Ctrl-C was pressed; all answers before it are saved.
    """
    from dlteach.tutor.drilling import Drilling

    return Drilling(screen, session, commands).run(asks)
