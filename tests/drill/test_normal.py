import pytest

from dlteach.drill import normal


@pytest.mark.parametrize(
    "given",
    [
        "feature map",
        " Feature-Map ",
        "the feature maps",
        "FEATURE MAPS.",
        "feature   map",
        "“feature map”",
        "feature‑map",
    ],
)
def test_writings_of_one_term(given):
    assert normal.text(given) == normal.text("feature map")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("batch normalisation", "batch normalization"),
        ("3 × 3 kernel", "3x3 kernels"),
        ("fully-connected layers", "fully connected layer"),
        ("Gated, Regularly, Useful", "gated regularly useful"),
        ("classes", "class"),
        ("losses", "loss"),
    ],
)
def test_equal_texts(one, other):
    assert normal.text(one) == normal.text(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("convolution", "deconvolution"), ("bias", "bia s"), ("input gate", "output gate"), ("batch norm", "layer norm")],
)
def test_texts_that_stay_different(one, other):
    assert normal.text(one) != normal.text(other)


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("61706", 61706),
        ("61,706", 61706),
        ("61 706", 61706),
        ("61_706", 61706),
        ("1,234,567", 1234567),
        (" = 42 ", 42),
        ("-3", -3),
        ("−3", -3),
        ("0.5", 0.5),
        (".5", 0.5),
        ("0,5", 0.5),
        ("0,125", 0.125),
        ("50 %", 0.5),
        ("6.1706e4", 61706.0),
        ("≈ 3.7", 3.7),
    ],
)
def test_numbers(given, value):
    assert normal.number(given) == value


@pytest.mark.parametrize("given", ["", "many", "3 or 4", "1/2", "12a", "--2", "1,2,3"])
def test_what_is_no_number(given):
    assert normal.number(given) is None


@pytest.mark.parametrize(
    "given",
    [
        "(None, 26, 26, 32)",
        "(26,26,32)",
        "26x26x32",
        "26 × 26 × 32",
        "[26, 26, 32]",
        "26 26 32",
        "(?, 26, 26, 32)",
        "( none,26 ,26,32 )",
        "batch,26,26,32",
    ],
)
def test_writings_of_one_shape(given):
    assert normal.shape(given) == (26, 26, 32)


def test_shapes_of_one_size_and_what_is_none():
    assert normal.shape("(100,)") == (100,)
    assert normal.shape("100") == (100,)
    assert normal.shape("wide") is None
    assert normal.shape("()") is None
    assert normal.shape("26.5x3") is None
