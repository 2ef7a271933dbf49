"""Lessons: one `topic.md` to read and one `topic.py` for what it builds, trains and looks into."""
