"""The examples of docs/models.md run from top to bottom, as the page says."""

from __future__ import annotations

import importlib.util
import re
import shutil
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "models.md"


def runs_here(block):
    if block.startswith("# needs the network"):
        return False
    return "plot_model" not in block or (importlib.util.find_spec("pydot") and shutil.which("dot"))


def test_the_page_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    names = {}
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    for block in filter(runs_here, blocks):
        exec(block, names)  # the variables of one block are used by the next
    printed = capsys.readouterr().out
    assert "ResNet-50 2015 22.85 % top-1" in printed
    assert "60,344,232" in printed
    assert names["history"].history["val_accuracy"][-1] > 0.8
    assert names["maps"].shape == (1, 28, 28, 6)
    weights_trained = names["base"].trainable_weights
    assert weights_trained
    assert all("conv5" in weight.path for weight in weights_trained)
