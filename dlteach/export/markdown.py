"""Markdown to HTML that loads nothing and runs nothing: HTML in it is shown as text, pictures are named, not fetched."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from dlteach.export.formulas import formulas_html
from dlteach.language import _

_PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def to_html(text: str, above: int = 2, typeset: bool = True) -> str:
    """The Markdown as HTML.

    Args:
        text: Markdown; HTML in it is shown as text.
        above: level of the heading that the text stands under; its own headings go down from there without a gap.
        typeset: whether formulas in indented blocks become MathML; not every program that takes HTML shows it.
    """
    tokens = _PARSER.parse(text)
    _set_headings(tokens, above)
    return str(_PARSER.renderer.render(tokens, _PARSER.options, {"typeset": typeset}))


def _set_headings(tokens: list[Token], above: int) -> None:
    used = sorted({token.tag for token in tokens if token.type == "heading_open"})
    last = above
    for token in tokens:
        if token.type == "heading_open":
            last = min(above + 1 + used.index(token.tag), last + 1, 6)
            token.tag = f"h{last}"
        elif token.type == "heading_close":
            token.tag = f"h{last}"


def _image(renderer: Any, tokens: Sequence[Token], index: int, options: Any, environment: Any) -> str:
    return escape(_("(picture: {content})").format(content=tokens[index].content))


def _code(renderer: Any, tokens: Sequence[Token], index: int, options: Any, environment: Any) -> str:
    return code_html(tokens[index].content, tokens[index].info.split(" ")[0])


def _indented(renderer: Any, tokens: Sequence[Token], index: int, options: Any, environment: Any) -> str:
    content = tokens[index].content
    return (formulas_html(content) if environment["typeset"] else None) or code_html(content, "text")


def _head_cell(renderer: Any, tokens: Sequence[Token], index: int, options: Any, environment: Any) -> str:
    tokens[index].attrSet("scope", "col")
    return str(renderer.renderToken(tokens, index, options, environment))


_PARSER.add_render_rule("image", _image)
_PARSER.add_render_rule("fence", _code)
_PARSER.add_render_rule("code_block", _indented)
_PARSER.add_render_rule("th_open", _head_cell)


def code_html(code: str, language: str = "python") -> str:
    """Program text as HTML; words of the language carry classes that the style sheet colours."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        marked = highlight(code, get_lexer_by_name(language), HtmlFormatter(nowrap=True))
    except ClassNotFound:
        marked = escape(code)
    return f'<pre tabindex="0"><code>{marked.rstrip()}\n</code></pre>\n'
