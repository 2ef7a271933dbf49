"""A learner's own text: split in its order, numbered and back, refused in one clear line."""

import pytest

from dlteach import data
from dlteach.errors import DataError

STORY = "".join(f"Day {day}: the sea was grey, and café number {day} was open.\r\n" for day in range(400))


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "story.txt"
    path.write_bytes(STORY.encode("utf-8"))
    return path


def test_the_text_comes_back_whole_and_in_order(file):
    loaded = data.load(str(file), seed=3, length=32)
    texts = [loaded.extra[f"text_{part}"] for part in ("train", "validation", "test")]
    assert "".join(texts) == STORY.replace("\r\n", "\n").strip()
    vocabulary = loaded.extra["vocabulary"]
    assert "".join(vocabulary[token] for token in loaded.x_train.ravel()) == texts[0][: loaded.x_train.size]
    assert "".join(vocabulary[token] for token in loaded.y_train.ravel()) == texts[0][1 : loaded.x_train.size + 1]
    assert loaded.x_train.shape[1] == 32


def test_the_path_is_made_whole(file, monkeypatch):
    monkeypatch.chdir(file.parent)
    assert data.check_text_file("story.txt") == str(file)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"too short", "9 characters is too small"),
        (b"\xff\xfe\xfa" * 9000, "no text in UTF-8"),
        (None, "cannot be read"),
    ],
)
def test_an_unusable_file_is_one_clear_line(tmp_path, content, part):
    path = tmp_path / "text.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match=part) as error:
        data.check_text_file(str(path))
    assert "\n" not in str(error.value)
    assert str(path) in str(error.value)
