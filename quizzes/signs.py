"""Numbers as questions write them: with a true minus sign, and in brackets where a sign stands before them."""

from __future__ import annotations


def text(number, form="g"):
    """Return a number as text: −1.5, 2.

    Args:
        number: any number.
        form: how it is written, as in a format string: "g", ".3f".
    """
    return f"{float(number):z{form}}".replace("-", "−")


def factor(number):
    """Return a number as part of a product or a sum: (−1.5), 2."""
    return f"({text(number)})" if number < 0 else text(number)
