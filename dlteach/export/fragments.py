"""Each view as a piece of HTML that needs nothing from outside."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from html import escape

from dlteach import views
from dlteach.export.animation import animated_png, frames
from dlteach.export.figures import figure_bytes
from dlteach.export.markdown import code_html, to_html
from dlteach.export.png import tile_png
from dlteach.language import _

# Stands for the colour of the page's own text inside a figure, which is dark or light as the reader likes.
INK = "#123457"
_HEAD = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_SIZE = re.compile(r'<svg ([^>]*?)width="([\d.]+)pt"([^>]*?)>', re.DOTALL)
# Where matplotlib names a part of a figure, and where it refers to one by that name.
_NAMED = re.compile(r'((?<= )id="|href="#|url\(#)')
_TITLE = re.compile(r"\s*<title>.*?</title>", re.DOTALL)


def view_html(view: views.View, number: int) -> str:
    """Any view as HTML; `number` tells figures of one page apart."""
    match view:
        case views.Text():
            return to_html(view.markdown)
        case views.Result():
            return f'<p class="result">{escape(view.line)}</p>\n'
        case views.Table():
            return table_html(view)
        case views.Picture():
            return _picture(view)
        case views.Curve() | views.Heatmap():
            return _figure(view, number)
        case views.Source():
            caption = f"<figcaption><code>{escape(view.origin)}</code></figcaption>"
            return f'<figure class="source">{caption}{code_html(view.code, view.language)}</figure>\n'
    raise TypeError(f"{type(view).__name__} is not a view")


def table_html(table: views.Table) -> str:
    """A table with headed columns and rows; on a narrow page it scrolls by itself."""
    right = set(table.numeric)
    marks = [' class="number"' if index in right else "" for index in range(len(table.columns))]
    heads = "".join(f'<th scope="col"{marks[i]}>{escape(name)}</th>' for i, name in enumerate(table.columns))
    rows = []
    for row in table.rows:
        cells = [*row, *[""] * len(table.columns)][: len(table.columns)]
        first = '<th scope="row"' if 0 not in right else "<td"
        shown = [f"{first}{marks[0]}>{escape(cells[0])}{'</th>' if 0 not in right else '</td>'}"] if cells else []
        shown += [f"<td{marks[i]}>{escape(cell)}</td>" for i, cell in enumerate(cells) if i]
        rows.append(f"<tr>{''.join(shown)}</tr>")
    caption = f"<caption>{escape(table.title)}</caption>" if table.title else ""
    note = f'<p class="note">{escape(table.note)}</p>' if table.note else ""
    label = escape(table.title or "Table")
    body = "\n".join(rows)
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{label}"><table>{caption}\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>{note}\n"
    )


def _caption(view: views.Picture | views.Curve | views.Heatmap) -> str:
    title = f"<strong>{escape(view.title)}</strong> " if view.title else ""
    return f"<figcaption>{title}{escape(view.words)}</figcaption>"


def _picture(view: views.Picture) -> str:
    tiles = []
    for index, tile in enumerate(view.tiles, start=1):
        if not tile.width or not tile.height:
            continue
        told = (
            _("{title}, image {number} of {count}: {label}") if tile.label else _("{title}, image {number} of {count}")
        )
        about = escape(told.format(title=view.title, number=index, count=len(view.tiles), label=tile.label))
        label = f"<span>{escape(tile.label)}</span>" if tile.label else ""
        size = f'width="{tile.width}" height="{tile.height}"'
        tiles.append(f'<div class="tile"><img alt="{about}" {size} src="{_inline(tile_png(tile))}">{label}</div>')
    kind = 'class="tiles"' if len(view.tiles) > 1 else 'class="tiles single"'
    if view.columns and len(view.tiles) > 1:
        # the words may speak of rows
        kind = f'class="tiles rows" style="--columns: {view.columns}"'
    return f"<figure>{_caption(view)}<div {kind}>{''.join(tiles)}</div>{_animation(view)}</figure>\n"


def _animation(view: views.Picture) -> str:
    """The moments one after the other, in a box that the reader can close; who wants no motion sees the last one."""
    moments = frames(view)
    if not moments:
        return ""
    last = moments[-1]
    told = ", ".join(moment.label for moment in moments if moment.label)
    words = (
        _("{title}, {count} moments one after the other: {told}")
        if told
        else _("{title}, {count} moments one after the other")
    )
    about = escape(words.format(title=view.title, count=len(moments), told=told))
    image = (
        f'<picture><source media="(prefers-reduced-motion: reduce)" srcset="{_inline(tile_png(last))}">'
        f'<img alt="{about}" width="{last.width}" height="{last.height}" src="{_inline(animated_png(moments))}"></picture>'
    )
    summary = f"<summary>{_('As an animation: {count} moments').format(count=len(moments))}</summary>"
    kind = "animation single" if view.per_moment == 1 else "animation"
    return f'<details class="{kind}" open>{summary}{image}</details>'


def _inline(png: bytes) -> str:
    return f"data:image/png;base64,{b64encode(png).decode('ascii')}"


def _figure(view: views.Curve | views.Heatmap, number: int) -> str:
    drawn = figure_bytes(view, "svg", titled=False, salt=f"figure-{number}", ink=INK, clear=True).decode("utf-8")
    drawn = _TITLE.sub("", _METADATA.sub("", _HEAD.sub("", drawn, count=1), count=1), count=1)
    # The page's text colour, and no ground of its own: so the figure fits a dark page too.
    drawn = drawn.replace(INK, "currentColor")
    drawn = _NAMED.sub(rf"\1figure-{number}-", drawn)
    label = escape(f"{view.title}. {view.words}".strip(". "), quote=True)
    drawn = _SIZE.sub(_scalable(label), drawn, count=1)
    return f'<figure class="plot">{drawn}{_caption(view)}</figure>\n'


def _scalable(label: str) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        # SVG counts 72 points to the inch, CSS 96 pixels.
        width = float(match.group(2)) * 96 / 72
        rest = re.sub(r'height="[\d.]+pt"', "", match.group(1) + match.group(3))
        return f'<svg {rest} style="max-width:{width:.0f}px" role="img" aria-label="{label}">'

    return replace
