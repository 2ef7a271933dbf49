"""Program text: what is too long for a line goes on in the next one, further in, and nothing is lost."""

from pathlib import Path

import pytest

from dlteach import views
from dlteach.lessons import __path__ as lessons

CODE = """def build(units):
    if units:
        x = layers.Dense(units, activation=activation, name=f"hidden_{number}")(x)  # (batch, units)
    return x
"""


def test_a_long_line_goes_on_further_in_than_it_began(drawn, bare):
    written = bare(drawn(lambda screen: screen.view(views.Source("here", CODE)), width=60))
    assert written[2:7] == [
        "def build(units):",
        "    if units:",
        "        x = layers.Dense(units, activation=activation,",
        '            name=f"hidden_{number}")(x)  # (batch, units)',
        "    return x",
    ]


def test_a_long_comment_stays_a_comment_in_every_line(drawn, bare):
    code = "if units:\n    # every unit of the layer sees all that the layer before it says\n    pass\n"
    written = bare(drawn(lambda screen: screen.view(views.Source("here", code)), width=40))
    assert written[2:6] == [
        "if units:",
        "    # every unit of the layer sees all",
        "    # that the layer before it says",
        "    pass",
    ]


def _letters(text):
    return "".join("".join(text).replace("#", "").split())


@pytest.mark.parametrize("width", [20, 33, 80])
def test_no_character_of_a_real_file_is_lost(drawn, bare, width):
    code = (Path(lessons[0]) / "dnn_inside.py").read_text(encoding="utf-8")
    written = bare(drawn(lambda screen: screen.view(views.Source("", code)), width=width, height=100_000))
    assert max(map(len, written)) <= width
    # a long comment gets a sign of its own in each line
    assert _letters(written) == _letters(code)


def test_a_block_that_is_no_program_is_not_indented(drawn, bare):
    block = "```\n" + "word " * 30 + "\n```"
    written = [line for line in bare(drawn(lambda screen: screen.markdown(block), width=40)) if line]
    assert len({len(line) - len(line.lstrip()) for line in written}) == 1
