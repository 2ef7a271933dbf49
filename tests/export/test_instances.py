import random
import re
import subprocess
import sys

from dlteach.drill.cards import cards_of
from dlteach.drill.decks import topics
from dlteach.drill.grading import grade
from dlteach.drill.question import Question
from dlteach.export import accepted
from dlteach.export.instances import card_of, instances


def test_every_card_of_every_topic_is_there_once_and_ids_are_unique():
    for topic in topics():
        made = instances(topic)
        ids = [instance.id for instance in made]
        assert len(set(ids)) == len(ids)
        assert {card.id for card in cards_of(topic)} == {id for id in ids if "@" not in id}
        assert {card_of(id) for id in ids} <= {card.id for card in cards_of(topic)}
        prompts = {}
        for instance in made:
            prompts.setdefault(instance.card.id, []).append(instance.question.prompt)
        assert all(len(set(several)) == len(several) <= 3 for several in prompts.values())


def test_computed_questions_come_with_several_numbers_and_pairs_from_both_sides():
    made = instances("lstm")
    sums = [instance.id for instance in made if instance.card.id == "lstm/parameters"]
    assert sums == ["lstm/parameters", "lstm/parameters@2", "lstm/parameters@3"]
    pair = {i.question.answer for i in made if i.card.id == "lstm/cell-state#or-memory-cell"}
    assert pair == {"cell state", "memory cell"}


def test_another_process_draws_the_same():
    program = "from dlteach.export.instances import instances; print([i.question.prompt for i in instances('lstm')])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str([instance.question.prompt for instance in instances("lstm")])


def check_accepted(topic):
    for question in (instance.question for instance in instances(topic)):
        if question.kind in ("typed", "cloze"):
            given = accepted.texts(question)
        elif question.kind == "shape":
            given = accepted.shapes(question.answer)
        elif question.kind == "number":
            given = [
                str(value + share * tolerance)
                for value, tolerance in accepted.numbers(question.answer, question.tolerance)
                for share in (-0.99, 0, 0.99)
            ]
        else:
            continue
        for text in given:
            assert grade(question, text).right, (question.prompt, text)


def test_what_is_spelled_out_as_right_is_right_for_the_drills():
    for topic in topics():
        check_accepted(topic)


def test_so_it_is_for_odd_text(pack):
    check_accepted("mischief")


def test_numbers_agree_with_the_drills_for_any_answer():
    rng = random.Random(3)
    for _ in range(3000):
        answer = rng.choice([rng.randint(0, 500), rng.uniform(0.001, 3), round(rng.uniform(-1, 1), 3)])
        tolerance = rng.choice([None, None, 0.01])
        given = round(answer * rng.uniform(0.98, 1.02), rng.randint(1, 5))
        taken = accepted.numbers(answer, tolerance)
        ours = any(abs(given - value) <= within + 1e-12 for value, within in taken)
        assert ours == grade(Question("?", answer, tolerance=tolerance), repr(given)).right, (answer, given, tolerance)


def test_ids_hold_no_mark_of_their_own():
    assert not [card.id for topic in topics() for card in cards_of(topic) if re.search("[@ ]", card.id)]
