"""The drill at a lesson's end: answers enter the schedule, and the day's backup is made."""

from dlteach.content.lessons import read_lesson
from dlteach.store.backups import daily_backups
from dlteach.tutor.player import play

LESSON = """\
---
title: A lesson that drills
summary: For tests.
order: 1
requires: []
minutes: 1
model: LeNet5
---

(lstm-end)=
## End

```{drill} 2
```
"""


def test_its_answers_count_and_the_journal_is_backed_up(staged, tmp_path):
    (tmp_path / "lstm.md").write_text(LESSON)
    made = staged(*[""] * 12)
    made.stage.lesson = read_lesson(tmp_path / "lstm.md")
    play(made.stage, 0)
    assert made.journal.review_count() == 2
    assert list(daily_backups(made.journal.path)) == [made.journal.today]
