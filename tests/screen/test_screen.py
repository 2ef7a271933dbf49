"""Laws that hold for everything the screen draws, on any text that an author or a learner may hand in."""

import re
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from dlteach import views

WORDS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="ab cd`*_[]#|→│▀…漢字é\x1b\x9b\r\n\t", max_size=120),
    st.sampled_from(
        [
            "",
            "a" * 200,
            "漢" * 90,
            "[bold]x[/bold]",
            "\x1b]0;title\x07\x1b[2J",
            "| a | b |\n|---|---|\n| 1 | 2 |",
            "```\ncode\n```",
        ]
    ),
)
NUMBERS = st.one_of(
    st.floats(-1e6, 1e6), st.floats(allow_nan=True, allow_infinity=True), st.sampled_from([0.0, -1.0, 1e-300, 1e300])
)


@st.composite
def tables(draw):
    columns = draw(st.lists(WORDS, max_size=9))
    rows = draw(st.lists(st.lists(WORDS, max_size=9), max_size=4))
    numeric = draw(st.lists(st.integers(0, 8), max_size=3))
    return views.Table(draw(WORDS), columns, rows, numeric, draw(WORDS))


@st.composite
def pictures(draw):
    tiles = []
    for _ in range(draw(st.integers(0, 7))):
        height, width, channels = draw(st.integers(1, 30)), draw(st.integers(1, 30)), draw(st.sampled_from([1, 3]))
        tiles.append(
            views.Tile(
                bytes(range(256)) * 11 * (height * width * channels // 2816 + 1), height, width, channels, draw(WORDS)
            )
        )
    return views.Picture(draw(WORDS), tiles, draw(WORDS), draw(st.none() | st.integers(1, 9)))


@st.composite
def curves(draw):
    series = [views.Series(draw(WORDS), draw(st.lists(NUMBERS, max_size=8))) for _ in range(draw(st.integers(0, 4)))]
    return views.Curve(draw(WORDS), series, draw(WORDS), draw(WORDS), draw(WORDS), draw(st.booleans()))


@st.composite
def heatmaps(draw):
    columns = draw(st.sampled_from([0, 1, 3, 10, 45, 120]))
    values = [[draw(NUMBERS)] * columns for _ in range(draw(st.sampled_from([0, 1, 3, 60])))]
    labels = [draw(WORDS) for _ in range(3)]
    return views.Heatmap(
        draw(WORDS), values, draw(WORDS), labels, labels * 4, draw(WORDS), draw(WORDS), draw(st.integers(0, 3))
    )


ANY_VIEW = st.one_of(
    tables(),
    pictures(),
    curves(),
    heatmaps(),
    WORDS.map(views.Text),
    WORDS.map(views.Result),
    st.builds(views.Source, WORDS, WORDS),
)
QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def everything(view, words):
    def draw(screen):
        screen.heading(words, words)
        screen.line(words)
        screen.markdown(words)
        screen.dialogue([("Teacher", words), (words, "Yes.")])
        screen.panel("memory", words)
        screen.view(view)

    return draw


@QUICK
@given(ANY_VIEW, WORDS, st.sampled_from([80, 40]), st.sampled_from(["truecolor", "256", None]))
def test_no_line_is_wider_than_the_terminal(drawn, bare, view, words, width, colour):
    written = bare(drawn(everything(view, words), colour=colour, width=width))
    assert max(map(cell_len, written)) <= width


@QUICK
@given(ANY_VIEW, WORDS)
def test_only_colour_codes_steer_the_terminal(drawn, view, words):
    # A colour code is ESC [ numbers m; anything else that a terminal obeys must have been made visible.
    left = re.sub("\x1b\\[[0-9;]*m", "", drawn(everything(view, words)))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", left)


@QUICK
@given(ANY_VIEW, WORDS)
def test_plain_output_holds_no_escape_and_no_box_character(drawn, view, words):
    written = drawn(everything(view, words), plain=True)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2500-\u259f]", written)


@QUICK
@given(ANY_VIEW, WORDS)
def test_a_terminal_without_unicode_gets_ascii(drawn, view, words):
    assert drawn(everything(view, words), encoding="ascii").isascii()


def test_a_pipe_is_plain_and_80_wide(drawn):
    seen = []
    drawn(lambda screen: seen.append((screen.plain, screen.interactive, screen.width)), terminal=False, width=None)
    assert seen == [(True, False, 80)]


def test_a_dumb_terminal_is_plain(drawn, monkeypatch):
    from dlteach.screen import Screen

    paper = type("Paper", (), {"isatty": lambda self: True, "encoding": "utf-8", "write": lambda self, text: None})()
    monkeypatch.setenv("TERM", "dumb")
    assert Screen(file=paper).plain
    monkeypatch.setenv("TERM", "xterm")
    assert not Screen(file=paper).plain


def test_markup_and_codes_in_text_are_shown_as_text(drawn, bare):
    written = drawn(lambda screen: screen.line("[bold]loud[/bold] \x1b[31mred", style="green"))
    assert bare(written)[0] == "[bold]loud[/bold] ␛[31mred"


@pytest.mark.parametrize("mark", ["  1  ", "- ", "12. ", "    "])
def test_a_wrapped_line_hangs_under_its_text(drawn, bare, mark):
    for plain in (False, True):
        written = bare(drawn(lambda screen: screen.line(mark + "word " * 20, style="dim"), plain=plain))
        assert written[0].startswith(mark + "word")
        assert written[1].startswith(" " * len(mark) + "word")


def test_markdown_shows_html_as_text_and_has_no_boxes(drawn, bare):
    written = bare(drawn(lambda screen: screen.markdown("# Title\n\n<b>x</b> *soft* `code`\n\n- one\n- two")))
    assert written[:5] == ["Title", "", "<b>x</b> soft code", "", "• one"]


def test_plain_asides_and_turns_lead_with_their_kind(drawn):
    def draw(screen):
        screen.panel("analogy", "A *stamp*.")
        screen.dialogue([("Teacher", "Why?"), ("Student", "- a list")])

    assert drawn(draw, plain=True) == "Analogy: A stamp.\n\nTeacher: Why?\n\nStudent:\n- a list\n\n"


def test_ask_reads_lines_and_raises_at_the_end(drawn, monkeypatch):
    import io

    answers = []
    monkeypatch.setattr(sys, "stdin", io.StringIO("forget gate\r\n"))

    def draw(screen):
        answers.append(screen.ask("Which\x1b gate?", "type a term"))
        with pytest.raises(EOFError):
            screen.ask("And?")

    written = drawn(draw, terminal=False)
    assert answers == ["forget gate"]
    assert written == "type a term\nWhich␛ gate? \nAnd? \n"


def test_error_goes_to_the_error_output(drawn, capsys):
    written = drawn(lambda screen: screen.error("cannot read \x1b[2J"), plain=True)
    assert written == ""
    assert capsys.readouterr().err == "Error: cannot read ␛[2J\n"


def test_a_table_imports_nothing_heavy():
    script = (
        "import sys; from dlteach import views; from dlteach.screen import Screen;"
        "Screen().view(views.Table('t', ['a'], [['b']]));"
        "print([name for name in ('rich.markdown', 'rich.syntax', 'rich.live', 'pygments', 'numpy', 'markdown_it',"
        " 'matplotlib', 'plotext') if name in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert printed == "t\na: b\n\n[]\n"
