"""Light commands import nothing heavy; otherwise a glossary look-up would take seconds."""

import subprocess
import sys

import pytest

HEAVY = ("keras", "tensorflow", "jax", "torch", "numpy", "matplotlib", "sklearn", "scipy")
PROBE = """
import sys
from dlteach.cli import run
code = run({arguments!r})
print("HEAVY", sorted(name for name in {heavy!r} if name in sys.modules), "CODE", code)
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["topics"],
        ["glossary"],
        ["glossary", "lstm"],
        ["glossary", "feature map"],
        ["progress"],
        ["progress", "--json"],
        ["quiz", "lstm", "--count", "2"],
        ["review"],
        ["models"],
        ["check"],
        ["export", "lstm", "--to", "json", "-o", "/dev/null"],
        ["lesson", "--help"],
        ["lesson", "cnn", "--set", "filters=nonsense"],
    ],
    ids=" ".join,
)
def test_light_commands_import_nothing_heavy(arguments, tmp_path, monkeypatch):
    monkeypatch.setenv("DLTEACH_HOME", str(tmp_path))
    probe = PROBE.format(arguments=arguments, heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60
    )
    assert "HEAVY [] CODE" in done.stdout, done.stdout[-2000:] + done.stderr[-2000:]
