"""Markdown prose for the terminal: no boxes, code and emphasis in colour; in plain mode the same text without a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from rich.cells import cell_len
from rich.text import Text

from dlteach.language import _, mark
from dlteach.screen import colours
from dlteach.screen.literal import literal, without_boxes

if TYPE_CHECKING:
    from dlteach.screen.surface import Surface

_PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
# What names an aside when its kind is one of the lesson's own.
PANEL_TITLES = {"analogy": mark("Analogy"), "example": mark("Example"), "memory": mark("Memory aid")}
# as lessons write them
SPEAKERS = {"teacher": mark("Teacher"), "student": mark("Student")}
INDENT = "  "


def draw_markdown(text: str, surface: Surface, width: int | None = None, lead: str = "") -> list[str]:
    """The prose as finished lines, blocks set apart by an empty line; `lead` stands literally before the first."""
    nodes = SyntaxTreeNode(_PARSER.parse(literal(text))).children
    width = width or surface.prose_width
    if not lead:
        return _blocks(nodes, surface, width)
    if not nodes or nodes[0].type != "paragraph":
        return _wrapped(Text(lead.rstrip()), surface, width) + _blocks(nodes, surface, width)
    first = _wrapped(Text(lead).append_text(_inline(nodes[0])), surface, width)
    return [*first, "", *_blocks(nodes[1:], surface, width)] if nodes[1:] else first


def draw_turn(speaker: str, text: str, place: int, surface: Surface) -> list[str]:
    """One turn of a dialogue: the speaker, then what is said, indented under it."""
    written = " ".join(literal(speaker).split())
    name = _(SPEAKERS.get(written.lower(), written)) if written else ""
    if surface.plain:
        return draw_markdown(text, surface, lead=f"{name}: ")
    teacher = written.lower() == "teacher" or (written.lower() != "student" and place % 2 == 0)
    style = colours.TEACHER if teacher else colours.STUDENT
    # Speakers stand in a column of their own, unless the terminal is narrow.
    column = 9 if surface.prose_width >= 60 and cell_len(name) < 9 else 0
    body = draw_markdown(text, surface, surface.prose_width - (column or len(INDENT)))
    if not column:
        return [*surface.text(name, style), *(INDENT + line for line in body)]
    head = surface.text(name, style)[0] + " " * (column - cell_len(name))
    return [head + body[0], *(" " * column + line for line in body[1:])]


def draw_panel(kind: str, text: str, surface: Surface) -> list[str]:
    """An aside with a coloured margin; in plain mode its kind leads the text."""
    title = _(PANEL_TITLES.get(kind.lower(), kind))
    title = title[:1].upper() + title[1:]
    if surface.plain:
        return draw_markdown(text, surface, lead=f"{title}: ")
    # "Memory gem" and "memory palace" are memory aids as well.
    style = next((one for name, one in colours.PANELS.items() if kind.lower().startswith(name)), colours.OTHER_PANEL)
    margin = surface.text("▌" if surface.unicode else "|", style)[0] + " "
    body = draw_markdown(text, surface, surface.prose_width - 2)
    return [margin + line for line in [*surface.text(title, f"bold {style}", surface.prose_width - 2), *body]]


def _blocks(nodes: list[SyntaxTreeNode], surface: Surface, width: int, tight: bool = False) -> list[str]:
    lines: list[str] = []
    for node in nodes:
        if lines and not tight:
            lines.append("")
        lines += _block(node, surface, max(10, width))
    return lines or [""]


def _block(node: SyntaxTreeNode, surface: Surface, width: int) -> list[str]:
    match node.type:
        case "heading":
            return _wrapped(_inline(node, colours.HEADING if node.tag in ("h1", "h2") else "bold"), surface, width)
        case "paragraph":
            return _wrapped(_inline(node), surface, width)
        case "bullet_list" | "ordered_list":
            return _list(node, surface, width)
        case "blockquote":
            margin = "> " if surface.plain or not surface.unicode else surface.text("▌", colours.NOTE)[0] + " "
            return [margin + line for line in _blocks(node.children, surface, width - 2)]
        case "fence" | "code_block":
            return [INDENT + line for line in _code(node, surface, width - len(INDENT))]
        case "hr":
            return ["* * *"] if surface.plain else surface.text(("─" if surface.unicode else "-") * width, colours.NOTE)
        case "table":
            return _table(node, surface)
    return _wrapped(Text(node.content), surface, width)


def _wrapped(text: Text, surface: Surface, width: int) -> list[str]:
    if surface.plain:
        text = Text(without_boxes(text.plain))
    return [line.rstrip() for line in surface.lines(text, width)]


def _list(node: SyntaxTreeNode, surface: Surface, width: int) -> list[str]:
    ordered = node.type == "ordered_list"
    start = int(node.attrs.get("start", 1)) if ordered else 0
    tight = all(child.hidden for item in node.children for child in item.children if child.type == "paragraph")
    marks = [f"{start + place}. " if ordered else _bullet(surface) for place in range(len(node.children))]
    column = max(map(len, marks))
    lines: list[str] = []
    for sign, item in zip(marks, node.children, strict=True):
        if lines and not tight:
            lines.append("")
        body = _blocks(item.children, surface, width - column, tight)
        lines += [sign.ljust(column) + body[0], *((" " * column + line).rstrip() for line in body[1:])]
    return lines


def _bullet(surface: Surface) -> str:
    return "- " if surface.plain or not surface.unicode else "• "


def _code(node: SyntaxTreeNode, surface: Surface, width: int) -> list[str]:
    if surface.plain:
        return without_boxes(node.content).rstrip("\n").split("\n")
    from dlteach.screen.source import draw_code

    return draw_code(node.content, node.info.split(" ")[0], surface, width)


def _table(node: SyntaxTreeNode, surface: Surface) -> list[str]:
    from dlteach import views
    from dlteach.screen.plain import plain_table
    from dlteach.screen.tables import draw_table

    rows = [row for part in node.children for row in part.children]
    cells = [[_inline(cell).plain for cell in row.children] for row in rows]
    right = [i for i, cell in enumerate(rows[0].children) if "right" in str(cell.attrs.get("style", ""))]
    table = views.Table("", cells[0], cells[1:], numeric=right)
    return plain_table(table) if surface.plain else draw_table(table, surface)


def _inline(node: SyntaxTreeNode, style: str = "") -> Text:
    text = Text(style=style)
    for child in node.children:
        _append(child, text, "")
    return text


_STYLES = {"em": "italic", "strong": "bold", "s": "strike", "link": "underline"}


def _append(node: SyntaxTreeNode, text: Text, style: str) -> None:
    match node.type:
        case "text":
            text.append(node.content, style)
        case "code_inline":
            text.append(node.content, f"{style} {colours.CODE}".strip())
        case "softbreak":
            text.append(" ")
        case "hardbreak":
            text.append("\n")
        case "image":
            text.append(_("(picture: {content})").format(content=node.content), style)
        case _:
            inner = f"{style} {_STYLES.get(node.type, '')}".strip()
            for child in node.children:
                _append(child, text, inner)
            if node.type == "link":
                address = str(node.attrs.get("href", ""))
                if address and address != text.plain[-len(address) :]:
                    text.append(f" ({address})", colours.NOTE)
            elif not node.children:
                text.append(node.content, style)
