"""Words and sentences, counted by hand."""

from dlteach.content.lessons import read_lesson
from dlteach.content.reading import measure

LESSON = """---
title: Tides
summary: S.
order: 1
minutes: 3
---

(tides-why)=
## Why

The moon pulls. The sea follows, twice
a day, everywhere on earth. See `x.y` now!

| a table | is not read |
|---|---|
| one | two |

```{overview} basic
One two three.
```

```{overview} medium
Never counted at all.
```

```{overview} detailed
Nor this.
```

```{dialogue}
Teacher: Who pulls?
Student: The moon.
```
"""


def test_words_sentences_and_the_longest(tmp_path):
    path = tmp_path / "tides.md"
    path.write_text(LESSON, encoding="utf-8")
    read = measure(read_lesson(path))
    # prose 3 + 9 + 3 (x.y is a word), overview 3, dialogue 2 + 2
    assert (read.words, read.sentences, read.longest) == (22, 6, 9)
    assert read.line == LESSON.split("\n").index("The moon pulls. The sea follows, twice") + 1
    assert read.average == 22 / 6
    assert read.minutes == 22 / 200
