"""Wheel, sdist and editable installs hold every file, and site-packages gains `dlteach` alone."""

import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KINDS = {".py", ".md", ".yaml", ".sql", ".css", ".js", ".html", ".typed", ".template", ".pot", ".po", ".mo"}


def wanted_files():
    """Every file of the three source folders as it must be named once installed."""
    for folder, target in (("dlteach", "dlteach"), ("lessons", "dlteach/lessons"), ("quizzes", "dlteach/quizzes")):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix in KINDS:
                yield f"{target}/{path.relative_to(ROOT / folder).as_posix()}"


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of the sources outside the checkout, so that nothing is found by accident."""
    copy = tmp_path_factory.mktemp("tree") / "source"
    shutil.copytree(
        ROOT,
        copy,
        ignore=shutil.ignore_patterns(
            ".git", ".venv*", "build", "dist", "*.egg-info", "__pycache__", ".*_cache", ".hypothesis"
        ),
    )
    return copy


def build(kind, source, target):
    subprocess.run(
        [sys.executable, "-m", "build", f"--{kind}", "--outdir", str(target), str(source)],
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="module")
def sdist(tree, tmp_path_factory):
    target = tmp_path_factory.mktemp("sdist")
    build("sdist", tree, target)
    return next(target.glob("*.tar.gz"))


@pytest.fixture(scope="module")
def wheel(sdist, tmp_path_factory):
    """The wheel built from the unpacked sdist: what an installer without a wheel would build."""
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    build("wheel", next(folder.iterdir()), folder)
    return next(folder.glob("*.whl"))


def test_wheel_from_sdist_holds_every_file_of_the_tree(wheel):
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    missing = sorted(set(wanted_files()) - inside)
    assert not missing, f"add to setup.cfg's packages or package_data: {missing}"


def test_wheel_brings_dlteach_alone(wheel):
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
        beside = {name for name in archive.namelist() if name.startswith("dlteach-0.1.0.data/")}
    assert tops == {"dlteach", "dlteach-0.1.0.dist-info", "dlteach-0.1.0.data"}
    assert beside == {"dlteach-0.1.0.data/data/share/man/man1/dlteach.1"}


def test_an_index_would_take_both(sdist, wheel):
    command = [sys.executable, "-m", "twine", "check", "--strict", str(sdist), str(wheel)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("editable", [False, True], ids=["wheel", "editable"])
def test_installed_from_outside_the_tree(editable, wheel, tree, tmp_path):
    """A fresh environment that sees this one's dependencies but only its own dlteach."""
    where = tmp_path / "environment"
    venv.create(where, with_pip=False)
    python = where / "bin" / "python"
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    site = where / "lib" / version / "site-packages"
    what = ["-e", str(tree)] if editable else [str(wheel)]
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", *what],
        check=True,
        capture_output=True,
    )
    added = {path.name for path in site.iterdir()}
    ours = {name for name in added if not name.startswith(("__editable__", "dlteach-", "_", "pip"))}
    assert ours <= {"dlteach"}
    (site / "dependencies.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))
    program = (
        "import dlteach, dlteach.lessons, dlteach.quizzes\n"
        "from dlteach.content.lessons import topics\n"
        "from dlteach.content.decks import deck_topics\n"
        "print(dlteach.__file__); print(topics()); print(deck_topics())\n"
    )
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run([str(python), "-c", program], cwd=tmp_path, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    origin, lessons, decks = done.stdout.splitlines()
    assert origin.startswith(str(tree if editable else site))
    assert "cnn" in lessons
    assert "lstm" in decks


def test_a_lesson_s_worker_finds_the_installed_package_in_a_checkout(wheel, tree, tmp_path):
    """A checkout holds a folder `dlteach` without its lessons; started there, the worker must not take it for the package."""
    where = tmp_path / "environment"
    venv.create(where, with_pip=False)
    python = where / "bin" / "python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", str(wheel)],
        check=True,
        capture_output=True,
    )
    site = next((where / "lib").glob("*/site-packages"))
    (site / "dependencies.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))
    program = (
        "from dlteach.content.lessons import load_lesson\n"
        "from dlteach.tutor.messages import Start\n"
        "from dlteach.tutor.worker import Worker\n"
        "code = str(load_lesson('cnn').path.with_suffix('.py'))\n"
        f"worker = Worker(Start(code, {str(tmp_path)!r}, 'digits', 0, None, None, 'cpu', {{'augment': 0}}))\n"
        "print(worker.ready().device); worker.close()\n"
    )
    done = subprocess.run([str(python), "-P", "-c", program], cwd=tree, capture_output=True, text=True, timeout=120)
    assert "CPU" in done.stdout, done.stderr
