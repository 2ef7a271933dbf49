"""Pages of the documentation site that are made from the program: every command's help, every public name, how to take part.

MkDocs calls `on_files`; see mkdocs.yml.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(Path(__file__).parent))
from command_help import commands  # noqa: E402

# what other projects may import, and what a lesson's author uses
PUBLIC = ("models", "scratch", "data", "training", "inspect", "export", "content", "drill", "store")
SINGLE = ("views", "errors", "language", "tutor.bench")


def on_files(files: Any, config: Any) -> Any:
    """Add the generated pages."""
    from mkdocs.structure.files import File

    for name, text in {**reference(), "contributing.md": contributing()}.items():
        files.append(File.generated(config, name, content=text))
    return files


def reference() -> dict[str, str]:
    """The pages of the reference by file name."""
    pages = {"reference/commands.md": command_page()}
    for package in PUBLIC:
        listed = "\n\n".join(f"::: {module}" for module in modules(package))
        pages[f"reference/{package}.md"] = f"# dlteach.{package}\n\n{listed}\n"
    for module in SINGLE:
        pages[f"reference/{module.rpartition('.')[2]}.md"] = f"# dlteach.{module}\n\n::: dlteach.{module}\n"
    return pages


def command_page() -> str:
    """Every command with its usage, text and options."""
    parts = ["# Commands"]
    for one in commands():
        parts.append(f"## {one.name}\n\n```text\n{one.usage}\n```\n\n{escaped(one.text)}")
        if one.options:
            rows = "\n".join(f"| `{_cell(spelling)}` | {escaped(_cell(text))} |" for spelling, text in one.options)
            parts.append(f"| option | what it does |\n|---|---|\n{rows}")
    return "\n\n".join(parts) + "\n"


def contributing() -> str:
    """CONTRIBUTING.md as a page; its links to files of the repository become plain names."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return re.sub(r"\[([^\]]+)\]\((?!https?:)[^)]+\)", r"\1", text)


def modules(package: str) -> Iterator[str]:
    """Yield the modules of a package that define a public name, found without importing them."""
    for path in sorted((ROOT / "dlteach" / package).rglob("*.py")):
        if (not path.name.startswith("_") or path.name == "__init__.py") and public_names(path):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def public_names(path: Path) -> list[str]:
    """The functions and classes that a file defines for others."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    definitions = (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef))
    return [node.name for node in definitions if not node.name.startswith("_")]


def escaped(text: str) -> str:
    """Text in which `<` is no HTML."""
    return text.replace("<", "&lt;")


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
