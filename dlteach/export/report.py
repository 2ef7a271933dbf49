"""A lesson as one HTML file that needs nothing else: text, tables, figures, questions; to read, to print, to keep."""

from __future__ import annotations

import re
from html import escape
from importlib.resources import files
from pathlib import Path

from dlteach import views
from dlteach.export.files import write_file
from dlteach.export.fragments import view_html
from dlteach.export.markdown import to_html
from dlteach.language import _, interface, mark

PANEL_TITLES = {"analogy": mark("Analogy"), "example": mark("Example"), "memory": mark("Memory aid")}
# Even if something slipped through, the browser would load and run nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


class Report:
    """Collects what a lesson showed and writes it as one page.

    Args:
        title: the heading of the page.
        subtitle: a line under it, such as the date and the settings.

    Example:
        >>> report = Report("Convolutional networks", "digits, seed 0")
        >>> report.section("Pooling", "cnn-pooling")
        >>> report.markdown("Pooling keeps the *largest* value of each window.")
        >>> report.write("lesson.html")
    """

    def __init__(self, title: str, subtitle: str = ""):
        self.title = title
        self.subtitle = subtitle
        self._parts: list[str] = []
        self._contents: list[tuple[str, str]] = []
        self._figures = 0

    def section(self, title: str, label: str = "") -> None:
        """Starts a section; its label becomes the anchor, so a link to it stays good."""
        anchor = self._anchor(label or title)
        if self._contents:
            self._parts.append("</section>\n")
        self._contents.append((anchor, title))
        self._parts.append(f'<section id="{anchor}">\n<h2>{escape(title)}</h2>\n')

    def _anchor(self, label: str) -> str:
        plain = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-") or "section"
        taken = {anchor for anchor, _title in self._contents} | {"content"}
        anchor, count = plain, 2
        while anchor in taken:
            anchor, count = f"{plain}-{count}", count + 1
        return anchor

    def _above(self) -> int:
        """Level of the heading that the next text stands under."""
        return 2 if self._contents else 1

    def markdown(self, text: str) -> None:
        """Prose."""
        self._parts.append(to_html(text, self._above()))

    def dialogue(self, turns: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> None:
        """A conversation: each turn is a speaker and Markdown."""
        said = "".join(
            f"<dt>{escape(_(speaker))}</dt>\n<dd>{to_html(text, self._above())}</dd>\n" for speaker, text in turns
        )
        self._parts.append(f'<dl class="dialogue">\n{said}</dl>\n')

    def panel(self, kind: str, markdown: str) -> None:
        """An aside: `kind` is "analogy", "example" or "memory" (or any other heading)."""
        title = _(PANEL_TITLES.get(kind.lower(), kind)) if kind else ""
        title = title[:1].upper() + title[1:]
        # "Memory gem" and "memory palace" are memory aids as well.
        known = next((name for name in PANEL_TITLES if kind.lower().startswith(name)), "other")
        body = to_html(markdown, self._above())
        self._parts.append(f'<aside class="panel {known}">\n<p class="kind">{escape(title)}</p>\n{body}</aside>\n')

    def source(self, origin: str, code: str, language: str = "python") -> None:
        """Program text with its origin."""
        self.view(views.Source(origin, code, language))

    def view(self, view: views.View) -> None:
        """Anything of `dlteach.views`."""
        self._figures += 1
        above = self._above()
        self._parts.append(
            to_html(view.markdown, above) if isinstance(view, views.Text) else view_html(view, self._figures)
        )

    def question(self, prompt: str, answer: str, explanation: str = "", given: str | None = None) -> None:
        """A question with its answer; all four are Markdown, except what was given, which is shown as it was typed."""
        above = self._above()
        typed = f'<p class="given"><b>{_("Your answer:")}</b> {escape(given)}</p>\n' if given is not None else ""
        why = to_html(explanation, above) if explanation else ""
        self._parts.append(
            f'<div class="question">\n<p class="kind">{_("Question")}</p>\n{to_html(prompt, above)}{typed}'
            f'<div class="answer"><p class="kind">{_("Answer")}</p>\n{to_html(answer, above)}{why}</div></div>\n'
        )

    def html(self) -> str:
        """The whole page."""
        style = files("dlteach.export").joinpath("report.css").read_text(encoding="utf-8")
        subtitle = f'<p class="subtitle">{escape(self.subtitle)}</p>\n' if self.subtitle else ""
        entries = "".join(f'<li><a href="#{anchor}">{escape(title)}</a></li>\n' for anchor, title in self._contents)
        contents = (
            f'<nav aria-label="{_("Contents")}">\n<p class="kind">{_("Contents")}</p>\n<ol>\n{entries}</ol>\n</nav>\n'
        )
        end = "</section>\n" if self._contents else ""
        return (
            f'<!DOCTYPE html>\n<html lang="{interface()}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="color-scheme" content="light dark">\n'
            f"<title>{escape(self.title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
            f'<a class="skip" href="#content">{_("Skip to the content")}</a>\n'
            f"<header>\n<h1>{escape(self.title)}</h1>\n{subtitle}</header>\n"
            f"{contents if entries else ''}"
            f'<main id="content" tabindex="-1">\n{"".join(self._parts)}{end}</main>\n</body>\n</html>\n'
        )

    def write(self, path: str | Path) -> Path:
        """Writes the page, whole or not at all.

        Returns:
            The path.

        Raises:
            DlteachError: the file cannot be written; names the path.
        """
        # Lone surrogates, which a terminal can hand in, have no place in UTF-8.
        return write_file(path, self.html().encode("utf-8", "replace"))
