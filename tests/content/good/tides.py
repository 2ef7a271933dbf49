"""The functions that the lesson on tides names."""


def basin():
    """Stand for what a lesson builds."""


def high_water():
    """Stand for the truth of a prediction."""


def when():
    """Stand for the truth of a prediction."""
