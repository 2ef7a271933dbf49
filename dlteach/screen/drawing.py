"""Finds the drawing for each kind of view; what it draws with is imported when first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlteach import views
from dlteach.screen import plain
from dlteach.screen.colours import RESULT

if TYPE_CHECKING:
    from dlteach.screen.surface import Surface


def draw(view: views.View, surface: Surface) -> list[list[str]]:
    """The finished lines of any view, in words where the surface is plain; in blocks that a page should not cut."""
    if surface.plain:
        return [_in_words(view, surface)]
    if isinstance(view, views.Picture):
        from dlteach.screen.pictures import draw_picture

        return draw_picture(view, surface)
    return [_drawn(view, surface)]


def _drawn(view: views.View, surface: Surface) -> list[str]:
    match view:
        case views.Text():
            from dlteach.screen.prose import draw_markdown

            return draw_markdown(view.markdown, surface)
        case views.Result():
            return surface.text(view.line, RESULT, surface.prose_width)
        case views.Table():
            from dlteach.screen.tables import draw_table

            return draw_table(view, surface)
        case views.Curve():
            from dlteach.screen.curves import draw_curve

            return draw_curve(view, surface)
        case views.Heatmap():
            from dlteach.screen.heatmaps import draw_heatmap

            return draw_heatmap(view, surface)
        case views.Source():
            from dlteach.screen.source import draw_source

            return draw_source(view, surface)
    raise TypeError(f"{type(view).__name__} is not a view")


def _in_words(view: views.View, surface: Surface) -> list[str]:
    width = surface.prose_width
    match view:
        case views.Text():
            from dlteach.screen.prose import draw_markdown

            return draw_markdown(view.markdown, surface)
        case views.Result():
            return plain.plain_text(view.line, width)
        case views.Table():
            return plain.plain_table(view)
        case views.Picture():
            return plain.plain_picture(view, width)
        case views.Curve():
            return plain.plain_curve(view, width)
        case views.Heatmap():
            return plain.plain_heatmap(view, width)
        case views.Source():
            return plain.plain_source(view)
    raise TypeError(f"{type(view).__name__} is not a view")
