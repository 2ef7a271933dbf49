import re
from html.parser import HTMLParser

import pytest

from dlteach import views
from dlteach.errors import DlteachError
from dlteach.export.report import Report

HOSTILE = '<script>alert("x")</script><img src="http://evil.example/a.png" onerror="x()"> & "quoted" \'too\''
VOID = {"meta", "img", "br", "hr", "col"}


class Page(HTMLParser):
    """Reads a page as a browser would, and notes what a law asks about."""

    def __init__(self, html):
        super().__init__()
        self.stack, self.tags, self.headings, self.ids, self.links, self.text = [], [], [], [], [], []
        self.feed(html)
        self.close()
        assert self.stack == [], "every tag is closed"

    def handle_starttag(self, tag, attributes):
        known = dict(attributes)
        self.tags.append((tag, known))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "id" in known:
            self.ids.append(known["id"])
        if tag == "a":
            self.links.append(known["href"])
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.stack.pop() == tag

    def handle_data(self, data):
        if "style" not in self.stack:
            self.text.append(data)


@pytest.fixture(scope="module")
def html():
    report = Report(f"Networks {HOSTILE}", f"seed 0 {HOSTILE}")
    for name in ("One", HOSTILE):
        report.section(name, "cnn-one")
        report.markdown(
            f"# Big\n\n### Small\n\n{HOSTILE}\n\n![a picture](http://evil.example/b.png) [paper](https://arxiv.org/abs/1)"
        )
        report.markdown("```python\nx = '<b>'\n```\n\n```nolanguage\n<i>\n```\n\n| a | b |\n|---|--:|\n| <u> | 2 |")
        report.dialogue([(HOSTILE, HOSTILE), ("Student", "*Yes*")])
        report.panel("analogy", HOSTILE)
        report.panel(HOSTILE, "Text")
        report.source(HOSTILE, HOSTILE)
        report.question(HOSTILE, HOSTILE, HOSTILE, given=HOSTILE)
        report.view(views.Text("## Found\n\n**here**"))
        report.view(views.Result(HOSTILE))
        report.view(views.Table(HOSTILE, [HOSTILE, "n"], [[HOSTILE, "1"], ["short"]], [1], HOSTILE))
        report.view(views.Picture(HOSTILE, [views.Tile(bytes([0, 255, 9, 7]), 2, 2, 1, HOSTILE)], HOSTILE))
        report.view(views.Curve(HOSTILE, [views.Series(HOSTILE, [1.0, 2.0])], HOSTILE, HOSTILE, HOSTILE))
        report.view(views.Heatmap(HOSTILE, [[1.0, 2.0]], HOSTILE, [HOSTILE], [HOSTILE] * 2, HOSTILE, HOSTILE))
    return report.html()


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


def test_nothing_is_loaded_from_anywhere(html, page):
    for tag, attributes in page.tags:
        assert tag not in ("script", "link", "iframe", "object", "embed", "base", "form")
        for name, value in attributes.items():
            assert not name.startswith("on")
            if name in ("src", "srcset", "data", "poster", "action") or (tag != "a" and name.endswith("href")):
                assert value.startswith(("data:image/png;base64,", "#"))
    style = html[html.index("<style>") : html.index("</style>")]
    assert "@import" not in style
    assert "http" not in style
    assert not re.search(r"url\((?!#)", html.replace("&quot;", ""))


def test_hostile_text_is_shown_as_text(page):
    shown = "".join(page.text)
    assert shown.count('<script>alert("x")</script>') >= 20
    assert "<u>" in shown
    assert "(picture: a picture)" in shown


def test_links_lead_out_only_when_the_author_wrote_them(page):
    assert {link for link in page.links if not link.startswith("#")} == {"https://arxiv.org/abs/1"}
    assert all(link[1:] in page.ids for link in page.links if link.startswith("#"))


def test_headings_go_down_one_level_at_a_time(page):
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False))


def test_ids_are_unique(page):
    assert len(page.ids) == len(set(page.ids))
    assert {"cnn-one", "cnn-one-2", "content"} <= set(page.ids)


def test_pictures_and_tables_can_be_heard(page):
    assert all(attributes.get("alt") for tag, attributes in page.tags if tag == "img")
    assert all(attributes.get("aria-label") for tag, attributes in page.tags if tag == "svg")
    assert all(attributes.get("scope") in ("col", "row") for tag, attributes in page.tags if tag == "th")
    assert any(attributes.get("class") == "skip" for tag, attributes in page.tags if tag == "a")
    assert ("html", {"lang": "en"}) in page.tags


def test_a_row_of_pictures_is_as_long_as_the_words_say():
    report = Report("Films")
    tiles = [views.Tile(bytes(4), 2, 2, 1, str(number)) for number in range(8)]
    report.view(views.Picture("In rows", tiles, "A row is a film.", columns=4))
    report.view(views.Picture("As they fit", tiles, "Eight."))
    boxes = [known for _, known in Page(report.html()).tags if known.get("class", "").startswith("tiles")]
    assert [box.get("style") for box in boxes] == ["--columns: 4", None]


def test_write_is_utf_8_and_names_a_path_that_fails(tmp_path):
    report = Report("Ünïcode \ud800")
    report.markdown("σ(f) ⊙ c")
    written = report.write(tmp_path / "lesson.html").read_bytes().decode("utf-8")
    assert "σ(f) ⊙ c" in written
    with pytest.raises(DlteachError, match="nowhere"):
        report.write(tmp_path / "nowhere" / "lesson.html")


def test_a_report_without_sections_still_has_its_headings_in_order():
    report = Report("Title")
    report.markdown("## First\n\ntext")
    assert Page(report.html()).headings == [1, 2]
