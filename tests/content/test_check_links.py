"""Links of a lesson lead to the web, to a section, or to a file inside the lesson's folder."""

import pytest

from dlteach.content.check import check

FRONT = "---\ntitle: Tides\nsummary: S.\norder: 1\nminutes: 3\n---\n\n(tides-why)=\n## Why\n\n"


def problems(tmp_path, text):
    folder = tmp_path / "lessons"
    folder.mkdir()
    (folder / "map.txt").write_text("sea")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "tides.md").write_text(FRONT + text, encoding="utf-8")
    return [(finding.line, finding.problem) for finding in check(folder)]


@pytest.mark.parametrize(
    "text",
    [
        "[web](https://keras.io/api)",
        "[map](map.txt)",
        "[here](#tides-why)",
        "[far](#cnn-pooling)",
        "<https://keras.io>",
    ],
)
def test_good_links(tmp_path, text):
    assert problems(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[out](../secret.txt)", "leads out of the lesson's folder"),
        ("[out](%2e%2e/secret.txt)", "leads out of the lesson's folder"),
        ("[root](/etc/passwd)", "leads out of the lesson's folder"),
        ("![picture](nothing.png)", "leads to a file that is not there"),
        ("[section](#tides-how)", "names no section"),
        ("[mail](ftp://host/x)", "begins with 'ftp'"),
        ("[page](https:///x)", "names no page"),
    ],
)
def test_bad_links_are_found_with_their_line(tmp_path, text, what):
    ((line, problem),) = problems(tmp_path, f"First.\n\nThen {text}.")
    assert what in problem
    assert line == FRONT.count("\n") + 3
