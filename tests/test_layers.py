"""Arrows run one way: every import in the tree is read and held to the layers."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# what each package may import of dlteach, besides itself; everything may know errors, views and the language
MAY_IMPORT = {
    "errors": set(),
    "views": set(),
    "language": set(),
    "models": set(),
    "scratch": set(),
    "data": set(),
    "training": {"models", "scratch", "data"},
    "inspect": {"models", "scratch", "data", "training"},
    "content": set(),
    "store": set(),
    "screen": set(),
    "drill": {"content", "store"},
    "speech": {"content"},
    "export": {"content", "store", "drill", "speech"},
    "tutor": {"content", "store", "screen", "drill", "export", "speech", "training", "inspect", "models", "data"},
    "cli": {
        "content",
        "store",
        "screen",
        "drill",
        "export",
        "speech",
        "tutor",
        "training",
        "inspect",
        "models",
        "data",
    },
    "lessons": {"models", "scratch", "data", "training", "inspect"},
    # proofs build the real layers; they run in tests alone, and test_light.py holds that quizzes do not import them
    "quizzes": {"drill", "models", "scratch"},
}
EVERYWHERE = {"errors", "views", "language"}
NEVER = {
    "content": {"keras", "tensorflow", "jax", "torch", "rich", "numpy", "matplotlib", "sklearn"},
    "store": {"keras", "tensorflow", "jax", "torch", "rich", "numpy", "matplotlib", "sklearn"},
    "drill": {"keras", "tensorflow", "jax", "torch", "rich", "numpy", "matplotlib", "sklearn"},
    "screen": {"keras", "tensorflow", "jax", "torch", "matplotlib", "sklearn"},
    "speech": {"keras", "tensorflow", "jax", "torch", "rich", "numpy", "matplotlib", "sklearn"},
    "tutor": {"tensorflow", "jax", "torch", "rich", "matplotlib", "sklearn"},
    "cli": {"tensorflow", "jax", "torch", "rich", "matplotlib", "sklearn"},
    "scratch": {"tensorflow", "jax", "torch"},
    "export": {"keras", "tensorflow", "jax", "torch", "rich"},
    "lessons": {"tensorflow", "jax", "torch", "rich", "matplotlib"},
    "views": {"numpy", "rich", "keras"},
}
# the only model file with a branch for each backend: input gradients, which keras.ops does not have yet
BACKEND_BRANCHES = {"dlteach/models/gradients.py"}


def sources():
    for folder in ("dlteach", "lessons", "quizzes"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def package_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[0] in ("lessons", "quizzes"):
        return parts[0]
    return parts[1] if len(parts) > 1 else "dlteach"


def imports(path: Path):
    """Absolute names of everything imported, wherever in the file, and the line."""
    package = (
        ["dlteach", *path.relative_to(ROOT / "dlteach").parts[:-1]] if path.is_relative_to(ROOT / "dlteach") else []
    )
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            yield start, node.lineno
            if start in ("dlteach", ""):
                for alias in node.names:
                    yield f"{start}.{alias.name}", node.lineno


@pytest.mark.parametrize("path", list(sources()), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_follow_the_arrows(path):
    package = package_of(path)
    for name, line in imports(path):
        parts = name.split(".")
        place = f"{path.relative_to(ROOT)}:{line}"
        if parts[0] == "dlteach" and len(parts) > 1 and package in MAY_IMPORT:
            allowed = MAY_IMPORT[package] | EVERYWHERE | {package, "__version__"}
            assert parts[1] in allowed, f"{place}: {package} imports dlteach.{parts[1]}, which lies above or beside it"
        forbidden = NEVER.get(package, set())
        assert parts[0] not in forbidden, f"{place}: {package} never imports {parts[0]}"
        if package == "models" and str(path.relative_to(ROOT)) not in BACKEND_BRANCHES:
            assert parts[0] not in ("tensorflow", "jax", "torch"), f"{place}: models know only keras"


def test_every_package_of_the_tree_is_in_a_layer():
    packages = {path.parent.name for path in (ROOT / "dlteach").glob("*/__init__.py")}
    assert packages <= set(MAY_IMPORT)
