import io
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import matplotlib
import matplotlib.image
import numpy as np
import pytest

from dlteach import views
from dlteach.errors import DlteachError, UsageError
from dlteach.export.figures import figure_bytes, save_figure

CURVE = views.Curve(
    "Loss at $1 & <more>",
    [views.Series("training", [2.0, 1.0, 0.5]), views.Series("validation", [2.1, 1.3, 1.1])],
    "It falls.",
    "epoch",
    "loss",
)
HEATMAP = views.Heatmap(
    "Confusion", [[5, 0], [1, 4]], "Diagonal.", ["cat", "dog"], ["cat", "dog"], "truth", "predicted"
)
TABLE = views.Table("Layers", ["layer", "parameters"], [["c1", "156"], ["c5", "48,120"]], [1], note="in all")
TILE = views.Tile(bytes([255, 0, 0, 0, 0, 255]), 1, 2, 3, "red and blue")
PICTURE = views.Picture("Tiles", [TILE], "Two colours.")


def pixels(view):
    return np.round(matplotlib.image.imread(io.BytesIO(figure_bytes(view, "png")), format="png")[..., :3] * 255)


def texts(view):
    root = ElementTree.fromstring(figure_bytes(view, "svg"))
    return [" ".join(element.itertext()).strip() for element in root.iter("{http://www.w3.org/2000/svg}text")], root


def test_a_tile_covers_equal_areas_in_its_own_colours():
    image = pixels(PICTURE)
    red, blue = (np.all(image == colour, axis=-1).sum() for colour in ([255, 0, 0], [0, 0, 255]))
    assert red > 10_000
    assert red == pytest.approx(blue, rel=0.02)


def test_gray_is_absolute_so_that_tiles_can_be_compared():
    # One tile of a single middle gray: stretching to its own range would make it black.
    image = pixels(views.Picture("", [views.Tile(bytes([128] * 4), 2, 2)], ""))
    assert np.all(image == 128, axis=-1).sum() > 10_000


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (CURVE, {"Loss at $1 & <more>", "epoch", "loss", "training", "validation"}),
        (HEATMAP, {"Confusion", "truth", "predicted", "cat", "dog", "5", "4", "1", "0"}),
        (TABLE, {"Layers", "layer", "parameters", "c1", "48,120", "in all"}),
        (PICTURE, {"Tiles", "red and blue"}),
    ],
)
def test_everything_that_is_named_stands_in_the_figure_as_text(view, expected):
    written, root = texts(view)
    assert expected <= set(written)
    told = "".join(root.itertext())
    assert (getattr(view, "words", "") or view.note) in told


@pytest.mark.parametrize(("least", "most"), [(0.3, 0.5), (0.06, 0.4), (0.001, 2.0), (1.0, 1.0)])
def test_logarithmic_axes_are_numbered_in_plain_digits(least, most):
    curve = views.Curve("", [views.Series("", [most, least])], "", log_y=True)
    written, _ = texts(curve)
    assert not any("$" in text for text in written)
    # Two numbers across (1 and 2) and at least two up.
    assert len([float(text.replace("−", "-")) for text in written if text]) >= 4


def test_a_brighter_cell_is_a_larger_value():
    image = pixels(views.Heatmap("", [[0.0, 10.0]], "", decimals=0)).mean(axis=-1)
    height, width = image.shape
    assert image[height // 2 + 20, width // 8] < image[height // 2 + 20, width // 2]


def test_the_same_view_gives_the_same_bytes():
    assert figure_bytes(HEATMAP, "svg") == figure_bytes(HEATMAP, "svg")
    assert figure_bytes(HEATMAP, "png") == figure_bytes(HEATMAP, "png")


@pytest.mark.parametrize(
    "view",
    [
        views.Picture("empty", [], ""),
        views.Curve("empty", [views.Series("none", [])], ""),
        views.Curve("not finite", [views.Series("n", [float("nan"), float("inf"), -1.0])], "", log_y=True),
        views.Heatmap("empty", [], ""),
        views.Heatmap("nan", [[float("nan")]], ""),
        views.Table("empty", [], []),
    ],
)
def test_views_without_content_are_drawn_empty(view):
    assert figure_bytes(view, "png").startswith(b"\x89PNG")


def test_save_figure_writes_by_the_ending_of_the_name(tmp_path):
    assert save_figure(CURVE, tmp_path / "a.PNG").read_bytes().startswith(b"\x89PNG")
    assert b"<svg" in save_figure(CURVE, tmp_path / "a.svg").read_bytes()
    with pytest.raises(UsageError, match=r"a\.jpg.*\.png or \.svg"):
        save_figure(CURVE, tmp_path / "a.jpg")
    with pytest.raises(DlteachError, match="nowhere"):
        save_figure(CURVE, tmp_path / "nowhere" / "a.png")


def test_no_global_state_is_left():
    before = dict(matplotlib.rcParams)
    figure_bytes(CURVE, "png")
    assert dict(matplotlib.rcParams) == before


def test_pyplot_with_its_windows_is_never_imported():
    script = (
        "import sys; from dlteach import views; from dlteach.export.figures import figure_bytes;"
        "figure_bytes(views.Heatmap('t', [[1.0, 2.0]], ''), 'png'); print('matplotlib.pyplot' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "False\n"
    )
