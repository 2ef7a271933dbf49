"""Loads decks: finds `topic.yaml` and reads its terms, memory aids and questions; looks terms up for the glossary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from dlteach.content.deck import QUESTION_KINDS, Choice, Deck, MemoryAid, Term, WrittenQuestion
from dlteach.content.files import deck_homes, did_you_mean, find_topic, in_language, original, topic_files
from dlteach.content.names import folded, names
from dlteach.content.records import Place, Record, Report, compose, raise_first
from dlteach.errors import UsageError
from dlteach.language import _, mark

AID_KINDS = (
    mark("memory gem"),
    mark("rhyme"),
    mark("story"),
    mark("phrase"),
    mark("acronym"),
    mark("analogy"),
)
CLOZE_MARK = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
SHAPE = re.compile(r"\(\s*\d+\s*(,\s*\d+\s*)*,?\s*\)")

_DECK_FIELDS = ("topic", "terms", "memory_aids", "questions")
_TERM_FIELDS = ("id", "term", "definition", "aliases", "acronym", "confused_with", "lesson")
_AID_FIELDS = ("id", "kind", "phrase", "meaning", "text", "letters", "roles")
_QUESTION_FIELDS = (
    *("id", "kind", "prompt", "answer", "answers", "pairs", "aliases", "choices", "explanation", "hint", "lesson"),
)


def deck_topics() -> list[str]:
    """Return the topics that have a deck, in alphabetical order."""
    return sorted(topic_files(deck_homes(), ".yaml"))


def load_deck(topic: str) -> Deck:
    """Read the deck of one topic.

    Raises:
        UsageError: when there is no deck on the topic.
        ContentError: when the deck does not follow the schema; names file and line.
    """
    _home, path = find_topic(topic, deck_homes(), ".yaml")
    return deck_at(path)


def deck_module(topic: str) -> str | None:
    """Return the name to import a deck's computed questions by, or None where it has none.

    Raises:
        UsageError: when there is no deck on the topic.
    """
    home, path = find_topic(topic, deck_homes(), ".yaml")
    return f"{home.package}.{path.stem}" if path.with_suffix(".py").is_file() else None


def all_terms() -> list[Term]:
    """Return the terms of every deck, sorted by name."""
    decks = (deck_at(path) for _home, path in topic_files(deck_homes(), ".yaml").values())
    return sorted((term for deck in decks for term in deck.terms), key=lambda term: term.term.casefold())


def find_term(text: str) -> Term:
    """Look a term up by its id, name, alias or acronym; case, hyphens and plural do not matter.

    Raises:
        UsageError: when no deck has the term; says which may have been meant.
    """
    wanted = folded(text)
    # parsing every deck takes longer than looking which of them holds the word at all
    clue = max(re.findall(r"\w+", wanted), key=len, default="")
    for _home, path in topic_files(deck_homes(), ".yaml").values():
        files = dict.fromkeys((path, in_language(path)))
        if any(clue in file.read_text(encoding="utf-8", errors="replace").casefold() for file in files):
            for term in deck_at(path).terms:
                if term.id == text.strip() or wanted in map(folded, names(term)):
                    return term
    known = [name for term in all_terms() for name in names(term)]
    raise UsageError(_("The glossary has no term '{text}'").format(text=text), did_you_mean(text, known))


def deck_at(path: Path) -> Deck:
    """Read one deck, in the chosen language where it is translated."""
    deck, translation = read_deck(path), in_language(path)
    if translation == path:
        return deck
    from dlteach.content.translations import merged

    return merged(deck, read_deck(translation))


def read_deck(path: Path, report: Report = raise_first) -> Deck:
    """Read one deck file, or a translation alone. `report` gets each fault; by default the first one is raised."""
    place = Place(path, report)
    expected = original(path).stem
    node = compose(place.text(), place)
    if node is None:
        return Deck(expected, path)
    record = Record(node, place, _("the deck"), _DECK_FIELDS)
    topic = record.text("topic", required=True)
    if topic and topic != expected:
        record.fault(
            _("The deck's topic is '{topic}', its file '{path}'").format(topic=topic, path=path.name),
            _("Write 'topic: {topic}'.").format(topic=expected),
            "topic",
        )
    return Deck(
        expected,
        path,
        tuple(_terms(record)),
        tuple(_memory_aids(record)),
        tuple(_questions(record)),
    )


def _terms(deck: Record) -> Iterator[Term]:
    for record in deck.records("terms", _("a term"), _TERM_FIELDS):
        yield Term(
            id=_id(record, _("the term")),
            term=record.text("term", required=True),
            definition=record.text("definition", required=True),
            line=record.line,
            aliases=record.texts("aliases"),
            confused_with=record.texts("confused_with"),
            lesson=record.text("lesson"),
            acronym=record.text("acronym"),
        )


def _memory_aids(deck: Record) -> Iterator[MemoryAid]:
    for record in deck.records("memory_aids", _("a memory aid"), _AID_FIELDS):
        id_ = _id(record, _("the memory aid"))
        kind = record.text("kind", required=True)
        if kind and kind not in AID_KINDS:
            record.fault(
                _("{what} is of the kind '{kind}'").format(what=record.what, kind=kind),
                did_you_mean(kind, list(AID_KINDS)),
                "kind",
            )
        yield MemoryAid(
            id=id_,
            kind=kind,
            phrase=record.text("phrase", required=True),
            meaning=record.text("meaning", required=True),
            line=record.line,
            text=record.text("text"),
            letters=record.pairs("letters"),
            roles=_roles(record),
        )


def _roles(record: Record) -> tuple[tuple[str, str], ...]:
    roles = record.pairs("roles")
    # of two, one guess would settle both
    if roles and min(len({left for left, _ in roles}), len({right for _, right in roles})) < max(3, len(roles)):
        remedy = _("Write 'roles: [[the baker, the generator], …]', each side once and three at least.")
        record.fault(_("{what} needs at least three different roles").format(what=record.what), remedy, "roles")
    return roles


def _questions(deck: Record) -> Iterator[WrittenQuestion]:
    for record in deck.records("questions", _("a question"), _QUESTION_FIELDS):
        id_ = _id(record, _("the question"))
        kind = record.text("kind", required=True)
        if kind and kind not in QUESTION_KINDS:
            record.fault(
                _("{what} is of the kind '{kind}'").format(what=record.what, kind=kind),
                did_you_mean(kind, list(QUESTION_KINDS)),
                "kind",
            )
        prompt = record.text("prompt", required=True)
        yield WrittenQuestion(
            id=id_,
            kind=kind,
            prompt=prompt,
            answer=_answer(record, kind, prompt),
            line=record.line,
            aliases=record.texts("aliases"),
            choices=_choices(record, kind),
            explanation=record.text("explanation", required=True),
            hint=record.text("hint"),
            lesson=record.text("lesson"),
            answers=record.texts("answers"),
            pairs=record.pairs("pairs"),
        )


def _id(record: Record, what: str) -> str:
    """Read the id and let later faults of the record name it."""
    id_ = record.text("id", required=True)
    if id_:
        record.what = f"{what} '{id_}'"
    return id_


def _answer(record: Record, kind: str, prompt: str) -> str:
    if kind == "cloze":
        return _cloze_answer(record, prompt)
    if kind in ("several", "order"):
        return _list_answer(record, "answers", record.texts("answers"))
    if kind == "match":
        return _list_answer(record, "pairs", tuple(": ".join(pair) for pair in record.pairs("pairs")))
    answer = record.text("answer", required=True)
    if kind == "number" and answer and not _is_number(answer):
        record.fault(
            _("The answer '{answer}' is not a number").format(answer=answer),
            _("Write digits, such as 156 or 0.5."),
            "answer",
        )
    if kind == "shape" and answer and not SHAPE.fullmatch(answer):
        record.fault(
            _("The answer '{answer}' is not a shape").format(answer=answer), _("Write it like (28, 28, 6)."), "answer"
        )
    return answer


def _list_answer(record: Record, field: str, answers: tuple[str, ...]) -> str:
    if len(set(answers)) < 2 or len(set(answers)) < len(answers):
        form = "[[left, right], …]" if field == "pairs" else "[first, second, …]"
        record.fault(
            _("{what} needs at least two different {field}").format(what=record.what, field=field),
            _("Write '{field}: {form}'.").format(field=field, form=form),
            field,
        )
    return "; ".join(answers)


def _cloze_answer(record: Record, prompt: str) -> str:
    marked = CLOZE_MARK.findall(prompt)
    if len(marked) != 1 or not marked[0].strip():
        remedy = _("Put {mark} around the one word or phrase to be left out.").format(mark="{{…}}")
        record.fault(
            _("The cloze has {count} marks").format(count=len(marked)) if marked else _("The cloze has no mark"),
            remedy,
            "prompt",
        )
        return record.text("answer")
    if record.text("answer") not in ("", marked[0].strip()):
        record.fault(
            _("The answer is not what the cloze leaves out"), _("Remove the 'answer'; the mark says it."), "answer"
        )
    return str(marked[0].strip())


def _choices(record: Record, kind: str) -> tuple[Choice, ...]:
    choices = tuple(
        Choice(choice.text("text", required=True), choice.text("remark", required=True))
        for choice in record.records("choices", _("a choice of {what}").format(what=record.what), ("text", "remark"))
    )
    if kind == "choice" and len(choices) < 2:
        remedy = _("Add at least two under 'choices:', each with 'text' and 'remark'.")
        record.fault(_("{what} has too few wrong choices").format(what=record.what), remedy, "choices")
    if kind == "several" and not choices:
        remedy = _("Add some under 'choices:', each with 'text' and 'remark'.")
        record.fault(_("{what} has no wrong choices").format(what=record.what), remedy, "choices")
    if kind not in ("choice", "several") and choices:
        record.fault(
            _("{what} is a {kind} question, but has choices").format(what=record.what, kind=kind),
            _("Remove them."),
            "choices",
        )
    return choices


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "").replace("_", ""))
    except ValueError:
        return False
    return True
