"""The practice page speaks the learner's language: each text is found where it stands, and the page is still a sound one."""

import base64
import hashlib
import re
import shutil
import subprocess

import pytest

from dlteach import language
from dlteach.drill.cards import cards_of
from dlteach.export.practice import SCRIPTS, _part, practice_page
from dlteach.export.practice_texts import TEXTS, in_language

SOURCE = "".join(map(_part, (*SCRIPTS, "practice.html")))


@pytest.fixture
def german():
    language.use("de")
    yield
    language.use("en")
    cards_of.cache_clear()


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_stands_in_the_page(text):
    assert re.search(rf'[">`]{re.escape(text)}["<`]', SOURCE)


def test_english_is_left_alone():
    assert in_language(SOURCE) == SOURCE


def test_no_text_stays_english_and_the_script_is_whole(german, pack, tmp_path):
    page = practice_page("mischief").decode("utf-8")
    assert '<html lang="de">' in page
    words = re.sub(r'<script type="application/json".*?</script>', "", page, flags=re.DOTALL)
    for text in TEXTS:
        if language._(text) != text:
            assert not re.search(rf'[">`]{re.escape(text)}["<`]', words), text
    script = re.search(r"<script>(.*)</script>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page
    node = shutil.which("node")
    if node:
        file = tmp_path / "page.js"
        file.write_text(script, encoding="utf-8")
        done = subprocess.run([node, "--check", str(file)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
