"""Text for other programs: Markdown as inline HTML or without any markup, and characters that XML has no place for."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

from dlteach.export.markdown import to_html

# XML 1.0 allows tab, line feed, carriage return and no other control character; lone surrogates are no text at all
_NOT_TEXT = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ONE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*)</p>\s*", re.DOTALL)


def clean(text: str) -> str:
    """The text without characters that no file format can hold."""
    return _NOT_TEXT.sub("", text)


def prose_html(markdown: str) -> str:
    """Markdown as HTML; a single paragraph comes without its tags."""
    html = clean(to_html(markdown, typeset=False)).strip()
    alone = _ONE_PARAGRAPH.fullmatch(html)
    return alone.group(1) if alone else html


def literal_html(text: str) -> str:
    """Text shown as it is written: choices, answers, remarks and hints have no markup."""
    return escape(clean(text))


def without_markup(markdown: str) -> str:
    """Markdown as one line of text without markup."""
    words = _Words()
    words.feed(to_html(markdown, typeset=False))
    words.close()
    return clean(" ".join("".join(words.parts).split()))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
