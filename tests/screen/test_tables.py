from rich.cells import cell_len

from dlteach import views
from dlteach.screen.tables import column_widths

SUMMARY = views.Table(
    "LeNet5",
    ["layer", "output shape", "parameters", "share", "FLOPs", "receptive field"],
    [
        [
            "c1 (convolution, 6 kernels of 5 × 5, stride 1, no padding)",
            "(28, 28, 6)",
            "156",
            "0.3 %",
            "235,200",
            "5 × 5",
        ],
        ["f6", "(84,)", "10,164", "16.5 %", "20,160", "32 × 32"],
    ],
    numeric=[2, 3, 4],
    note="61,706 parameters",
)


def test_numbers_stay_whole_and_right(drawn, bare):
    written = bare(drawn(lambda screen: screen.view(SUMMARY)))
    assert all(cell_len(line) <= 80 for line in written)
    ends = {line.index(number) + len(number) for line in written for number in ("10,164", " 156 ") if number in line}
    assert any("10,164" in line and "16.5 %" in line and "20,160" in line for line in written)
    assert max(ends) - min(ends) == 1  # " 156 " was looked for with the gap behind it


def test_every_word_of_a_long_cell_is_shown(drawn, bare):
    written = " ".join(" ".join(bare(drawn(lambda screen: screen.view(SUMMARY)))).split())
    assert all(word in written for word in SUMMARY.rows[0][0].split())


def test_too_narrow_for_columns_rows_become_records(drawn, bare):
    written = bare(drawn(lambda screen: screen.view(SUMMARY), width=40))
    assert "parameters: 10,164" in written


def test_widths_fill_what_is_needed_and_no_more():
    assert column_widths(["a", "long heading"], [["xx", "y"]], set(), 80) == [2, 12]
    assert sum(column_widths(["a", "b"], [["word " * 30, "word " * 30]], set(), 80)) == 78
    assert column_widths([str(i) * 9 for i in range(9)], [], set(), 40) is None


def test_plain_rows_are_one_line_each(drawn):
    written = drawn(lambda screen: screen.view(SUMMARY), plain=True).split("\n")
    assert written[0] == "LeNet5"
    assert written[2] == (
        "layer: f6, output shape: (84,), parameters: 10,164, share: 16.5 %, FLOPs: 20,160, receptive field: 32 × 32"
    )
    assert written[3] == "61,706 parameters"
