"""Anki's own backend takes our packages in, answers, takes an edited one in, and hands the answers back.

It needs an interpreter of its own with the `anki` package, which is under the AGPL:
`python -m venv env && env/bin/pip install anki`, then `DLTEACH_ANKI_PYTHON=env/bin/python pytest -m slow tests/export`.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

from dlteach.drill.cards import cards_of
from dlteach.drill.schedule import Schedule
from dlteach.export.anki import FIELDS, anki_package
from dlteach.export.anki_history import import_history
from dlteach.export.instances import card_of, instances
from dlteach.store import Journal

PYTHON = os.environ.get("DLTEACH_ANKI_PYTHON")
BACKEND = Path(__file__).with_name("anki_backend.py")
ANSWERS = 12

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PYTHON, reason="DLTEACH_ANKI_PYTHON names no interpreter with anki"),
]


def test_history_outlives_an_edit_and_comes_home(pack, tmp_path):
    pytest.importorskip("genanki")
    pytest.importorskip("zstandard")
    collection = tmp_path / "collection.anki2"

    def anki(*task):
        done = subprocess.run([PYTHON, BACKEND, collection, *task], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    package = tmp_path / "mischief.apkg"
    package.write_bytes(anki_package("mischief"))
    ids = {f"dlteach:{instance.id}" for instance in instances("mischief")}
    assert anki("import", package) == {"new": len(ids), "updated": 0, "duplicate": 0, "conflicting": 0}
    answered = anki("answer", str(ANSWERS))
    before = anki("state")
    assert set(before["notes"]) == ids
    assert before["types"] == ["dlteach"]
    assert len(before["reviews"]) == ANSWERS
    for note in before["notes"].values():
        assert tuple(note["fields"]) == FIELDS
        assert "dlteach::mischief" in note["tags"]
        assert note["sounds"] == 0
        assert "<script" not in note["front"] + note["back"]
    assert "dlteach::mischief::mischief-start" in before["notes"]["dlteach:mischief/one#term"]["tags"]
    assert "[sound:" not in before["notes"]["dlteach:mischief/two#choice"]["front"]

    # the very same second, and an edited text, a term less and a term more
    text = pack.read_text(encoding="utf-8")
    text = text.replace("Closes when", "Always closes when").replace("mischief/four", "mischief/five")
    pack.write_text(text, encoding="utf-8")
    cards_of.cache_clear()
    package.write_bytes(anki_package("mischief", replaces=package))
    now = {f"dlteach:{instance.id}" for instance in instances("mischief")}
    log = anki("import", package)
    assert log == {"new": len(now - ids), "updated": len(now & ids), "duplicate": 0, "conflicting": 0}
    after = anki("state")
    assert set(after["notes"]) == ids | now
    assert after["types"] == ["dlteach"]
    assert "Always closes when" in after["notes"]["dlteach:mischief/one#term"]["fields"]["Answer"]
    assert after["reviews"] == before["reviews"]
    for id, note in before["notes"].items():
        for what in ("reps", "interval", "queue"):
            assert after["notes"][id][what] == note[what]

    folder = tmp_path / "out"
    folder.mkdir()
    files = anki("export", folder)
    assert files == ["new.apkg", "new.colpkg", "old.apkg"]
    cards = {card.id for card in cards_of("mischief")}
    known = [card_of(id.removeprefix("dlteach:")) in cards for id in answered]
    with Journal.open(tmp_path / "journal.db") as journal:
        for place, file in enumerate([*files, "../collection.anki2"]):
            result = import_history(journal, folder / file, Schedule())
            assert (result.found, result.unknown) == (ANSWERS, known.count(False))
            assert result.new == (known.count(True) if place == 0 else 0)
        assert journal.review_count() == known.count(True)
        state = journal.states()
        assert set(state) == {
            card_of(id.removeprefix("dlteach:")) for id, ours in zip(answered, known, strict=True) if ours
        }
        journal.rebuild(Schedule())
        assert journal.states() == state
