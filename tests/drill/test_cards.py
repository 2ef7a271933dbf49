import random
from collections import Counter
from dataclasses import replace

import pytest

from dlteach.content.decks import deck_topics, load_deck, names
from dlteach.drill.cards import cards_of, deck_cards, find_card
from dlteach.drill.grading import grade
from dlteach.drill.question import shown
from dlteach.errors import UsageError


def by_id(deck):
    return {card.id: card for card in deck_cards(deck)}


def ask(deck, id, seed=0):
    return by_id(deck)[id].question(random.Random(seed))


def test_ids_are_stable_and_tell_their_family(deck):
    cards = by_id(deck)
    assert {id for id in cards if id.startswith("toy/forget-gate")} == {
        "toy/forget-gate#choice",
        "toy/forget-gate#definition",
        "toy/forget-gate#term",
        "toy/forget-gate#or-input-gate",
    }
    assert {id for id in cards if id.startswith("toy/gru")} == {
        "toy/gru#choice",
        "toy/gru#meaning",
        "toy/gru#phrase",
        "toy/gru#letters",
    }
    assert "toy/why" in cards
    assert cards["toy/gru#letters"].family == "toy/gru"


def test_the_definition_asks_for_the_term_in_any_of_its_names(deck):
    question = ask(deck, "toy/cell#definition")
    assert question.kind == "typed"
    for given in ("long short-term memory", "LSTM", "lstms"):
        assert grade(question, given).right
    assert "valve" not in question.aliases
    verdict = grade(question, "valve")
    assert not verdict.right
    assert "scale what passes" in verdict.remark


def test_a_definition_does_not_name_its_own_term(deck):
    term = deck.terms[0]
    assert term.term in "gate"
    question = ask(deck, "toy/gate#definition")
    assert "gate" not in question.prompt.casefold()


def test_a_cloze_leaves_out_another_term_but_nothing_of_its_own_name(deck):
    question = ask(deck, "toy/cell#cloze")
    assert question.prompt.endswith("A layer with ____ and a lasting state.")
    assert grade(question, "gates").right
    assert grade(question, "valve").right
    assert not grade(question, "layer").right


def test_choices_come_from_what_it_is_confused_with_first(deck):
    for seed in range(20):
        question = ask(deck, "toy/forget-gate#choice", seed)
        assert len(question.options) == 4
        assert "Decides what is added." in [option.text for option in question.options]
        assert sum(option.right for option in question.options) == 1
        assert {option.remark for option in question.options if not option.right} <= {
            f"That is: {term.term}." for term in deck.terms
        }


def test_a_phrase_is_finished_with_its_last_telling_word(deck):
    question = ask(deck, "toy/ccc#phrase")
    assert "“Capture, Compress, ____”" in question.prompt
    assert grade(question, "classify").right
    assert grade(question, "Capture, Compress, Classify").right
    assert not grade(question, "compress").right
    # "in it" alone would tell nothing
    assert ask(deck, "toy/order#phrase").answer == "Order in it"


def test_stories_are_told_in_ones_own_words(deck):
    question = ask(deck, "toy/baker#phrase")
    assert (question.kind, question.answer, question.explanation) == (
        "flash",
        "the baker and the critic",
        "Once upon a time.",
    )


@pytest.mark.parametrize("given", ["Gated, Regularly, Useful", "gated regularly useful"])
def test_letters_are_spelt_out_in_order(deck, given):
    question = ask(deck, "toy/gru#letters")
    assert "G, R, U" in question.prompt
    assert grade(question, given).right
    assert not grade(question, "regularly gated useful").right


def test_who_is_who_in_a_story(deck):
    roles = (("the baker", "the generator"), ("the critic", "the discriminator"), ("the cake", "a sample"))
    told = replace(deck, memory_aids=tuple(replace(aid, roles=roles) for aid in deck.memory_aids if aid.text))
    question = by_id(told)["toy/baker#roles"].question(random.Random(2))
    assert question.prompt.startswith("Story: “the baker and the critic”. Who is who")
    assert "Once upon a time." in question.prompt
    right = [1 + next(n for n, option in enumerate(question.options) if option.text == role) for _, role in roles]
    assert grade(question, " ".join(map(str, right))).right
    swapped = [right[1], right[0], right[2]]
    assert grade(question, " ".join(map(str, swapped))).remark == "Not right: the baker, the critic."


def test_every_kind_of_memory_aid_drill_appears():
    cards = [card for topic in deck_topics() for card in cards_of(topic) if card.source == "aid"]
    asked = [card.question(random.Random(1)).prompt for card in cards]
    for form in ("What does it stand for?", "Which story helps", "Finish the rhyme", "Finish the memory gem"):
        assert any(form in prompt for prompt in asked), form
    assert sum("what do the letters" in prompt for prompt in asked) >= 5
    assert sum("Who is who" in prompt for prompt in asked) >= 10


def test_written_questions_keep_their_kind(deck):
    assert grade(ask(deck, "toy/count"), "61,706").right
    assert grade(ask(deck, "toy/size"), "26x26x32").right
    cloze = ask(deck, "toy/word")
    assert cloze.prompt == "A ____ scales."
    # the other name of the term that is left out
    assert grade(cloze, "valve").right
    assert ask(deck, "toy/why").explanation == "So it is."


def key(question):
    """The right answer as a learner types it."""
    texts = [option.text for option in question.options]
    if question.kind == "match":
        right = [right for _, right in question.pairs]
    elif question.kind in ("several", "order"):
        right = question.answer
    else:
        return shown(question.answer)
    return " ".join(str(texts.index(text) + 1) for text in right)


@pytest.mark.parametrize("topic", deck_topics())
def test_every_key_passes_and_every_wrong_choice_is_refused(topic):
    cards = cards_of(topic)
    assert not [id for id, count in Counter(card.id for card in cards).items() if count > 1]
    for card in cards:
        for seed in range(3):
            question = card.question(random.Random(seed))
            assert question.kind == card.kind
            assert grade(question, key(question)).right, card.id
            assert all(grade(question, alias).right for alias in question.aliases), card.id
            if question.kind == "choice":
                assert sum(option.right for option in question.options) == 1, card.id
            for option in question.options if question.kind == "choice" else ():
                assert grade(question, option.text).right == option.right, (card.id, option.text)
                assert option.right or option.remark, (card.id, option.text)


@pytest.mark.parametrize("topic", deck_topics())
def test_a_list_is_right_only_as_a_whole(topic):
    for card in (card for card in cards_of(topic) if card.kind in ("several", "order", "match")):
        question = card.question(random.Random(1))
        numbers = key(question).split()
        assert not grade(question, " ".join(numbers[:-1])).right, card.id
        assert not grade(question, " ".join(reversed(numbers))).right or card.kind == "several", card.id
        for place, option in enumerate(question.options, 1):
            if card.kind == "several" and not option.right:
                assert grade(question, " ".join([*numbers, str(place)])).remark == option.remark, card.id


@pytest.mark.parametrize("topic", deck_topics())
def test_every_name_of_a_term_is_accepted_and_every_other_terms_name_refused(topic):
    deck = load_deck(topic)
    cards = by_id(deck)
    for term in deck.terms:
        question = cards[f"{term.id}#definition"].question(random.Random(0))
        own = set(names(term))
        assert all(grade(question, name).right for name in own), term.id
        for other in deck.terms:
            for name in set(names(other)) - own:
                verdict = grade(question, name)
                assert not verdict.right, (term.id, name)
                assert not verdict.meant, (term.id, name)


def test_a_card_is_found_by_its_id_or_family_and_a_wrong_id_is_answered():
    topic = deck_topics()[0]
    card = cards_of(topic)[0]
    assert find_card(card.id) == card
    assert find_card(card.family).family == card.family
    with pytest.raises(UsageError, match="no question"):
        find_card(f"{topic}/there-is-no-such-thing")


def test_confusable_terms_are_asked_in_pairs_once(deck):
    pairs = [id for id in by_id(deck) if "#or-" in id]
    assert pairs == ["toy/forget-gate#or-input-gate"]
    asked = {}
    for seed in range(20):
        question = ask(deck, pairs[0], seed)
        assert {option.text for option in question.options} == {"forget gate", "input gate"}
        assert "input gate" not in question.prompt.partition("\n")[2]
        asked[question.answer] = question.prompt.partition("\n\n")[2]
        assert all(option.right or option.remark for option in question.options)
    # now the one, now the other, each with its own definition
    assert asked["input gate"] == "Decides what is added."
    assert set(asked) == {"forget gate", "input gate"}


def test_pairs_reach_over_to_other_decks():
    pairs = [card.id for topic in deck_topics() for card in cards_of(topic) if "#or-" in card.id]
    ids = {term.id: topic for topic in deck_topics() for term in load_deck(topic).terms}
    assert any(ids.get(f"{topic}/{id.partition('#or-')[2]}") for id in pairs for topic in deck_topics())
    assert len(pairs) == len(set(pairs))


def test_written_lists_become_questions(deck, tmp_path):
    from dlteach.content.decks import read_deck

    file = tmp_path / "toy.yaml"
    file.write_text(
        """
topic: toy
questions:
  - {id: toy/all, kind: several, prompt: Which?, answers: [one, two], choices: [{text: three, remark: No.}], explanation: So.}
  - {id: toy/first, kind: order, prompt: In which order?, answers: [one, two, three], explanation: So.}
  - {id: toy/both, kind: match, prompt: What belongs together?, pairs: [[one, 1st], [two, 2nd]], explanation: So.}
""",
        encoding="utf-8",
    )
    several, order, match = deck_cards(read_deck(file))
    for card in (several, order, match):
        question = card.question(random.Random(3))
        texts = [option.text for option in question.options]
        right = [right for _, right in question.pairs] or list(question.answer)
        given = " ".join(str(texts.index(text) + 1) for text in right)
        assert grade(question, given).right
        assert not grade(question, "").right
    assert shown(match.question(random.Random(0)).answer) == "one: 1st; two: 2nd"


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ("kind: several, answers: [one, two]", "no wrong choices"),
        ("kind: order, answers: [one]", "at least two different answers"),
        ("kind: order, answers: [one, one]", "at least two different answers"),
        ("kind: match, pairs: [[one, 1st]]", "at least two different pairs"),
    ],
)
def test_broken_lists_are_refused(tmp_path, fields, fault):
    from dlteach.content.decks import read_deck
    from dlteach.errors import ContentError

    file = tmp_path / "toy.yaml"
    file.write_text(f"topic: toy\nquestions:\n  - {{id: toy/x, prompt: Which?, explanation: So., {fields}}}\n")
    with pytest.raises(ContentError, match=fault):
        read_deck(file)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("lstm/long-short-term-memory", "gru/gated-recurrent-unit"),
        ("cnn/same-padding", "cnn/valid-padding"),
        ("cnn/batch-normalization", "transformer/layer-normalization"),
        ("cnn/max-pooling", "cnn/average-pooling"),
        ("cnn/saliency", "cnn/grad-cam"),
    ],
)
def test_what_everybody_mixes_up_is_asked_as_a_pair(one, other):
    ids = [f"{first}#or-{second.partition('/')[2]}" for first, second in ((one, other), (other, one))]
    (card,) = [card for topic in deck_topics() for card in cards_of(topic) if card.id in ids]
    answers = set()
    for seed in range(20):
        question = card.question(random.Random(seed))
        answers.add(question.answer)
        assert len(question.options) == 2
    assert len(answers) == 2
