"""Decks as Anki packages, written so that they can be imported again after an edit and no history is lost.

A note's guid is made of the card's id, which never changes. The note type keeps its id, its fields and their order for
ever: Anki would make a second one beside a changed one. What may be wanted later goes into a spare field.
"""

from __future__ import annotations

import hashlib
import io
import time
from collections import Counter
from pathlib import Path
from typing import Any

from dlteach.drill.question import Question, shown
from dlteach.errors import DlteachError
from dlteach.export.instances import Instance, instances, title_of
from dlteach.export.plain_text import literal_html, prose_html
from dlteach.language import _, mark

GUID_PREFIX = "dlteach:"
NOTE_TYPE_ID = 1_763_640_001
NOTE_TYPE_NAME = "dlteach"
FIELDS = (
    *("Id", "Question", "Choices", "Answer", "Explanation", "Hint", "Kind", "Topic", "Section", "Source"),
    *("Spare 1", "Spare 2", "Spare 3", "Spare 4", "Spare 5", "Spare 6"),
)
FRONT = """\
<p class="kind">{{Kind}}</p>
<div class="question">{{Question}}</div>
{{#Choices}}<div class="choices">{{Choices}}</div>{{/Choices}}
{{#Hint}}<details class="hint"><summary>Hint</summary>{{Hint}}</details>{{/Hint}}
"""
BACK = """\
{{FrontSide}}
<hr id="answer">
<div class="answer">{{Answer}}</div>
{{#Explanation}}<div class="explanation">{{Explanation}}</div>{{/Explanation}}
<p class="id">{{Id}}</p>
"""
STYLE = """\
.card { max-width: 38rem; margin: 0 auto; padding: 0.5rem; text-align: left; font: 1.1rem/1.5 system-ui, sans-serif; }
.kind, .id, .hint { color: #6b7280; font-size: 0.85em; }
.nightMode .kind, .nightMode .id, .nightMode .hint { color: #a3adba; }
.choices li { margin: 0.3em 0; }
.answer { font-weight: 600; }
.answer small { font-weight: 400; }
.explanation, .id { margin-top: 0.8em; }
code, pre { font-family: ui-monospace, Menlo, Consolas, monospace; }
"""
KINDS = {
    "choice": mark("Choose one"),
    "several": mark("Choose all that are right"),
    "order": mark("Put in order"),
    "match": mark("Say what belongs together"),
    "cloze": mark("Fill the gap"),
    "typed": mark("Name it"),
    "flash": mark("Say it in your own words"),
    "number": mark("Work out the number"),
    "shape": mark("Work out the shape"),
}


def anki_package(topic: str, replaces: Path | None = None, now: float | None = None) -> bytes:
    """A topic's questions as an `.apkg` file, one note and one card each.

    Args:
        topic: such as "lstm".
        replaces: an earlier package; the new one is dated after it, for Anki takes up newer texts only.
        now: seconds since 1970, the date of the notes; by default the clock's.

    Raises:
        DlteachError: when genanki is not installed.
        UsageError: when there is no deck on the topic.
        ContentError: when its deck is broken.
    """
    genanki = _genanki()
    stamp = int(time.time() if now is None else now)
    if replaces is not None and replaces.is_file():
        stamp = max(stamp, _dated(replaces) + 1)
    title = title_of(topic)
    # named after the topic, whose name stays; a title may be edited, and Anki would begin a second deck
    deck = genanki.Deck(deck_id(topic), f"dlteach::{topic}", f"{title}, made by dlteach")
    note_type = genanki.Model(
        NOTE_TYPE_ID,
        NOTE_TYPE_NAME,
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Card 1", "qfmt": FRONT, "afmt": BACK}],
        css=STYLE,
        sort_field_index=FIELDS.index("Question"),
    )
    for place, instance in enumerate(_apart(instances(topic))):
        deck.add_note(
            genanki.Note(note_type, _fields(instance, title), guid=guid(instance.id), tags=_tags(instance), due=place)
        )
    content = io.BytesIO()
    genanki.Package(deck).write_to_file(content, timestamp=stamp)
    return content.getvalue()


def guid(id: str) -> str:
    """The id of a note in Anki, the same on every machine and at every export."""
    return f"{GUID_PREFIX}{id}"


def deck_id(topic: str) -> int:
    """The id of a topic's deck in Anki, a number of 40 bits."""
    return int.from_bytes(hashlib.sha256(f"dlteach deck {topic}".encode()).digest()[:5])


def _genanki() -> Any:
    try:
        import genanki
    except ImportError as error:
        raise DlteachError(
            _("Writing Anki packages needs genanki, which is not installed"), _("Install it: `pip install genanki`.")
        ) from error
    return genanki


def _dated(package: Path) -> int:
    from dlteach.export.anki_history import newest_note

    try:
        return newest_note(package)
    except DlteachError:
        # whatever that file is, no note of it can be in the way
        return 0


def _apart(everything: list[Instance]) -> list[Instance]:
    """First one card of each family, then a second one, so that Anki does not show siblings one after the other."""
    seen: Counter[str] = Counter()
    places = []
    for instance in everything:
        places.append(seen[instance.card.family])
        seen[instance.card.family] += 1
    return [instance for _, instance in sorted(zip(places, everything, strict=True), key=lambda pair: pair[0])]


def _fields(instance: Instance, title: str) -> list[str]:
    question, card = instance.question, instance.card
    values = {
        "Id": literal_html(instance.id),
        "Question": prose_html(question.prompt),
        "Choices": choices_html(question),
        "Answer": answer_html(question),
        "Explanation": prose_html(question.explanation),
        "Hint": literal_html(question.hint),
        "Kind": _(KINDS[question.kind]),
        "Topic": literal_html(title),
        "Section": literal_html(question.lesson),
        "Source": card.source,
    }
    return [inert(values.get(name, "")) for name in FIELDS]


def _tags(instance: Instance) -> list[str]:
    topic, section = instance.card.topic, instance.question.lesson
    tags = ["dlteach", f"dlteach::{topic}", f"dlteach::kind::{instance.question.kind}"]
    if section:
        tags.append(f"dlteach::{topic}::{section}")
    return ["_".join(tag.split()) for tag in tags]


def choices_html(question: Question) -> str:
    """What there is to choose from, as a list; nothing for the kinds without choices."""
    listed = "".join(f"<li>{literal_html(option.text)}</li>" for option in question.options)
    if question.kind == "match":
        left = "".join(f"<li>{literal_html(left)}</li>" for left, _ in question.pairs)
        return f"<ol>{left}</ol><ul>{listed}</ul>"
    # what is chosen is named by a letter; steps to be put in order have none yet
    tag = "ul" if question.kind == "order" else 'ol type="A"'
    return f"<{tag}>{listed}</{tag[:2]}>" if listed else ""


def answer_html(question: Question) -> str:
    """The right answer, and under a choice why each wrong one is wrong."""
    if question.kind == "match":
        return "".join(f"<p>{literal_html(left)}: {literal_html(right)}</p>" for left, right in question.pairs)
    if question.kind == "order":
        assert isinstance(question.answer, tuple)
        return "<ol>" + "".join(f"<li>{literal_html(str(step))}</li>" for step in question.answer) + "</ol>"
    lettered = list(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", question.options, strict=False))
    if not lettered:
        return literal_html(shown(question.answer))
    right = "".join(f"<p>{letter}. {literal_html(option.text)}</p>" for letter, option in lettered if option.right)
    wrong = "".join(
        f"<br>{letter}. {literal_html(option.remark)}"
        for letter, option in lettered
        if option.remark and not option.right
    )
    return f"{right}<small>{wrong.removeprefix('<br>')}</small>" if wrong else right


def inert(html: str) -> str:
    r"""HTML in which Anki finds no sound, no LaTeX and no formula: `[sound:…]`, `[latex]`, `\(`, `\[` stay text."""
    for sign in ("[sound:", "[anki:", "[latex]", "[$"):
        html = html.replace(sign, f"&#91;{sign[1:]}")
    # an invisible joiner, for a formula's sign is looked for in what is shown, not in the source
    return html.replace("\\(", "\\&#8288;(").replace("\\[", "\\&#8288;[")
