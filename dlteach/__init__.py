"""dlteach: learn deep-learning architectures from a terminal, and import them into your own Keras projects."""

__version__ = "0.1.0"
