"""Each broken lesson and deck tells what is expected of it; everything that ships is sound."""

import re
import shutil
from pathlib import Path

import pytest

from dlteach.content.check import check
from dlteach.content.decks import deck_topics
from dlteach.content.files import deck_homes, find_topic, lesson_homes
from dlteach.content.lessons import topics
from dlteach.errors import UsageError

BROKEN = sorted(path for path in (Path(__file__).parent / "broken").iterdir() if path.suffix in (".md", ".yaml"))
GOOD = Path(__file__).parent / "good"


def expected(path: Path) -> str:
    message = re.search(r"expected: (.*?)( -->)?$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return message[1] if message[1].startswith(path.stem) else f"{path.name}:{message[1]}"


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_gives_its_one_message(path, tmp_path):
    # alone in a folder, so that the broken files do not trip over each other
    for file in (path, path.with_suffix(".py")):
        if file.is_file():
            shutil.copy(file, tmp_path)
    findings = [str(finding) for finding in check(tmp_path / path.name)]
    assert len(findings) == 1, findings
    assert f"/{expected(path)}" in findings[0]


def test_good_content_has_no_finding():
    assert check(GOOD) == []


@pytest.mark.parametrize("topic", deck_topics())
def test_every_shipped_deck_is_sound(topic):
    assert [str(finding) for finding in check(find_topic(topic, deck_homes(), ".yaml")[1])] == []


@pytest.mark.parametrize("topic", topics())
def test_every_shipped_lesson_is_sound(topic):
    assert [str(finding) for finding in check(find_topic(topic, lesson_homes(), ".md")[1])] == []


def test_a_folder_is_checked_whole(tmp_path):
    (tmp_path / "lessons").mkdir()
    (tmp_path / "quizzes").mkdir()
    (tmp_path / "lessons" / "waves.md").write_text("Nothing.\n", encoding="utf-8")
    (tmp_path / "quizzes" / "waves.yaml").write_text("topic: wives\n", encoding="utf-8")
    (tmp_path / "README.md").write_text("Not a lesson.\n", encoding="utf-8")
    assert {finding.path.name for finding in check(tmp_path)} == {"waves.md", "waves.yaml"}


def test_nothing_to_check_is_wrong_usage(tmp_path):
    with pytest.raises(UsageError, match="no lesson or deck"):
        check(tmp_path)


def test_lessons_that_require_each_other_are_found(tmp_path):
    for topic, other in (("left", "right"), ("right", "left")):
        text = (GOOD / "tides.md").read_text(encoding="utf-8").replace("tides-", f"{topic}-")
        text = re.sub(r"requires: .*", f"requires: [{other}]", text)
        (tmp_path / f"{topic}.md").write_text(text, encoding="utf-8")
    problems = [finding.problem for finding in check(tmp_path / "left.md")]
    assert "The lessons require each other: left → right → left" in problems
