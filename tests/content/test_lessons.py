"""A lesson's Markdown becomes sections of steps, in order, with the lines they stand on."""

import subprocess
import sys
from pathlib import Path

import pytest

from dlteach.content import lesson as steps
from dlteach.content.lessons import lesson_module, lesson_outline, load_lesson, read_lesson, topics
from dlteach.errors import ContentError, UsageError

GOOD = Path(__file__).parent / "good" / "tides.md"
LINES = GOOD.read_text(encoding="utf-8").split("\n")


@pytest.fixture(scope="module")
def tides():
    return read_lesson(GOOD)


def test_front_matter(tides):
    assert (tides.topic, tides.title, tides.order, tides.minutes) == ("tides", "Tides", 900, 5)
    assert (tides.requires, tides.model, tides.data) == (("cnn",), "LeNet5", ("digits",))
    height, moon = tides.settings
    assert (height.name, height.default, height.minimum, height.maximum) == ("height", 2.5, 0, 20)
    assert (moon.name, moon.default, moon.choices) == ("moon", "full", ("full", "new"))


def test_sections_have_labels_and_titles(tides):
    assert [(section.label, section.title) for section in tides.sections] == [
        ("tides-overview", "What the tide is"),
        ("tides-steps", "Every other step"),
    ]


def test_each_kind_of_step_is_read_in_order(tides):
    kinds = " ".join(type(step).__name__ for section in tides.sections for step in section.steps)
    assert kinds == "Overview Prose Prose Dialogue Analogy Example Memory Code Call Predict Predict Ask Runs Drill"
    assert {type(step) for section in tides.sections for step in section.steps} == set(steps.Step.__args__)


def test_steps_know_their_lines(tides):
    for section in tides.sections:
        assert LINES[section.line - 1] == f"## {section.title}"
        for step in section.steps:
            start = LINES[step.line - 1]
            if isinstance(step, steps.Prose):
                assert step.markdown.startswith(start)
            else:
                assert start.lstrip("`").startswith("{"), step


def test_neighbouring_overviews_are_one_step_and_keep_their_code(tides):
    overview = tides.sections[0].steps[0]
    assert list(overview.depths) == ["basic", "medium", "detailed"]
    assert overview.depths["detailed"].endswith("```python\nheight = 2.5\n```")


def test_a_break_starts_a_new_screen_and_a_small_heading_does_not(tides):
    first, second = [step.markdown for step in tides.sections[0].steps if isinstance(step, steps.Prose)]
    assert first.endswith("### A heading within\n\n- one item\n\n  with more")
    assert second == "Second screen."


def test_a_turn_may_have_several_lines(tides):
    dialogue = tides.sections[1].steps[0]
    assert dialogue.turns == (
        ("Teacher", "Does the sea sleep?"),
        ("Student", "No.\nIt only turns over."),
        ("Teacher", "Twice a day."),
    )


def test_predictions(tides):
    number, choice = [step for step in tides.sections[1].steps if isinstance(step, steps.Predict)]
    assert (number.kind, number.tolerance, number.prompt) == ("number", 0.5, "How high does the water rise?")
    assert (choice.prompt, choice.choices) == ("When is it highest?", ("at noon", "at midnight"))


@pytest.mark.parametrize("topic", topics())
def test_an_outline_is_the_lesson_without_its_sections(topic):
    whole, outline = load_lesson(topic), lesson_outline(topic)
    assert outline.sections == ()
    assert (outline.title, outline.settings, outline.path) == (whole.title, whole.settings, whole.path)


def test_the_shipped_lesson_is_found_by_its_file_name():
    assert "cnn" in topics()
    assert lesson_module("cnn") == "dlteach.lessons.cnn"
    assert load_lesson("cnn").sections[0].label == "cnn-overview"


def test_an_unknown_topic_is_answered_with_the_nearest():
    with pytest.raises(UsageError, match="Did you mean 'cnn'"):
        load_lesson("ccn")


@pytest.mark.parametrize("topic", ["", "../cnn", "CNN lesson", "cnn.md"])
def test_what_is_no_topic_is_never_a_path(topic):
    with pytest.raises(UsageError, match="There is no lesson"):
        load_lesson(topic)


def test_loading_raises_the_first_fault_with_file_and_line(tmp_path):
    path = tmp_path / "tides.md"
    text = GOOD.read_text(encoding="utf-8").replace("{analogy}", "{analogue}").replace("{runs}", "{run}")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match="Did you mean 'analogy'") as raised:
        read_lesson(path)
    assert raised.value.place == f"{path}:{LINES.index('```{analogy}') + 1}"


def test_text_that_is_not_utf8_is_a_fault_with_its_line(tmp_path):
    path = tmp_path / "tides.md"
    path.write_bytes(GOOD.read_bytes().replace(b"Harbours", b"H\xe4fen"))
    with pytest.raises(ContentError, match="not UTF-8") as raised:
        read_lesson(path)
    assert raised.value.place == f"{path}:{LINES.index('Harbours.') + 1}"


def test_a_pack_of_another_author_is_found(tmp_path):
    """Installs a pack by hand: a package with a lesson, and the entry point that names it."""
    pack = tmp_path / "sea_pack"
    pack.mkdir()
    (pack / "__init__.py").write_text("", encoding="utf-8")
    for name in ("tides.md", "tides.yaml", "tides.py"):
        (pack / name).write_bytes((GOOD.parent / name).read_bytes())
    info = tmp_path / "sea_pack-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: sea-pack\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[dlteach.lessons]\nsea = sea_pack\n", encoding="utf-8")
    script = (
        f"import sys; sys.path.append({str(tmp_path)!r})\n"
        "from dlteach.content import decks, lessons\n"
        "assert 'tides' in lessons.topics() and 'tides' in decks.deck_topics()\n"
        "assert lessons.lesson_outline('tides').title == 'Tides'\n"
        "assert lessons.lesson_module('tides') == decks.deck_module('tides') == 'sea_pack.tides'\n"
        "assert decks.find_term('ebb and flow').id == 'tides/tide'\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
