import re
from xml.etree import ElementTree

import pytest

from dlteach.drill.decks import topics
from dlteach.drill.grading import grade
from dlteach.export.instances import instances
from dlteach.export.moodle import moodle_xml

# the only shares of a mark that Moodle's importer takes (question/engine/bank.php)
SHARES = {100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571, 12.5}
SHARES |= {11.11111, 10, 5}


def read(topic):
    quiz = ElementTree.fromstring(moodle_xml(topic))
    assert quiz.tag == "quiz"
    return [question for question in quiz if question.get("type") != "category"]


def check(topic):
    by_id = {instance.id: instance.question for instance in instances(topic)}
    made = read(topic)
    for element in made:
        question = by_id.pop(element.findtext("idnumber"))
        assert element.findtext("name/text").strip()
        answers = [
            (float(one.get("fraction")), one.findtext("text")) for one in element.iter("answer") if one.get("fraction")
        ]
        right = [fraction for fraction, _ in answers if fraction > 0]
        assert all(fraction in SHARES for fraction in right)
        match element.get("type"):
            case "multichoice":
                assert sum(right) == pytest.approx(100, abs=1e-3)
                assert len(right) == sum(option.right for option in question.options)
                assert len(answers) == len(question.options)
                assert (element.findtext("single") == "true") == (question.kind == "choice")
            case "shortanswer":
                assert set(right) == {100}
                for fraction, text in answers:
                    assert not re.search(r"(?<!\\)\*", text)
                    assert grade(question, text.replace("\\*", "*")).right == (fraction == 100)
            case "numerical":
                assert set(right) == {100}
                assert answers[0][0] == 100
                assert float(answers[0][1]) == question.answer
                assert all(float(one.findtext("tolerance")) >= 0 for one in element.iter("answer"))
            case "matching":
                assert len(element.findall("subquestion")) >= 3
            case "essay":
                assert question.kind == "flash"
                assert element.findtext("graderinfo/text")
            case other:
                raise AssertionError(other)
    assert not by_id


def test_every_question_of_every_topic_can_be_answered_right():
    for topic in topics():
        check(topic)


def test_every_kind_and_odd_text(pack):
    check("mischief")
    made = {question.findtext("idnumber"): question for question in read("mischief")}
    choices = [one.findtext("text") for one in made["mischief/pick"].iter("answer")]
    assert "a &lt;i&gt;comparison&lt;/i&gt;" in choices
    assert made["mischief/pick"].findtext("questiontext/text") == "What is <code>a &lt; b</code>?"
    assert made["mischief/typed"].find("answer").findtext("text") == "a\\*b"
    pairs = [
        (one.findtext("text"), one.findtext("answer/text")) for one in made["mischief/match"].findall("subquestion")
    ]
    assert pairs == [("a -&gt; b", "1 = one"), ("c", "2 ~ two"), ("d", "3 # three")]
    steps = [one.findtext("answer/text") for one in made["mischief/order"].findall("subquestion")]
    assert steps == ["first -> a", "second = b", "third"]
    shown = [
        part.findtext("text") for question in made.values() for part in question.iter() if part.get("format") == "html"
    ]
    assert not [text for text in shown if text and "<script" in text]


def test_characters_that_xml_has_no_place_for_are_left_out(pack):
    text = pack.read_text(encoding="utf-8").replace("Half = wrong.", '"Half \\x01\\x0c\\uFFFE wrong."')
    pack.write_text(text, encoding="utf-8")
    remarks = [one.findtext("feedback/text") for question in read("mischief") for one in question.iter("answer")]
    assert "Half  wrong." in remarks
