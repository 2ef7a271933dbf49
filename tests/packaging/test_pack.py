"""The example pack, as a stranger's would be: built, installed with pip into a fresh environment, and used."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_an_installed_pack_is_found_proved_and_asked_about(tmp_path):
    ignore = shutil.ignore_patterns(".git", ".venv*", "build", "dist", "*.egg-info", "__pycache__", ".*_cache")
    tree = Path(shutil.copytree(ROOT, tmp_path / "source", ignore=ignore))
    where = tmp_path / "environment"
    venv.create(where, with_pip=False)
    python = where / "bin" / "python"
    for what in (tree, tree / "examples" / "pack"):
        subprocess.run(
            [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", str(what)], check=True
        )
    site = next((where / "lib").glob("*/site-packages"))
    (site / "dependencies.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "DLTEACH_PACKS")}
    environment["DLTEACH_HOME"] = str(tmp_path / "home")

    def dlteach(*arguments):
        return subprocess.run(
            [str(python), "-m", "dlteach", *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )

    assert "autoencoder" in dlteach("topics").stdout
    assert "what went in" in dlteach("glossary", "reconstruction error").stdout
    refused = dlteach("lesson", "autoencoder", "--yes", "--plain")
    assert refused.returncode == 1
    assert "have not allowed" in refused.stderr
    played = dlteach("--trust", "lesson", "autoencoder", "--yes", "--plain", "--epochs", "2")
    assert played.returncode == 0, played.stdout + played.stderr
    # 2 · 64 · 8 weights, 8 + 64 biases
    assert "1096" in played.stdout
    assert "error on new pictures" in played.stdout
    exported = dlteach("export", "autoencoder", "--to", "json", "-o", "deck.json")
    assert exported.returncode == 0, exported.stderr
    assert "autoencoder/parameters" in (tmp_path / "deck.json").read_text()
