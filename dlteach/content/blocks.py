"""Cuts the Markdown of a lesson into blocks that know their lines: labels, headings, prose, directives, breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

_LABEL = re.compile(r"\(([^()\s]*)\)=\s*")
_DIRECTIVE = re.compile(r"\{([^}]*)\}\s*(.*)")


@dataclass(frozen=True)
class Block:
    """One piece of a lesson. `text` is the label, the heading, the prose, or the body of a directive.

    `kind` is label, heading (of a section), prose, directive, break, comment, underlined (a line that a `---` right
    under it made a heading) or unclosed (a directive whose fence does not end).
    """

    kind: str
    line: int
    text: str = ""
    level: int = 0
    name: str = ""
    argument: str = ""


def blocks(body: str, first_line: int) -> Iterator[Block]:
    """Yield the blocks of a Markdown text whose first line has that number."""
    lines = body.split("\n")
    prose: tuple[int, int] | None = None
    for token, content in _top_level(body):
        begin, end = token.map or (0, 0)
        block = _block(token, content, begin + first_line)
        if block is None:
            prose = (prose[0] if prose else begin, end)
            continue
        if prose:
            yield _prose(lines, *prose, first_line)
            prose = None
        if block.kind == "directive" and not _closes(lines[begin + 1 : end], token.markup):
            block = Block("unclosed", block.line, name=block.name)
        yield block
    if prose:
        yield _prose(lines, *prose, first_line)


def _top_level(body: str) -> Iterator[tuple[Token, str]]:
    """Yield each outermost token with the source text of the paragraph or heading it opens."""
    parser = MarkdownIt("commonmark").enable("table")
    tokens: list[Token] = []
    # only blocks matter here; what stands inside a line is drawn later
    parser.block.parse(body, parser, {}, tokens)
    for index, token in enumerate(tokens):
        if token.level == 0 and token.nesting >= 0:
            inline = tokens[index + 1].content if token.nesting == 1 and index + 1 < len(tokens) else token.content
            yield token, inline


def _block(token: Token, content: str, line: int) -> Block | None:
    """Return the block a token stands for, or None where it is prose."""
    match token.type:
        case "heading_open":
            if token.markup in "-=":
                return Block("underlined", line, content.split("\n")[0])
            # a heading below a section's own is part of the prose
            level = int(token.tag[1])
            return Block("heading", line, content.strip(), level) if level <= 2 else None
        case "hr":
            return Block("break", line)
        case "html_block" if token.content.lstrip().startswith("<!--"):
            return Block("comment", line)
        case "fence" if match := _DIRECTIVE.fullmatch(token.info.strip()):
            return Block("directive", line, token.content, name=match[1].strip(), argument=match[2].strip())
        case "paragraph_open" if match := _LABEL.fullmatch(content):
            return Block("label", line, match[1])
    return None


def _closes(inside: list[str], fence: str) -> bool:
    last = inside[-1].strip() if inside else ""
    return last.startswith(fence) and not last.strip(fence[0])


def _prose(lines: list[str], begin: int, end: int, first_line: int) -> Block:
    return Block("prose", begin + first_line, "\n".join(lines[begin:end]).strip("\n"))
