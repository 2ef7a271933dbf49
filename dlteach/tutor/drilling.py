"""Plays a session: question, verdict, pause, and the commands in between."""

from __future__ import annotations

from datetime import date

from dlteach.drill.session import Session, Summary
from dlteach.errors import JournalError
from dlteach.language import _, mark
from dlteach.screen import Screen
from dlteach.store import Journal
from dlteach.tutor.asking import Asked, Commands, ask_question, show_answer, show_question, show_verdict

KEYS = mark("s skip · u undo · q quit")
MORE = mark("bury not today · suspend not until resumed · note TEXT")
# what can be said between an answer and the next question
COMMON = ("u", "undo", "q", "quit")
SHOWN_MISSED = 5


class _Leave(Exception):
    """The present question is done with, without an answer."""


class _Quit(Exception):
    """The learner ends the session."""


class Drilling:
    """One session on one screen."""

    def __init__(self, screen: Screen, session: Session, commands: Commands | None = None):
        self.screen = screen
        self.session = session
        self.more_commands = commands

    def run(self, asks: bool = True) -> Summary:
        """Asks until the end; see `dlteach.tutor.asking.run_session`."""
        try:
            while (question := self.session.next()) is not None:
                if self.session.again and not asks:
                    self.session.skip()
                    continue
                number = _("{place} of {total}").format(place=self.session.place, total=self.session.total)
                self.screen.heading(_("Once more") if self.session.again else number)
                if not asks:
                    show_question(self.screen, question)
                    self.session.skip()
                    continue
                try:
                    asked = ask_question(self.screen, question, self._command, _(KEYS), _(MORE))
                    # on the disk before anything else is shown
                    self._commit(asked)
                    show_verdict(self.screen, question, asked)
                    if help := self.session.help():
                        self.screen.line(_("This one keeps slipping away. {help}").format(help=help))
                    # a flash card's answer was read before it was graded; at the end, undo is still to be had
                    if question.kind != "flash" or self.session.next() is None:
                        self._pause(asked)
                except _Leave:
                    continue
                except EOFError:
                    if self.screen.interactive:
                        raise _Quit from None
                    # a pipe has run dry: this question and the others are shown with their answers
                    asks = False
                    show_answer(self.screen, question)
                    self.session.skip()
        except _Quit:
            pass
        return self.session.summary()

    def _commit(self, asked: Asked) -> None:
        marks = {"hint": asked.hinted, "slip": asked.slip}
        self.session.answer(asked.given, asked.rating, **{name: True for name, is_so in marks.items() if is_so})

    def _pause(self, asked: Asked) -> None:
        if not self.screen.interactive:
            return
        keys = _("Enter on · u undo · q quit") if asked.right else _("Enter on · ! I was right · u undo · q quit")
        while True:
            typed = self.screen.ask("", hint=keys).strip().removeprefix(":").strip()
            word, _space, rest = typed.partition(" ")
            if not typed:
                return
            if word == "note":
                self._note(rest, last=True)
            elif typed == "!" and not asked.right:
                if self.session.overrule():
                    self.screen.line(_("Counted as right. u takes that back."))
            elif word not in COMMON or not self._command(typed):
                self.screen.line(_("“{typed}” is no command here. {keys} · note TEXT").format(typed=typed, keys=keys))

    def _command(self, text: str) -> bool:
        word, _space, rest = text.partition(" ")
        if word in ("q", "quit"):
            raise _Quit
        if word in ("u", "undo"):
            self._undo()
        elif word in ("s", "skip"):
            self.session.skip()
            raise _Leave
        elif word == "bury":
            self.session.bury()
            raise _Leave
        elif word == "suspend":
            self.session.suspend()
            raise _Leave
        elif word == "note":
            self._note(rest)
        else:
            return self.more_commands is not None and self.more_commands(text)
        return True

    def _undo(self) -> None:
        undone = self.session.undo()
        if undone is None:
            self.screen.line(_("There is nothing to undo."))
            return
        if undone.kind == "overrule":
            self.screen.line(_("Taken back: your answer counts as wrong again."))
            return
        self.screen.line(_("Taken back. Here is the question again."))
        raise _Leave

    def _note(self, text: str, last: bool = False) -> None:
        if text:
            self.session.note(text, last)
            self.screen.line(_("Noted."))
        else:
            self.screen.line(_("Write the note behind it, such as: note mixed up with the input gate"))


def show_summary(screen: Screen, summary: Summary, today: date, cram: bool = False) -> None:
    """What a session came to, and when its cards come again."""
    if not summary.answered:
        return
    from dlteach.tutor.progress_views import on_day

    screen.heading(_("Summary"))
    screen.line(_("{right} of {answered} right.").format(right=summary.right, answered=summary.answered))
    for question in summary.missed[:SHOWN_MISSED]:
        screen.markdown(_("To look at again: {question}").format(question=question.prompt.splitlines()[0]))
    if cram:
        screen.line(_("This was practice: your schedule is as it was before."))
    elif summary.coming:
        when = ", ".join(on_day(count, (day - today).days) for day, count in summary.coming.items())
        screen.line(_("They come again: {when}.").format(when=when))


def drill(screen: Screen, session: Session) -> None:
    """A whole session as `quiz` and `review` play it: questions, summary, and the day's backup of the journal."""
    summary = Drilling(screen, session).run()
    show_summary(screen, summary, session.journal.today, session.cram)
    back_up(screen, session.journal, summary)


def back_up(screen: Screen, journal: Journal, summary: Summary) -> None:
    """Makes the day's backup of the journal after a session in which something was answered."""
    if not summary.answered:
        return
    try:
        journal.back_up_daily()
    except JournalError as error:
        # every answer is safe in the journal itself
        screen.error(str(error))
