import json

from dlteach.drill.decks import deck_of
from dlteach.drill.question import shown
from dlteach.export.instances import instances
from dlteach.export.json_deck import VERSION, deck_json


def test_it_holds_the_whole_deck_and_its_version(pack):
    read = json.loads(deck_json("mischief"))
    assert (read["format"], read["version"], read["topic"]) == ("dlteach deck", VERSION, "mischief")
    deck = deck_of("mischief")
    assert [term["id"] for term in read["terms"]] == [term.id for term in deck.terms]
    assert read["terms"][0]["definition"] == deck.terms[0].definition
    assert read["memory_aids"][0]["letters"] == [["G", "Gates"], ["O", "Open"]]
    questions = {question["id"]: question for question in read["questions"]}
    assert {question["kind"] for question in read["questions"]} == {
        *("choice", "several", "order", "match", "cloze", "typed", "flash", "number", "shape")
    }
    assert questions["mischief/count"]["answer"] == 61706
    assert questions["mischief/shape"]["answer"] == [26, 26, 32]
    assert questions["mischief/rows"]["answer"][0] is None
    for instance in instances("mischief"):
        told = questions[instance.id]
        assert told["answer_text"] == shown(instance.question.answer)
        assert [choice["right"] for choice in told["choices"]] == [o.right for o in instance.question.options]


def test_ids_do_not_move_from_one_export_to_the_next():
    assert deck_json("lstm") == deck_json("lstm")
