"""Decks: one `topic.yaml` of terms, memory aids and questions, and one `topic.py` of computed questions."""
