"""What real code counts, for the number the deck on pictures, films and sounds asks for."""

from dlteach.inspect.bleu import precision


def clipped_precision():
    """The share of right words, times the number of written ones."""
    written = ["the"] * 7
    return round(precision([written], [["the", "cat", "is", "on", "the", "mat"]], 1) * len(written))
