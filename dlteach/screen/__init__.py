"""The only place that draws on the terminal: text, tables, pictures, curves, heat maps, progress and questions.

`Screen` is all that others need. What it draws with (Markdown, syntax colours, curves) is imported when first drawn.
"""

from dlteach.screen.screen import Screen

__all__ = ["Screen"]
