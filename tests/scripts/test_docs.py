"""What is written about dlteach agrees with it: every command and public name is documented, every code block runs."""

import ast
import importlib.util
import io
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from dlteach.cli import group, run

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def script(name):
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        spec = importlib.util.spec_from_file_location(f"scripts_{name}", ROOT / "scripts" / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.remove(str(ROOT / "scripts"))


hooks = script("docs_hooks")
HELP = list(script("command_help").commands())


@pytest.mark.parametrize("one", HELP, ids=lambda one: one.name)
def test_every_command_and_option_says_what_it_does(one):
    assert len(one.text) > 20
    assert not [spelling for spelling, text in one.options if not text.strip()]
    assert f"## {one.name}\n" in hooks.command_page()


@pytest.mark.parametrize("one", HELP[1:], ids=lambda one: one.name)
def test_every_command_stands_in_a_guide(one):
    assert any(f"`{one.name}" in page.read_text() or f"\n{one.name}" in page.read_text() for page in PAGES)


def public_modules():
    return [(package, module) for package in hooks.PUBLIC for module in hooks.modules(package)]


def test_every_public_name_is_in_the_reference_with_a_docstring():
    pages = hooks.reference()
    undocumented = []
    for package, module in [*public_modules(), *(("", f"dlteach.{name}") for name in hooks.SINGLE)]:
        path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
        path = path if path.is_file() else path.with_suffix("") / "__init__.py"
        page = pages[f"reference/{package or module.rpartition('.')[2]}.md"]
        assert f"::: {module}\n" in page
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                undocumented += [f"{module}.{node.name}"] if not ast.get_docstring(node) else []
    assert not undocumented
    assert len(public_modules()) > 100


def test_the_site_lists_every_page_of_the_reference():
    navigation = (ROOT / "mkdocs.yml").read_text()
    for name in [*hooks.reference(), *(page.name for page in PAGES[1:])]:
        assert f": {name}\n" in navigation


def test_the_manual_page_is_the_one_the_commands_make():
    manpage = script("manpage")
    assert manpage.TARGET.read_text(encoding="utf-8") == manpage.page(), "run: python scripts/manpage.py"


@pytest.mark.skipif(shutil.which("groff") is None, reason="needs groff")
def test_the_manual_page_is_sound_roff():
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "docs/dlteach.1"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert "dlteach lesson" in re.sub(r"\x1b\[\d*m|.\x08", "", done.stdout)


def shell_lines():
    for page in PAGES:
        for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            for line in block.splitlines():
                if line.startswith("dlteach "):
                    yield page.name, line


@pytest.mark.parametrize(("page", "line"), list(shell_lines()))
def test_every_command_line_of_the_pages_works(page, line, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DLTEACH_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    (tmp_path / "exports").mkdir()
    run(["progress", "--export", "exports/ann.jsonl"])
    for folder, name in (("my_pack", "sorting"), ("some_pack", "name")):
        if " new " not in line:
            run(["new", "lesson", name, "--in", folder])
            run(["new", "deck", name, "--in", folder])
    words = shlex.split(line.replace("NAME", "name"))[1:]
    if "lesson" in words[:3] and "new" not in words:
        # playing a lesson is tested elsewhere; here its options must be right
        at = words.index("lesson")
        command = group.get_command(click.Context(group), "lesson")
        assert command.make_context("lesson", words[at + 1 :]).params["topic"]
        return
    words = [word for word in words if word != "--watch"] + (["--no-run"] if "check" in words else [])
    assert run(words) == 0, capsys.readouterr().err


def test_the_readme_s_python_runs(capsys):
    blocks = re.findall(r"```python\n(.*?)```", PAGES[0].read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        exec(block, {})
    assert capsys.readouterr().out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_sound_for_its_shell(shell, tmp_path, capsys):
    assert run(["completion", shell]) == 0
    text = capsys.readouterr().out
    assert "_DLTEACH_COMPLETE" in text
    if shutil.which(shell):
        file = tmp_path / f"completion.{shell}"
        file.write_text(text)
        subprocess.run([shell, "-n", str(file)], check=True)


def test_completion_offers_commands_and_options():
    environment = {"_DLTEACH_COMPLETE": "bash_complete", "COMP_WORDS": "dlteach les", "COMP_CWORD": "1"}
    program = [sys.executable, "-c", "import sys; from dlteach.cli import run; sys.exit(run([]))"]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["plain,lesson"], done.stderr
