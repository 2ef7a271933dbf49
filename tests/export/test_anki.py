import itertools
import json
import re
import sqlite3
import sys
import zipfile

import pytest

from dlteach.drill.cards import cards_of
from dlteach.errors import DlteachError
from dlteach.export.anki import FIELDS, anki_package, choices_html, deck_id, inert
from dlteach.export.instances import instances

# what stands in learners' collections already: none of it may ever change
FROZEN_FIELDS = (
    *("Id", "Question", "Choices", "Answer", "Explanation", "Hint", "Kind", "Topic", "Section", "Source"),
    *("Spare 1", "Spare 2", "Spare 3", "Spare 4", "Spare 5", "Spare 6"),
)
FROZEN_NOTE_TYPE = "1763640001"
FROZEN_DECK = 582083112258


@pytest.fixture
def opened(tmp_path):
    """A function that unpacks a package and returns a cursor on its collection."""

    def unpack(content):
        (tmp_path / "made.apkg").write_bytes(content)
        with zipfile.ZipFile(tmp_path / "made.apkg") as package:
            package.extract("collection.anki2", tmp_path)
        database = sqlite3.connect(tmp_path / "collection.anki2")
        database.row_factory = sqlite3.Row
        return database

    return unpack


def notes_of(database):
    names = [dict(zip(FIELDS, row["flds"].split("\x1f"), strict=True)) | dict(row) for row in rows(database, "notes")]
    return {note["guid"]: note for note in names}


def rows(database, table):
    return database.execute(f"SELECT * FROM {table}").fetchall()


def test_what_must_never_change(opened):
    database = opened(anki_package("lstm"))
    (collection,) = rows(database, "col")
    (note_type,) = (entry for entry in json.loads(collection["models"]).values() if entry["name"] == "dlteach")
    assert note_type["id"] == FROZEN_NOTE_TYPE
    assert tuple(field["name"] for field in note_type["flds"]) == FROZEN_FIELDS
    assert [template["name"] for template in note_type["tmpls"]] == ["Card 1"]
    assert deck_id("lstm") == FROZEN_DECK
    assert json.loads(collection["decks"])[str(FROZEN_DECK)]["name"] == "dlteach::lstm"
    assert "dlteach:lstm/forget-gate#definition" in notes_of(database)


def test_each_question_is_one_note_with_one_card(opened):
    database = opened(anki_package("lstm"))
    wanted = {f"dlteach:{instance.id}": instance for instance in instances("lstm")}
    notes = notes_of(database)
    assert set(notes) == set(wanted)
    assert len(rows(database, "cards")) == len(notes)
    for guid, note in notes.items():
        assert note["Id"] == wanted[guid].id
        assert note["Question"]
        assert note["Answer"]
        assert {"dlteach", "dlteach::lstm"} <= set(note["tags"].split())
        assert not any(note[f"Spare {number}"] for number in range(1, 7))
        assert not note["Section"] or f"dlteach::lstm::{note['Section']}" in note["tags"].split()
    assert any(note["Section"] for note in notes.values())


def test_siblings_do_not_follow_one_another(opened):
    database = opened(anki_package("lstm"))
    order = database.execute("SELECT guid FROM notes JOIN cards ON cards.nid = notes.id ORDER BY due").fetchall()
    families = [row["guid"].removeprefix("dlteach:").partition("#")[0] for row in order]
    assert sum(one == other for one, other in itertools.pairwise(families)) < 5


def test_a_later_package_is_always_dated_later(opened, tmp_path):
    file = tmp_path / "lstm.apkg"
    dates = []
    for now in (1000, 1000, 500, 5000):
        file.write_bytes(anki_package("lstm", replaces=file, now=now))
        dates.append({note["mod"] for note in notes_of(opened(file.read_bytes())).values()})
    assert dates == [{1000}, {1001}, {1002}, {5000}]
    file.write_text("not a package")
    assert anki_package("lstm", replaces=file, now=7)


def test_text_changes_and_ids_stay(pack, opened):
    before = notes_of(opened(anki_package("mischief")))
    pack.write_text(pack.read_text(encoding="utf-8").replace("Closes when", "Always closes when"), encoding="utf-8")
    cards_of.cache_clear()
    after = notes_of(opened(anki_package("mischief")))
    assert set(after) == set(before)
    changed = {guid for guid in before if before[guid]["flds"] != after[guid]["flds"]}
    assert "dlteach:mischief/one#term" in changed
    assert all("Always closes" in after[guid]["flds"] for guid in changed)


def test_hostile_text_is_text(pack, opened):
    notes = notes_of(opened(anki_package("mischief")))
    everything = "".join(note["flds"] for note in notes.values())
    for sign in ("<script", "[sound:", "\\(", "<i>", "<b>"):
        assert sign not in everything
    assert "a &lt;i&gt;comparison&lt;/i&gt;" in notes["dlteach:mischief/pick"]["Choices"]
    assert notes["dlteach:mischief/order"]["Answer"].startswith("<ol><li>first -&gt; a</li>")
    for field in ("Choices", "Answer", "Question"):
        for note in notes.values():
            tags = re.findall(r"<(/?)(\w+)", note[field])
            opening = [tag for slash, tag in tags if not slash and tag != "br"]
            assert sorted(opening) == sorted(tag for slash, tag in tags if slash)


def test_a_choice_says_why_the_others_are_wrong(pack, opened):
    note = notes_of(opened(anki_package("mischief")))["dlteach:mischief/pick"]
    (question,) = (i.question for i in instances("mischief") if i.id == "mischief/pick")
    assert choices_html(question).count("<li>") == 3
    letter = "ABC"[[option.right for option in question.options].index(True)]
    assert note["Answer"].startswith(f"<p>{letter}. ")
    assert "No: &lt;tag&gt;." in note["Answer"]


def test_signs_that_anki_would_act_on():
    assert inert("[sound:a.mp3] [latex] \\(x\\) [1]").startswith("&#91;sound:a.mp3] &#91;latex]")
    assert "\\(" not in inert("\\(x\\)")
    assert inert("(x) [1]") == "(x) [1]"


def test_without_genanki_one_line_says_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "genanki", None)
    with pytest.raises(DlteachError, match="pip install genanki"):
        anki_package("lstm")
