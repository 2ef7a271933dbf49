"""The README's commands are the ones that are run."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def readme_commands():
    first_screen = "\n".join((ROOT / "README.md").read_text().splitlines()[:40])
    return re.findall(r"```sh\n(.+?)\n```", first_screen, flags=re.S)


def test_two_commands_stand_on_the_first_screen_one_line_each():
    lesson, tests = readme_commands()
    assert "\n" not in lesson
    assert "\n" not in tests
    assert lesson.endswith("dlteach lesson cnn")
    assert "pytest" in tests


def test_continuous_integration_runs_the_readme_s_own_test_command():
    _, tests = readme_commands()
    assert tests in (ROOT / ".ci" / "run").read_text().splitlines()
