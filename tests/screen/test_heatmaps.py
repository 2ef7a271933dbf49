import re

from dlteach import views
from dlteach.screen.colours import luminance
from dlteach.screen.heatmaps import colour_of
from dlteach.screen.plain import plain_heatmap

DIGITS = [str(i) for i in range(10)]
CONFUSION = views.Heatmap(
    "Confusion",
    [[36 if i == j else (i * j) % 3 for j in range(10)] for i in range(10)],
    "On the diagonal.",
    DIGITS,
    DIGITS,
    "truth",
    "predicted",
)


def test_a_confusion_matrix_shows_every_count_in_80_columns(drawn, bare):
    written = bare(drawn(lambda screen: screen.view(CONFUSION)))
    rows = [line.split() for line in written[3:13]]
    assert rows == [[str(i), *(str(int(value)) for value in row)] for i, row in enumerate(CONFUSION.values)]
    assert max(map(len, written)) <= 80


def test_labels_of_columns_stand_over_their_cells(drawn, bare):
    written = bare(drawn(lambda screen: screen.view(CONFUSION)))
    assert [written[2].index(digit) for digit in DIGITS] == [4 + 4 * i for i in range(10)]


def test_labels_of_two_words_stand_in_two_lines_over_their_cells(drawn, bare):
    names = ["moves left", "moves right", "turns left", "turns right", "grows", "shrinks", "stays still", "fades away"]
    values = [[30 if i == j else 0 for j in range(8)] for i in range(8)]
    written = bare(drawn(lambda screen: screen.view(views.Heatmap("Confusion", values, "", names, names, "a", "b"))))
    assert written[2].split() == ["moves", "moves", "turns", "turns", "stays", "fades"]
    assert written[3].split() == ["left", "right", "left", "right", "grows", "shrinks", "still", "away"]
    ends = [match.end() for match in re.finditer(r"\S+", written[3])]
    assert ends[0] == written[2].index("moves") + len("moves")
    assert max(map(len, written)) <= 80


def test_attention_over_many_words_keeps_its_colours_and_names(drawn, bare):
    words = [f"word{i}" for i in range(24)]
    values = [[1.0 if i == j else 0.0 for j in range(24)] for i in range(12)]
    view = views.Heatmap("Attention", values, "Diagonal.", words[:12], words, decimals=2)
    written = drawn(lambda screen: screen.view(view), height=60)
    assert max(map(len, bare(written))) <= 80
    brightest = [line.count("48;2;252;240;170m") for line in written.split("\n") if line.lstrip().startswith("word")]
    assert brightest == [1] * 12
    # The last column's label, read downwards, is word23.
    column = "".join(line.rstrip()[-1] for line in bare(written)[1:7] if line.strip())
    assert column == "word23"


def test_a_map_too_large_is_averaged_and_says_so(drawn, bare):
    view = views.Heatmap("Big", [[float(j) for j in range(200)] for _ in range(100)], "Rises.")
    written = bare(drawn(lambda screen: screen.view(view)))
    assert any("Averaged from 100 × 200 to 48 × 79" in line for line in written)


def test_scales_get_lighter_with_the_value_and_turn_at_zero():
    lights = [luminance(colour_of(step, 0, 20)) for step in range(21)]
    assert lights == sorted(lights)
    assert colour_of(0, -1, 5) == (240, 240, 240)
    assert luminance(colour_of(-5, -5, 1)) < 128 > luminance(colour_of(5, -1, 5))


def test_plain_rows_are_told(drawn):
    written = drawn(lambda screen: screen.view(CONFUSION), plain=True)
    assert re.search(r"^truth 9: 0 0 0 0 0 0 0 0 0 36$", written, re.MULTILINE)


def test_in_plain_mode_a_large_matrix_is_told_in_words_alone():
    small = plain_heatmap(views.Heatmap("Small", [[0.5] * 10] * 10, "Even.", decimals=1), 80)
    large = plain_heatmap(views.Heatmap("Large", [[0.5] * 64] * 40, "Even."), 80)
    assert sum(line.count("0.5") for line in small) == 100
    assert large == ["Heat map: Large", "Even.", "(40 rows, 2,560 numbers: too many to be read out)"]
