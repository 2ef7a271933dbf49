"""A lesson as a notebook: valid, free of HTML by its author, and it runs from top to bottom."""

import json

import pytest

from dlteach.content.new import write_new
from dlteach.drill import consent
from dlteach.export.notebook import notebook
from dlteach.export.steps import without_html
from dlteach.tutor.bench import Bench


@pytest.fixture
def lesson(tmp_path, monkeypatch):
    """A tiny lesson in a pack whose Python is allowed."""
    monkeypatch.setenv("DLTEACH_HOME", str(tmp_path / "home"))
    pack = tmp_path / "pack"
    write_new("lesson", "sorting", pack)
    monkeypatch.setenv("DLTEACH_PACKS", str(pack))
    consent.set_asker(lambda pack, files: True)
    consent.is_allowed(pack)
    yield pack / "lessons" / "sorting.md"
    consent.set_asker(None)


def executed(content, folder):
    nbformat = pytest.importorskip("nbformat")
    client = pytest.importorskip("nbclient")
    book = nbformat.reads(content.decode(), as_version=4)
    nbformat.validate(book)
    client.NotebookClient(book, timeout=600, resources={"metadata": {"path": str(folder)}}).execute()
    return book


def test_it_holds_every_section_and_directive(lesson):
    cells = json.loads(notebook("sorting"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells)
    for expected in ("# Sorting: a lesson to change", "## Predict, then run", "def neuron", "bench.run('output')"):
        assert expected in text
    assert "weight=2.0,  # the neuron's weight" in text


def test_an_answer_may_come_after_views(lesson, tmp_path):
    module = lesson.with_suffix(".py")
    late = "\n\ndef late(lab):\n    yield views.Text('first')\n    yield views.Truth('42', 'so it is')\n"
    module.write_text(f"from dlteach import views\n\n{module.read_text(encoding='utf-8')}{late}", encoding="utf-8")
    shown = []
    bench = Bench("sorting")
    bench._display = lambda markdown, views: shown.append((markdown, len(views)))
    bench.run("late")
    assert shown == [("", 1), ("**42**\n\nso it is", 0)]


def test_it_runs_from_top_to_bottom(lesson, tmp_path):
    book = executed(notebook("sorting"), tmp_path)
    shown = "".join(
        output.data.get("text/html", "")
        for cell in book.cells
        for output in cell.get("outputs", [])
        if "data" in output
    )
    # max(0, 2 · 3 + 1)
    assert "<strong>7</strong>" in shown
    assert "<table>" in shown


def test_html_of_the_author_is_shown_as_text(lesson):
    text = lesson.read_text(encoding="utf-8").replace("What comes out?", "What <img src=x onerror=alert(1)> comes out?")
    lesson.write_text(text, encoding="utf-8")
    assert "<img" not in notebook("sorting").decode()


@pytest.mark.parametrize("harmless", ["a < b", "`x <y>`", "```\n<script>\n```", "<https://keras.io>"])
def test_what_is_no_html_stays(harmless):
    assert without_html(harmless) == harmless


def test_backticks_that_are_escaped_hide_nothing():
    assert "<script>" not in without_html("\\`<script>alert(1)</script>\\`")


@pytest.mark.slow
def test_the_lesson_on_cnn_runs_from_top_to_bottom(tmp_path, monkeypatch):
    monkeypatch.setenv("DLTEACH_HOME", str(tmp_path / "home"))
    content = notebook("cnn").replace(b"epochs=None", b"epochs=1")
    book = executed(content, tmp_path)
    assert all(not cell.get("outputs") or "error" not in {o.output_type for o in cell.outputs} for cell in book.cells)
