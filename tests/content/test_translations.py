"""A translation is played in its language; what it shares with its original is proved, with file and line."""

import shutil
from pathlib import Path

import pytest

from dlteach import language
from dlteach.content.check import check
from dlteach.content.decks import deck_at, find_term, read_deck
from dlteach.content.files import in_language, is_translation, languages, original
from dlteach.content.lessons import lesson_outline, load_lesson
from dlteach.drill.cards import deck_cards
from dlteach.drill.grading import grade

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "pack" / "autoencoder_pack"


@pytest.fixture(autouse=True)
def english_again():
    yield
    language.use("en")


@pytest.fixture
def pack(tmp_path, monkeypatch):
    folder = shutil.copytree(EXAMPLE, tmp_path / "autoencoder_pack", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setenv("DLTEACH_PACKS", str(folder))
    return Path(folder)


def test_the_name_of_a_file_says_its_language(pack):
    lesson = pack / "lessons" / "autoencoder.md"
    german = pack / "lessons" / "autoencoder.de.md"
    assert in_language(lesson) == lesson
    language.use("de_AT")
    assert in_language(lesson) == german
    shutil.copy(german, pack / "lessons" / "autoencoder.de_AT.md")
    assert in_language(lesson).name == "autoencoder.de_AT.md"
    assert original(german) == lesson
    assert is_translation(german)
    assert not is_translation(lesson)
    assert not is_translation(lesson.with_name("Auto.de.md"))
    assert languages() == {"de", "de_AT"}


def test_a_lesson_is_read_in_its_language_and_keeps_its_labels_and_its_python(pack):
    english = load_lesson("autoencoder")
    language.use("de")
    german = load_lesson("autoencoder")
    assert lesson_outline("autoencoder").title == german.title == "Autoencoder"
    assert german.path == english.path
    assert [section.label for section in german.sections] == [section.label for section in english.sections]
    assert [section.title for section in german.sections] == ["Kurz gesagt", "Handschrift zusammendrücken"]


def test_a_deck_has_the_same_ids_and_understands_both_languages(pack):
    path = pack / "quizzes" / "autoencoder.yaml"
    english = {card.id for card in deck_cards(read_deck(path))}
    language.use("de")
    deck = deck_at(path)
    assert {card.id for card in deck_cards(deck)} == english
    for name in ("Rekonstruktionsfehler", "rekonstruktionsverlust", "reconstruction error", "Reconstruction Loss"):
        assert find_term(name).id == "autoencoder/reconstruction-error"
    typed = next(card for card in deck_cards(deck, "autoencoder/reconstruction-error") if card.kind == "typed")
    question = typed.make(None)
    for given in ("der Rekonstruktionsfehler", "Rekonstruktionsverlust", "the reconstruction error"):
        assert grade(question, given).right
    assert not grade(question, "Autoencoder").right


def test_what_is_not_translated_stays_in_the_original_s_words(pack):
    german = pack / "quizzes" / "autoencoder.de.yaml"
    text = german.read_text(encoding="utf-8")
    german.write_text(text[: text.index("  - id: autoencoder/reconstruction-error")], encoding="utf-8")
    language.use("de")
    assert [term.term for term in deck_at(pack / "quizzes" / "autoencoder.yaml").terms] == [
        "Autoencoder",
        "reconstruction error",
    ]
    assert "autoencoder/reconstruction-error" in " ".join(finding.problem for finding in check(german))


def test_the_example_is_sound_in_both_languages(pack):
    assert check(pack) == []
    assert check(pack / "lessons" / "autoencoder.de.md") == []


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "problem"),
    [
        ("lessons/autoencoder.de.md", "minutes: 8", "minutes: 9", 6, "'minutes' differs from autoencoder.md"),
        ("lessons/autoencoder.de.md", "default: 8", "default: 9", 8, "The settings differ from autoencoder.md"),
        (
            "lessons/autoencoder.de.md",
            "(autoencoder-run)=",
            "(autoencoder-lauf)=",
            47,
            "The label 'autoencoder-run' is",
        ),
        ("lessons/autoencoder.de.md", "{train} train", "{train} network", 62, "'{train} network' is not what stands"),
        ("lessons/autoencoder.de.md", "{ask} autoencoder/labels", "{drill} 3", 70, "'{drill} 3' is not what stands"),
        ("lessons/autoencoder.de.md", "**Rekonstruktionsfehler**", "**Fehler**", 19, "The term 'Fehler' is introduced"),
        ("quizzes/autoencoder.de.yaml", "/labels", "/lables", 23, "The id 'autoencoder/labels' is missing"),
        (
            "quizzes/autoencoder.de.yaml",
            "kind: analogy",
            "kind: rhyme",
            17,
            "'kind' of 'autoencoder/squeeze-and-unfold'",
        ),
        (
            "quizzes/autoencoder.de.yaml",
            "lesson: autoencoder-overview\n\n  - id: autoencoder/rec",
            "lesson: autoencoder-run\n\n  - id: autoencoder/rec",
            4,
            "'lesson' of 'autoencoder/autoencoder' differs",
        ),
    ],
)
def test_a_difference_is_named_with_its_line(pack, file, old, new, line, problem):
    path = pack / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    findings = check(path)
    assert problem in " ".join(finding.problem for finding in findings)
    assert line in {finding.line for finding in findings}, [str(finding) for finding in findings]
    assert {finding.path.name for finding in findings} == {path.name}


def test_a_missing_directive_and_a_translation_of_nothing_are_named(pack):
    german = pack / "lessons" / "autoencoder.de.md"
    text = german.read_text(encoding="utf-8")
    german.write_text(
        text.replace("```{look} pairs\nOben, was hineinging, darunter, was herauskam.\n```\n", ""), "utf-8"
    )
    (finding,) = check(german)
    assert finding.problem == "'{ask} autoencoder/labels' is not what stands here in autoencoder.md"
    assert finding.remedy == "There it is '{look} pairs'."
    german.write_text(text.replace("```{ask} autoencoder/labels\n```\n", ""), "utf-8")
    (finding,) = check(german)
    assert finding.problem == "The section 'autoencoder-run' lacks '{ask} autoencoder/labels'"
    orphan = german.rename(german.with_name("nothing.de.md"))
    (finding,) = check(orphan)
    assert finding.problem == "There is nothing that 'nothing.de.md' translates"
