"""Decks are read as written, and terms are found however they are typed."""

from dataclasses import replace
from pathlib import Path

import pytest

from dlteach.content import decks
from dlteach.content.decks import all_terms, deck_module, deck_topics, find_term, folded, load_deck, read_deck
from dlteach.content.files import Home
from dlteach.errors import ContentError, UsageError

GOOD = Path(__file__).parent / "good" / "tides.yaml"
LINES = GOOD.read_text(encoding="utf-8").split("\n")

# the memory aids that have to be drilled, word for word
PHRASES = {
    "cnn": [
        ("memory gem", "Capture, Compress, Classify"),
        ("memory gem", "C for Capture features"),
        ("memory gem", "Finding Features with Convolutions"),
        ("rhyme", "Clever CNNs capture, compress, then classify, while RNNs remember as they rely"),
        ("rhyme", "In a CNN, the features shine, looking through layers, everything's fine"),
        ("analogy", "finding a friend's face in a crowd: eye shape, then spacing, then \"it's her\""),
    ],
    "rnn": [
        ("memory gem", "R for Remembering the previous inputs"),
        ("story", "the librarian who forgets the earlier chapters"),
        ("analogy", "the storyteller whose early plot fades"),
    ],
    "lstm": [
        ("memory gem", "Long-term, Short-term Memory"),
        ("memory gem", "Gates Open Paths for Memory"),
        ("phrase", "LSTMs Let Smart Thoughts Melodically"),
        ("analogy", "a well-organized library that keeps and discards books"),
    ],
}
# terms that the teaching texts of these topics name, or that a learner needs around them
TERMS = """
deep learning, neural network, deep neural network, artificial neuron, representation, feature, convolutional neural
network, convolution layer, filter, kernel, feature map, spatial hierarchy, pooling layer, max pooling, flattening, fully
connected layer, recurrent neural network, hidden state, sequential data, temporal dependency, backpropagation,
feed-forward, backpropagation through time, vanishing gradient problem, exploding gradient problem, gradient clipping,
weight normalization, long short-term memory, memory cell, cell state, gate, input gate, forget gate, output gate, stride,
padding, receptive field, batch normalization, residual connection, dropout, softmax, cross-entropy, saliency, Grad-CAM,
confusion matrix, data augmentation, peephole, bidirectional, CNN, RNN, LSTM, BPTT, DNN
"""


def test_a_deck_is_read_whole():
    deck = read_deck(GOOD)
    assert deck.topic == "tides"
    (term,), (aid,) = deck.terms, deck.memory_aids
    assert (term.term, term.aliases, term.acronym) == ("tide", ("ebb and flow",), "EAF")
    assert (term.confused_with, term.lesson) == (("cnn/stride",), "tides-overview")
    assert (aid.kind, aid.text, aid.letters) == (
        "acronym",
        "A sailor told it.",
        (("U", "Up"), ("A", "And"), ("D", "Down")),
    )
    assert aid.markdown.splitlines()[2] == "A sailor told it."
    assert replace(aid, phrase="UAD").markdown.splitlines()[2:5] == ["- **U**: Up", "- **A**: And", "- **D**: Down"]
    assert [question.kind for question in deck.questions] == ["choice", "cloze", "typed", "number", "shape"]
    assert deck.questions[0].choices[1].remark == "That is the full moon."


def test_entries_know_their_lines():
    deck = read_deck(GOOD)
    for entry in (*deck.terms, *deck.memory_aids, *deck.questions):
        assert LINES[entry.line - 1] == f"  - id: {entry.id}"


def test_answers_stay_as_they_are_written():
    """YAML would read a truth value and a number."""
    answers = {question.id: question.answer for question in read_deck(GOOD).questions}
    assert answers["tides/literal"] == "yes"
    assert answers["tides/scientific"] == "1e3"
    assert answers["tides/shape"] == "(3, 4)"


def test_what_a_cloze_leaves_out_is_its_answer():
    cloze = read_deck(GOOD).questions[1]
    assert cloze.answer == "moon"
    assert cloze.prompt == "The {{moon}} pulls at the sea."


@pytest.mark.parametrize(
    "typed",
    ["lstm/forget-gate", "forget gate", "Forget Gates", "FORGET-GATE", "f gate", "  forget   gate "],
)
def test_a_term_is_found_however_it_is_typed(typed):
    assert find_term(typed).id == "lstm/forget-gate"


@pytest.mark.parametrize(
    ("typed", "id_"),
    [
        ("CNNs", "cnn/convolutional-neural-network"),
        ("kernels", "cnn/filter"),
        ("BPTT", "rnn/backpropagation-through-time"),
        ("Multiply-Add", "cnn/multiply-add"),
        ("1x1 convolution", "cnn/pointwise-convolution"),
        ("hidden states", "rnn/hidden-state"),
        ("biases", "dnn/bias"),
        ("losses", "dnn/loss"),
        ("confusion matrix", "cnn/confusion-matrix"),
    ],
)
def test_aliases_acronyms_and_plurals_lead_to_the_term(typed, id_):
    assert find_term(typed).id == id_


def test_every_name_of_every_term_leads_back_to_it():
    for term in all_terms():
        for name in (term.id, term.term, *term.aliases, *([term.acronym] if term.acronym else [])):
            assert find_term(name).id == term.id


@pytest.mark.parametrize("typed", ["", "   ", "/", "quux", "convolusion"])
def test_an_unknown_term_is_a_clear_error(typed):
    with pytest.raises(UsageError, match="no term"):
        find_term(typed)


def test_a_slip_of_the_pen_is_answered_with_the_nearest():
    with pytest.raises(UsageError, match="Did you mean 'convolution'"):
        find_term("convolusion")


@pytest.mark.parametrize(
    ("one", "other"),
    [("gate", "gates"), ("bias", "biases"), ("loss", "losses"), ("class", "classes"), ("memory", "Memories")],
)
def test_singular_and_plural_fold_together(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("gate", "gated"), ("loss", "los"), ("input gate", "output gate")])
def test_different_words_stay_apart(one, other):
    assert folded(one) != folded(other)


@pytest.mark.parametrize("topic", list(PHRASES))
def test_memory_aids_are_quoted_word_for_word(topic):
    aids = [(aid.kind, aid.phrase) for aid in load_deck(topic).memory_aids]
    assert [phrase for phrase in PHRASES[topic] if phrase not in aids] == []


def test_the_glossary_has_every_term_a_learner_meets():
    terms = [" ".join(term.split()) for term in TERMS.split(",")]
    assert all(find_term(term).definition for term in terms)


@pytest.mark.parametrize("topic", ["cnn", "lstm"])
def test_there_are_enough_written_questions_of_several_kinds(topic):
    questions = load_deck(topic).questions
    assert len(questions) >= 15
    assert {"choice", "cloze", "typed", "number", "shape"} <= {question.kind for question in questions}
    assert all(question.explanation for question in questions)


def test_computed_questions_are_found_beside_a_deck(tmp_path, monkeypatch):
    assert deck_module("lstm") == "dlteach.quizzes.lstm"
    (tmp_path / "plain.yaml").write_text("topic: plain")
    monkeypatch.setattr(decks, "deck_homes", lambda: [Home("mine", tmp_path)])
    assert deck_module("plain") is None


def test_an_unknown_deck_is_answered_with_the_nearest():
    assert {"cnn", "dnn", "lstm", "rnn"} <= set(deck_topics())
    with pytest.raises(UsageError, match="Did you mean 'lstm'"):
        load_deck("lsmt")


def test_loading_raises_the_first_fault(tmp_path):
    path = tmp_path / "tides.yaml"
    path.write_text(GOOD.read_text(encoding="utf-8").replace("meaning:", "meening:"), encoding="utf-8")
    line = next(number for number, text in enumerate(LINES, start=1) if "meaning:" in text)
    with pytest.raises(ContentError, match="Did you mean 'meaning'") as raised:
        read_deck(path)
    assert raised.value.place == f"{path}:{line}"
