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


def test_no_line_begins_with_a_percent_sign(drawn, bare):
    sentence = "Of all of them 97.5 % are right."
    for width in range(12, 34):
        assert not any(line.startswith("%") for line in wrap(sentence, width))
        assert " ".join(wrap(sentence, width)) == sentence
        for coloured in (True, False):
            written = bare(drawn(lambda screen: screen.markdown(sentence), width=max(20, width), plain=not coloured))
            assert not any(line.startswith("%") for line in written)
            assert " ".join(written).strip() == sentence


def test_a_word_that_must_be_cut_is_cut_at_a_seam():
    assert wrap("LocalResponseNormalization", 22) == ["LocalResponse", "Normalization"]
    assert wrap("convolutional_neural_network", 20) == ["convolutional_", "neural_network"]
    assert wrap("a" * 12, 8) == ["a" * 8, "a" * 4]


@given(TEXT.map(lambda text: text.replace("\n", "")), st.integers(1, 30))
def test_fitted_text_takes_exactly_its_cells(text, width):
    assert (
        cell_len(fit(text, width)) == cell_len(fit(text, width, right=True)) == cell_len(centre(text, width)) == width
    )


def test_shortened_text_says_so():
    assert shorten("parameters", 6) == "param…"
    assert shorten("shape", 5) == "shape"
