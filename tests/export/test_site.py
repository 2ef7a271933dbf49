"""A lesson as pages: every link inside leads to a page that is there, nothing is fetched, nothing else is touched."""

import re

import pytest

from dlteach.content.lessons import load_lesson
from dlteach.errors import UsageError
from dlteach.export.site import site, write_site


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("DLTEACH_HOME", str(tmp_path / "home"))


def test_every_section_is_a_page_and_every_link_leads_to_one():
    pages = site("cnn")
    for section in load_lesson("cnn").sections:
        assert f"{section.label}.html" in pages
    for name, content in pages.items():
        if name.endswith(".html") and name != "practice.html":
            for target in re.findall(r'href="([^"#]+)"', content.decode()):
                assert target in pages or target.startswith("https://"), f"{name} links to {target}"
    assert "cnn.ipynb" in pages


def test_no_page_fetches_or_runs_anything():
    for name, content in site("cnn").items():
        if name.endswith(".html") and name != "practice.html":
            assert b"<script" not in content
            assert b"default-src 'none'" in content


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    folder = tmp_path / "course"
    folder.mkdir()
    (folder / "index.html").write_text("mine")
    with pytest.raises(UsageError, match="holds other files"):
        write_site("cnn", folder)
    assert (folder / "index.html").read_text() == "mine"


def test_the_next_export_writes_over_the_last(tmp_path):
    first = write_site("cnn", tmp_path / "cnn")
    assert write_site("cnn", tmp_path / "cnn") == first
    assert first[0].name == "index.html"
