import html
import json
import os
import re
import shutil
import subprocess

import pytest

from dlteach.drill.decks import topics
from dlteach.drill.grading import grade
from dlteach.export.gift import escaped, gift_text
from dlteach.export.instances import instances

# a reader that is not ours: `npm install gift-pegjs` in a folder, and its node_modules in NODE_PATH
READER = """
const { parse } = require("gift-pegjs");
console.log(JSON.stringify(parse(require("fs").readFileSync(0, "utf8"))));
"""


def plain(text):
    """GIFT's escapes taken back, by the rules of Moodle's own importer."""
    return re.sub(r"\\(.)", lambda found: "\n" if found.group(1) == "n" else found.group(1), text)


def parts(topic):
    """(name, text, answers) of each question, cut at the signs that are not escaped, as Moodle cuts them."""
    made = []
    for block in gift_text(topic).decode("utf-8").split("\n\n"):
        if block.startswith(("//", "$CATEGORY")):
            continue
        name, prompt, numeric, answers = re.fullmatch(
            r"::((?:[^\\:]|\\.)*)::\[html\]((?:[^\\{}]|\\.)*)\{(#?)((?:[^\\{}]|\\.)*)\}\n?", block, re.DOTALL
        ).groups()
        answers = answers.split("####")[0]
        cut = re.split(r"(?<!\\)(?:\\\\)*([=~])", answers)
        listed = list(zip(cut[1::2], cut[2::2], strict=True))
        made.append((plain(name), plain(prompt), numeric, [(sign, text.strip()) for sign, text in listed]))
    return made


def check(topic):
    by_id = {i.id: i.question for i in instances(topic) if i.question.kind != "flash"}
    for name, _, numeric, answers in parts(topic):
        question = by_id.pop(name)
        texts = [(sign, re.split(r"(?<!\\)#", text)[0]) for sign, text in answers]
        if question.kind in ("typed", "cloze", "shape"):
            assert {sign for sign, _ in texts} == {"="}
            for _, text in texts:
                wrong = text.startswith("%0%")
                assert grade(question, plain(text.removeprefix("%0%"))).right != wrong
        elif question.kind == "number":
            assert numeric == "#"
            assert float(texts[0][1].split(":")[0]) == question.answer
        elif question.kind == "choice":
            assert [sign for sign, _ in texts].count("=") == 1
            said = [html.unescape(plain(text)) for _, text in texts]
            assert said == [option.text for option in question.options]
            right = next(html.unescape(plain(text)) for sign, text in texts if sign == "=")
            assert right == next(option.text for option in question.options if option.right)
        elif question.kind == "several":
            assert sum(float(text.split("%")[1]) for _, text in texts if not text.startswith("%-")) == pytest.approx(
                100
            )
        else:
            assert all("->" in text for _, text in texts)
    assert not by_id


def test_every_question_of_every_topic():
    for topic in topics():
        check(topic)


def test_every_kind_and_odd_text(pack):
    check("mischief")


@pytest.mark.parametrize("text", ["h = {a: 1} ~ #2", "C:\\new\\temp", "\\n \\\\", "two\nlines\r\nthree", "::x::", "}{"])
def test_escapes_are_taken_back(text):
    marked = escaped(text)
    assert plain(marked) == text.replace("\r\n", "\n")
    assert "\n" not in marked
    assert not re.search(r"[~=#{}:]", re.sub(r"\\.", "", marked))


@pytest.mark.skipif(
    not (os.environ.get("NODE_PATH") and shutil.which("node")), reason="NODE_PATH leads to no gift-pegjs"
)
@pytest.mark.parametrize("topic", ["mischief", "lstm", "dnn", "cnn"])
def test_a_reader_that_is_not_ours_understands_it(topic, request):
    if topic == "mischief":
        request.getfixturevalue("pack")
    done = subprocess.run(["node", "-e", READER], input=gift_text(topic), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-600:]
    read = {entry["title"]: entry for entry in json.loads(done.stdout) if entry["type"] != "Category"}
    wanted = {i.id: i.question for i in instances(topic) if i.question.kind != "flash"}
    assert set(read) == set(wanted)
    types = {"typed": "Short", "cloze": "Short", "shape": "Short", "number": "Numerical"}
    types |= {"order": "Matching", "match": "Matching", "choice": "MC", "several": "MC"}
    for id, question in wanted.items():
        assert read[id]["type"] == types[question.kind]
        if question.kind == "choice":
            right = [one["text"]["text"] for one in read[id]["choices"] if one["isCorrect"]]
            assert [html.unescape(text) for text in right] == [o.text for o in question.options if o.right]
