"""A computed question whose id names another topic."""

from dlteach.drill import Question, computed


@computed("lstm/own")
def parameters(rng):
    """Ask what another deck asks."""
    return Question(prompt="?", answer=1)
