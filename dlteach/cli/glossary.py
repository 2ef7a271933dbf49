"""`dlteach glossary [TERM or TOPIC]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dlteach.language import _, ngettext

if TYPE_CHECKING:
    from dlteach.content.deck import Term
    from dlteach.screen import Screen


@click.command("glossary", short_help="Look up a term, or all terms of a topic.")
@click.argument("words", nargs=-1, metavar="[TERM OR TOPIC]")
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
@click.option("--plain", is_flag=True, help="No colours, no drawing; for screen readers and pipes.")
def command(words: tuple[str, ...], as_json: bool, plain: bool) -> None:
    """Looks up a term by its name, alias, acronym or id, shows all terms of a topic, or lists every term.

    \b
    dlteach glossary                  every term
    dlteach glossary lstm             the terms of a topic
    dlteach glossary forget gate      one term
    """
    from dlteach.drill.decks import deck_of, topics
    from dlteach.screen import Screen

    wanted = " ".join(words)
    single = False
    if not wanted:
        terms = sorted((term for topic in topics() for term in deck_of(topic).terms), key=_alphabetically)
    elif wanted.lower() in topics():
        terms = list(deck_of(wanted.lower()).terms)
    else:
        from dlteach.content.decks import find_term

        terms = [find_term(wanted)]
        single = True
    if as_json:
        _print_json(terms)
        return
    screen = Screen(plain=plain)
    if single:
        _show_term(screen, terms[0])
    elif wanted:
        for term in terms:
            _show_entry(screen, term)
    else:
        _show_list(screen, terms)


def _alphabetically(term: Term) -> str:
    return term.term.casefold()


def _show_entry(screen: Screen, term: Term) -> None:
    others = ", ".join(filter(None, [term.acronym, *term.aliases]))
    screen.line(f"{term.term} ({others})" if others else term.term, style="bold")
    screen.line(term.definition)
    screen.line()


def _show_term(screen: Screen, term: Term) -> None:
    from dlteach.content.decks import find_term
    from dlteach.errors import UsageError

    _show_entry(screen, term)
    for id_ in term.confused_with:
        try:
            other = find_term(id_)
        except UsageError:
            # a link that leads nowhere is for `dlteach check` to tell
            continue
        screen.line(
            _("Not to be confused with {term}: {definition}").format(term=other.term, definition=other.definition)
        )
        screen.line()
    topic = term.id.partition("/")[0]
    if term.lesson:
        screen.line(
            _("It is taught in `dlteach lesson {topic}` and drilled in `dlteach quiz {topic}`.").format(topic=topic),
            style="dim",
        )
    else:
        screen.line(_("It is drilled in `dlteach quiz {topic}`.").format(topic=topic), style="dim")


def _show_list(screen: Screen, terms: list[Term]) -> None:
    from dlteach.views import Table

    rows = [
        [term.term, term.id.partition("/")[0], ", ".join([term.acronym, *term.aliases]).strip(", ")] for term in terms
    ]
    note = _("`dlteach glossary TERM` shows what it means.")
    screen.view(
        Table(
            ngettext("{count} term", "{count} terms", len(terms)).format(count=len(terms)),
            [_("term"), _("topic"), _("also called")],
            rows,
            note=note,
        )
    )


def _print_json(terms: list[Term]) -> None:
    import json

    entries = [
        {
            "id": term.id,
            "term": term.term,
            "definition": term.definition,
            "acronym": term.acronym,
            "aliases": term.aliases,
            "confused_with": term.confused_with,
            "lesson": term.lesson,
        }
        for term in terms
    ]
    click.echo(json.dumps(entries, indent=2, ensure_ascii=False))
