"""What the learner answered in a lesson stands in the lesson's page."""

import pytest

from dlteach.content.lessons import read_lesson
from dlteach.drill.cards import cards_of
from dlteach.tutor.player import play
from dlteach.tutor.report import write_report

LESSON = """\
---
title: A lesson that asks
summary: For tests.
order: 1
requires: []
minutes: 1
model: LeNet5
---

(asking-start)=
## Start

```{ask} lstm/why-not-rnn
```

```{ask} CLOZE
```
"""


CLOZE = next(card.id for card in cards_of("lstm") if card.kind == "cloze" and card.source == "written")


@pytest.fixture
def asking(tmp_path):
    (tmp_path / "asking.md").write_text(LESSON.replace("CLOZE", CLOZE))
    return read_lesson(tmp_path / "asking.md")


def test_answers_given_in_the_lesson_are_in_its_report(staged, asking, tmp_path):
    made = staged("", "1", "", "a wild guess", "", "")
    made.stage.lesson = asking
    play(made.stage, 0)
    write_report(made.stage, tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    first, second = page.split("Your answer:")[1:]
    chosen = first.partition("</b>")[2].partition("</p>")[0].strip()
    assert chosen == made.journal.last_answer("lstm/why-not-rnn")
    assert len(chosen) > 10
    assert second.partition("</b>")[2].partition("</p>")[0].strip() == "a wild guess"
    # what a cloze leaves out is no prompt
    assert "{{" not in page


def test_the_end_of_the_input_at_a_question_keeps_the_place(staged, asking):
    made = staged("", "1", "")
    made.stage.lesson = asking
    assert not play(made.stage, 0)
    assert made.journal.position("asking") is not None


def test_what_was_not_answered_says_nothing(staged, asking, tmp_path):
    made = staged(playing=False)
    made.stage.lesson = asking
    write_report(made.stage, tmp_path / "page.html")
    assert "Your answer:" not in (tmp_path / "page.html").read_text(encoding="utf-8")
