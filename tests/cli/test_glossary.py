"""`dlteach glossary` shows a term, a topic, or every term."""

import json

import pytest

from dlteach.cli import run
from dlteach.content.decks import all_terms, load_deck


def test_one_term_and_what_it_is_taken_for(capsys):
    assert run(["glossary", "forget", "gates", "--plain"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "forget gate (f gate)" in out
    assert "how much of it is kept" in out
    assert "Not to be confused with input gate" in out
    assert "dlteach quiz lstm" in out


def test_all_terms_of_a_topic(capsys):
    assert run(["glossary", "lstm", "--plain"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    for term in load_deck("lstm").terms:
        assert term.term in out
        assert term.definition in out
    assert "max pooling" not in out


def test_the_whole_list_names_every_term(capsys):
    assert run(["glossary", "--plain"]) == 0
    out = capsys.readouterr().out
    assert all(term.term in out for term in all_terms())
    assert "\x1b" not in out


@pytest.mark.parametrize(("words", "count"), [(["lstm"], len(load_deck("lstm").terms)), (["GRAD-CAM"], 1), ([], None)])
def test_json_holds_the_same(words, count, capsys):
    assert run(["glossary", *words, "--json"]) == 0
    entries = json.loads(capsys.readouterr().out)
    assert len(entries) == (len(all_terms()) if count is None else count)
    assert all(entry["definition"] and entry["id"] for entry in entries)


def test_an_unknown_term_is_answered_with_the_nearest(capsys):
    assert run(["glossary", "convolusion"]) == 2
    assert "Did you mean 'convolution'" in capsys.readouterr().err
