import html
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from dlteach.content.files import Home
from dlteach.drill.cards import cards_of

SOURCE = Path(__file__).with_name("mischief")


@pytest.fixture
def pack(tmp_path, monkeypatch):
    """A deck with every kind of question and text that any format could stumble over; returns its file."""
    monkeypatch.setenv("DLTEACH_HOME", str(tmp_path / "home"))
    folder = tmp_path / "pack" / "mischief_pack"
    shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(folder.parent))
    monkeypatch.setattr("dlteach.drill.decks.deck_homes", lambda: iter([Home("mischief_pack", folder)]))
    cards_of.cache_clear()
    yield folder / "mischief.yaml"
    cards_of.cache_clear()


@pytest.fixture
def browser(tmp_path):
    """A function that opens a page in a headless browser and returns what it holds after its scripts have run.

    The pages it opens share one profile, so that what one of them stored the next one finds.
    """
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.skip("there is no chromium")

    def opened(page):
        quiet = ("--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
        profile = f"--user-data-dir={tmp_path / 'profile'}"
        command = [program, "--headless", "--no-sandbox", *quiet, profile, "--dump-dom", page.as_uri()]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout

    return opened


@pytest.fixture
def told(browser, tmp_path):
    """A function that runs a script at the end of a page and returns the JSON value it assigns to `report`."""

    def run(page, script):
        # the page allows no script but its own
        page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
        script = f"try {{ {script} }} catch (error) {{ report = String(error); }}"
        teller = (
            "const told = document.createElement('pre'); told.id = 'told'; told.textContent = JSON.stringify(report);"
        )
        driven = f"<script>let report; {script}\n{teller} document.body.append(told);</script></body>"
        file = tmp_path / "driven.html"
        file.write_text(page.replace("</body>", driven), encoding="utf-8")
        found = re.search(r'<pre id="told">(.*?)</pre>', browser(file), re.DOTALL)
        assert found, "the script failed"
        return json.loads(html.unescape(found.group(1)))

    return run
