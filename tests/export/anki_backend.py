"""Works on a collection with Anki's own backend; run by an interpreter that has the `anki` package, never by ours.

python anki_backend.py COLLECTION import FILE | answer COUNT | state | export FOLDER
"""

import json
import sys
from pathlib import Path

from anki.collection import (
    Collection,
    DeckIdLimit,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)

GOOD = 3


def take_in(collection, file):
    options = ImportAnkiPackageOptions(merge_notetypes=False)
    log = collection.import_anki_package(ImportAnkiPackageRequest(package_path=file, options=options)).log
    return {name: len(getattr(log, name)) for name in ("new", "updated", "duplicate", "conflicting")}


def answer(collection, count):
    collection.decks.set_current(deck_of(collection))
    answered = []
    for _ in range(int(count)):
        card = collection.sched.getCard()
        answered.append(card.note().guid)
        collection.sched.answerCard(card, GOOD)
    return answered


def deck_of(collection):
    return next(deck.id for deck in collection.decks.all_names_and_ids() if deck.name.startswith("dlteach::"))


def state(collection):
    notes = {}
    for note_id in collection.find_notes("deck:dlteach::*"):
        note = collection.get_note(note_id)
        (card,) = note.cards()
        shown = card.render_output()
        notes[note.guid] = {
            "fields": dict(note.items()),
            "tags": note.tags,
            "reps": card.reps,
            "interval": card.ivl,
            "queue": card.queue,
            "front": shown.question_text,
            "back": shown.answer_text,
            "sounds": len(shown.question_av_tags) + len(shown.answer_av_tags),
        }
    reviews = collection.db.all("SELECT id, cid, ease FROM revlog ORDER BY id")
    types = [entry.name for entry in collection.models.all_names_and_ids() if entry.name.startswith("dlteach")]
    return {"notes": notes, "reviews": reviews, "types": types}


def hand_out(collection, folder):
    limit = DeckIdLimit(deck_of(collection))
    for name, legacy in (("new.apkg", False), ("old.apkg", True)):
        options = ExportAnkiPackageOptions(with_scheduling=True, legacy=legacy)
        collection.export_anki_package(out_path=str(Path(folder) / name), options=options, limit=limit)
    collection.export_collection_package(str(Path(folder) / "new.colpkg"), include_media=False, legacy=False)
    return sorted(path.name for path in Path(folder).iterdir())


def main():
    path, task, *arguments = sys.argv[1:]
    collection = Collection(path)
    tasks = {"import": take_in, "answer": answer, "state": state, "export": hand_out}
    print(json.dumps(tasks[task](collection, *arguments)))
    if task != "export":
        collection.close()


if __name__ == "__main__":
    main()
