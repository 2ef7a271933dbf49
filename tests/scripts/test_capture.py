import importlib.util
import re
import sys
from html import unescape
from pathlib import Path

import pytest

pytest.importorskip("pyte")
pytest.importorskip("pty")
SCRIPT = Path(__file__).parents[2] / "scripts" / "capture.py"


@pytest.fixture(scope="module")
def capture():
    if not SCRIPT.exists():
        pytest.skip("needs the repository")
    spec = importlib.util.spec_from_file_location("capture", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_program_is_played_with_its_keys_and_drawn(capture):
    program = r"print('\033[1;31mred\033[0m ▀'); name = input('name? '); print('hello', name); input()"
    screen = capture.play([sys.executable, "-c", program], ["Ada\n"], 60, 12, settle=0.5, limit=20)
    assert [line.rstrip() for line in screen.display[:3]] == ["red ▀", "name? Ada", "hello Ada"]
    svg = capture.picture(screen, "a <title>")
    # Words are placed one by one, without the spaces between them.
    shown = unescape(re.sub("<[^>]*>", "", svg)).replace("\xa0", "")
    assert "helloAda" in shown
    assert "a<title>" in shown.replace(" ", "")
    # The picture stands alone: no font or image is fetched.
    assert set(re.findall(r"https?://[^\"' )]*", svg)) <= {"http://www.w3.org/2000/svg", "https://www.textualize.io"}
    assert "#e06c75" in svg
