"""What a lesson shows."""


def see_data():
    """Stand for a view."""
