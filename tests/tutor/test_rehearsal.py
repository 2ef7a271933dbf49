"""Every directive is run; what fails, shows nothing or answers in the wrong form is found with its place."""

import pytest

from dlteach.content.lessons import read_lesson
from dlteach.content.new import write_new
from dlteach.tutor.rehearsal import rehearse

CODE = """
from dlteach.views import Result, Truth

def works(lab):
    yield Result("fine")

def fails(lab):
    raise RuntimeError("no such\\nluck")
    yield

def empty(lab):
    return []

def wordy(lab):
    return Truth("many")
"""
TEXT = """---
title: Tides
summary: S.
order: 1
minutes: 3
---

(tides-run)=
## Run

```{look} works
```

```{look} fails
```

```{look} empty
```

```{predict} wordy
:kind: number

How many?
```
"""


def test_faults_are_found_with_their_places(tmp_path):
    (tmp_path / "tides.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / "tides.py").write_text(CODE, encoding="utf-8")
    faults = {done.step.function: done.fault for done in rehearse(read_lesson(tmp_path / "tides.md"))}
    assert faults["works"] is None
    assert "RuntimeError: no such" in faults["fails"].problem
    assert faults["fails"].place == f"{tmp_path / 'tides.py'}:{CODE.split(chr(10)).index('def fails(lab):') + 2}"
    assert "shows nothing" in faults["empty"].problem
    assert "which is no number" in faults["wordy"].problem


@pytest.mark.slow
def test_what_new_writes_runs(tmp_path):
    path, _ = write_new("lesson", "sorting", tmp_path)
    assert [done.fault for done in rehearse(read_lesson(path))] == [None, None]
