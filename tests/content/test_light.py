"""What a light command reads costs no heavy import, and an outline not even the Markdown parser."""

import subprocess
import sys

import pytest

HEAVY = "{'keras', 'tensorflow', 'jax', 'torch', 'numpy', 'rich', 'matplotlib', 'sklearn'}"


@pytest.mark.parametrize(
    ("call", "light"),
    [
        ("from dlteach.content.lessons import lesson_outline; lesson_outline('cnn')", "{'markdown_it'}"),
        ("from dlteach.content.lessons import load_lesson; load_lesson('cnn')", "set()"),
        ("from dlteach.content.decks import find_term; find_term('LSTM')", "{'markdown_it', 'importlib.metadata'}"),
        ("from dlteach.content.check import check; check()", "set()"),
    ],
)
def test_nothing_heavy_is_imported(call, light):
    script = f"import sys\n{call}\nassert not ({HEAVY} | {light}) & set(sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True)
