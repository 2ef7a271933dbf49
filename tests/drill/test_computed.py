import random
import sys

import pytest

from dlteach.content.decks import deck_topics
from dlteach.drill import Question, computed
from dlteach.drill.cards import cards_of, computed_cards
from dlteach.drill.computed import generators
from dlteach.drill.grading import grade
from dlteach.drill.question import shown


@computed("toy/dense")
def dense(rng):
    inputs, units = rng.randint(2, 99), rng.randint(2, 99)
    return Question(f"Dense({units}) on {inputs}?", answer=inputs * units + units)


def test_the_decorator_leaves_the_function_as_it_is():
    assert dense.computed_id == "toy/dense"
    assert isinstance(dense(random.Random(0)), Question)


def test_numbers_are_fresh_each_time_and_repeat_with_the_seed():
    (card,) = computed_cards({"toy/dense": dense})
    assert (card.id, card.kind, card.source, card.topic) == ("toy/dense", "number", "computed", "toy")
    prompts = {card.question(random.Random(seed)).prompt for seed in range(30)}
    assert len(prompts) > 25
    assert card.question(random.Random(5)) == card.question(random.Random(5))


@pytest.mark.parametrize("topic", deck_topics())
def test_every_generator_of_a_deck_is_sound(topic):
    for id, make in generators(topic).items():
        assert id.startswith(f"{topic}/")
        for seed in range(100):
            question = make(random.Random(seed))
            assert question.proof is not None, f"{id} is not proved against the real thing"
            arranged = question.arranged(random.Random(seed))
            assert grade(arranged, shown(question.answer)).right, (id, seed)
            for wrong, remark in question.mistakes.items():
                verdict = grade(arranged, shown(wrong))
                assert not verdict.right, (id, seed, wrong)
                assert verdict.remark == remark, (id, seed, wrong)


def test_finding_them_imports_nothing_heavy():
    import subprocess

    code = (
        "import sys; from dlteach.content.decks import deck_topics; from dlteach.drill.cards import cards_of\n"
        "for topic in deck_topics(): cards_of(topic)\n"
        "print(sorted({'keras', 'tensorflow', 'numpy', 'jax', 'torch'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"
    assert cards_of(deck_topics()[0])
