from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from dlteach.screen.wrap import centre, fit, shorten, wrap

TEXT = st.text(alphabet="ab  \n漢é", max_size=80)


@given(TEXT, st.integers(2, 30), st.sampled_from(["", "  ", "      "]))
def test_wrapping_keeps_every_character_and_the_width(text, width, hanging):
    lines = wrap(text, width, hanging)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_words_stay_whole_where_they_fit():
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("key: a long value", 10, hanging="  ") == ["key: a", "  long", "  value"]


@given(TEXT.map(lambda text: text.replace("\n", "")), st.integers(1, 30))
def test_fitted_text_takes_exactly_its_cells(text, width):
    assert (
        cell_len(fit(text, width)) == cell_len(fit(text, width, right=True)) == cell_len(centre(text, width)) == width
    )


def test_shortened_text_says_so():
    assert shorten("parameters", 6) == "param…"
    assert shorten("shape", 5) == "shape"
