"""What choices must keep: one right answer only, and nothing in length or grammar that gives it away."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from dlteach.content.deck import Deck, WrittenQuestion
from dlteach.content.library import Library
from dlteach.content.names import folded, names
from dlteach.content.records import Place
from dlteach.language import _, mark

# a right answer may be half as long again as the longest wrong one, and then by 20 letters, before it stands out
_RATIO, _LETTERS = 1.5, 20
# by chance, the right one of four is the longest in a quarter of the questions, and the shortest in another
_MOST, _ENOUGH_QUESTIONS = 0.5, 8
_EXTREMES: tuple[tuple[Callable, str, str], ...] = (
    (
        max,
        mark("In {standing} of {choices} choice questions the right answer is the longest"),
        mark("Lengthen some wrong choices, for example in {ids}."),
    ),
    (
        min,
        mark("In {standing} of {choices} choice questions the right answer is the shortest"),
        mark("Shorten some wrong choices, for example in {ids}."),
    ),
)
_CATCH_ALL = re.compile(r"(all|none|both|neither) of (the above|these|them)\W*", re.IGNORECASE)
_ARTICLE = re.compile(r"\b(an?)\W*$", re.IGNORECASE)
# a first letter that belongs to code or to a name says nothing of grammar
_PLAIN_WORD = re.compile(r"([A-Z]?[a-z]+)(?=[\s,.;:!?]|$)")


def check_choices(question: WrittenQuestion, library: Library, place: Place) -> None:
    """Report what is wrong with the choices of one question."""

    def fault(problem: str, remedy: str) -> None:
        place.fault(question.line, problem, remedy)

    right = question.answers or (question.answer,)
    wrong = [choice.text for choice in question.choices]
    for text, count in Counter(folded(text) for text in (*right, *wrong)).items():
        if count > 1:
            fault(
                _("The question '{id}' has the choice '{text}' {count} times").format(
                    id=question.id, text=text, count=count
                ),
                _("Make every choice different."),
            )
    for text in (*right, *wrong):
        if _CATCH_ALL.fullmatch(text):
            fault(
                _("The question '{id}' offers '{text}'").format(id=question.id, text=text),
                _("The order is drawn anew each time; write a choice that stands on its own."),
            )
    for text in wrong:
        if _same_term(text, right, library):
            fault(
                _("The question '{id}' has a second right choice, '{text}'").format(id=question.id, text=text),
                _("It is another name of the answer; write something wrong."),
            )
    longest = max(map(len, wrong), default=0)
    # where several are right, their lengths tell little
    if question.kind == "choice" and len(question.answer) > max(_RATIO * longest, longest + _LETTERS):
        remedy = _("Shorten it, or write wrong choices of about its length: learners pick the longest.")
        problem = _("The question '{id}' has a right answer of {count} letters, the wrong ones have {longest} at most")
        fault(problem.format(id=question.id, count=len(question.answer), longest=longest), remedy)
    if question.kind == "choice" and (form := _standing_out(question.prompt, question.answer, wrong)):
        problem = _("The question '{id}' gives its answer away: {form}").format(id=question.id, form=form)
        fault(problem, _("Write all its choices in the same form."))


def _same_term(text: str, right: tuple[str, ...], library: Library) -> bool:
    """Whether a wrong choice is another name of the term that is the answer."""
    answers = {folded(answer) for answer in right}
    for term in library.terms():
        known = {folded(name) for name in names(term)}
        if folded(text) in known and known & answers:
            return True
    return False


def _standing_out(prompt: str, right: str, wrong: list[str]) -> str:
    """How the right choice's grammar tells it from all the others; empty where it does not."""
    article = _ARTICLE.search(prompt)
    if article:
        fits = [(text[:1].casefold() in "aeiou") == (article[1].casefold() == "an") for text in wrong]
        if not any(fits):
            return _("it alone can follow “{article}”").format(article=article[1])
    if len({_ends_a_sentence(text) for text in wrong}) == 1 and _ends_a_sentence(right) != _ends_a_sentence(wrong[0]):
        return (
            _("it alone ends with a full stop") if _ends_a_sentence(right) else _("it alone ends without a full stop")
        )
    begins = [_begins_a_sentence(text) for text in wrong]
    mine = _begins_a_sentence(right)
    if mine is not None and None not in begins and (not mine) in begins and mine not in begins:
        return _("it alone begins with a capital letter") if mine else _("it alone begins with a small letter")
    return ""


def _ends_a_sentence(text: str) -> bool:
    return text.rstrip().endswith((".", "!", "?"))


def _begins_a_sentence(text: str) -> bool | None:
    word = _PLAIN_WORD.match(text)
    return word[1][0].isupper() if word else None


def check_lengths(deck: Deck, place: Place) -> None:
    """Report a deck in which picking the longest choice, or the shortest, is a good strategy."""
    choices = [question for question in deck.questions if question.kind == "choice" and question.choices]
    if len(choices) < _ENOUGH_QUESTIONS:
        return
    for extreme, problem, remedy in _EXTREMES:
        standing = [
            one
            for one in choices
            if extreme([one.answer, *(choice.text for choice in one.choices)], key=len) is one.answer
            and len(one.answer) not in {len(choice.text) for choice in one.choices}
        ]
        if len(standing) > _MOST * len(choices):
            ids = ", ".join(question.id for question in standing[:3])
            told = _(problem).format(standing=len(standing), choices=len(choices))
            place.fault(standing[0].line, told, _(remedy).format(ids=ids))
