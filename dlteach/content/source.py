"""Finds the source text of "module:object" by reading files, never by importing: many of the modules import Keras."""

from __future__ import annotations

import ast
import sys
import textwrap
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from dlteach.content.files import did_you_mean
from dlteach.content.records import Place
from dlteach.errors import ContentError
from dlteach.language import _

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Found(NamedTuple):
    """A piece of program text: its dotted name, the text, and the file and line it begins on."""

    origin: str
    code: str
    path: Path
    line: int


def find_source(target: str, beside: Path | None = None) -> Found:
    """Return the source of a function, class or method named "module:object".

    A module may also be a file in the folder `beside`, such as the lesson's own. A name that a package passes on
    (`from .convolution import conv2d`) is followed to the file that defines it.

    Raises:
        ContentError: when the module or the object does not exist.

    Example:
        >>> find_source("dlteach.errors:DlteachError.__str__").origin
        'dlteach.errors.DlteachError.__str__'
    """
    module, _colon, name = target.partition(":")
    path = (_inside(beside, module) if beside and "." not in module else None) or _module_file(module)
    if path is None:
        raise ContentError(
            _("There is no module '{module}'").format(module=module),
            _("Write module:object, such as dlteach.scratch:conv2d."),
        )
    outer, *inner = name.split(".")
    found = _definition(path, module, outer, frozenset())
    if found is None:
        raise ContentError(
            _("'{module}' defines no '{outer}'").format(module=module, outer=outer), did_you_mean(outer, offered(path))
        )
    path, node = found
    for part in inner:
        members = {child.name: child for child in getattr(node, "body", []) if isinstance(child, _Definition)}
        if part not in members:
            raise ContentError(
                _("'{node}' of '{module}' has no '{part}'").format(node=node.name, module=module, part=part),
                did_you_mean(part, list(members)),
            )
        node = members[part]
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    lines = path.read_text(encoding="utf-8").split("\n")[first - 1 : node.end_lineno]
    return Found(f"{module}.{name}", textwrap.dedent("\n".join(lines)), path, first)


def without_docstring(code: str) -> str:
    """Return a definition's text without its docstring, where the text around it explains already."""
    node = ast.parse(code).body[0]
    if not isinstance(node, _Definition) or ast.get_docstring(node, clean=False) is None or len(node.body) == 1:
        return code
    docstring, lines = node.body[0], code.split("\n")
    return "\n".join(lines[: docstring.lineno - 1] + lines[docstring.end_lineno :])


def parse(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file.

    Raises:
        ContentError: when the file is not valid Python; names file and line.
    """
    text = Place(path).text()
    try:
        return ast.parse(text, str(path))
    except SyntaxError as error:
        line, problem = error.lineno or 1, error.msg
    except ValueError as error:
        # before Python 3.12, a null byte is no syntax error
        line, problem = text.partition("\0")[0].count("\n") + 1, str(error)
    except (RecursionError, MemoryError):
        line, problem = 1, _("it is nested too deeply")
    raise ContentError(
        _("This is not Python: {problem}").format(problem=problem), _("Correct the line."), f"{path}:{line}"
    )


def definitions(path: Path) -> list[str]:
    """Return the names of the functions and classes a Python file defines at its top level.

    Raises:
        ContentError: when the file is not valid Python.
    """
    return [node.name for node in parse(path).body if isinstance(node, _Definition)]


def offered(path: Path) -> list[str]:
    """Return what can be imported from a file: its definitions and the names it imports itself.

    Raises:
        ContentError: when the file is not valid Python.
    """
    taken = [
        alias.asname or alias.name
        for node in parse(path).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    return definitions(path) + taken


def _definition(path: Path, module: str, name: str, seen: frozenset[Path]) -> tuple[Path, _Definition] | None:
    """Find a top-level definition in a module, or in the modules it takes the name from."""
    if path in seen:
        return None
    tree = parse(path)
    for node in tree.body:
        if isinstance(node, _Definition) and node.name == name:
            return path, node
    for statement in ast.walk(tree):
        if not isinstance(statement, ast.ImportFrom):
            continue
        for alias in statement.names:
            if name == (alias.asname or alias.name):
                source = _absolute(statement, module, path)
                source_path = _module_file(source)
                if source_path is not None:
                    return _definition(source_path, source, alias.name, seen | {path})
    if path.name == "__init__.py":
        return _in_siblings(path, name)
    return None


def _in_siblings(path: Path, name: str) -> tuple[Path, _Definition] | None:
    """Look through a package's own files: one that imports on first use does not name them in an import statement."""
    for sibling in sorted(path.parent.glob("*.py")):
        if sibling != path:
            for node in parse(sibling).body:
                if isinstance(node, _Definition) and node.name == name:
                    return sibling, node
    return None


def _absolute(statement: ast.ImportFrom, module: str, path: Path) -> str:
    if not statement.level:
        return statement.module or ""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for _level in range(statement.level - 1):
        package = package.rpartition(".")[0]
    return f"{package}.{statement.module}" if statement.module else package


def _module_file(module: str) -> Path | None:
    """Return the file of a module; only packages that are imported already are asked for their parts."""
    folder: Path | None = None
    path: Path | None = None
    parts = module.split(".")
    for depth in range(1, len(parts) + 1):
        dotted = ".".join(parts[:depth])
        path = _inside(folder, parts[depth - 1]) if folder else None
        if path is None and (depth == 1 or ".".join(parts[: depth - 1]) in sys.modules):
            try:
                spec = find_spec(dotted)
            except (ImportError, ValueError):
                # a part of what is no package, or a module without a file
                return None
            path = Path(spec.origin) if spec and spec.origin else None
        if path is None or path.suffix != ".py":
            return None
        folder = path.parent if path.name == "__init__.py" else None
    return path


def _inside(folder: Path, name: str) -> Path | None:
    for path in (folder / name / "__init__.py", folder / f"{name}.py"):
        # a name may be too long for the file system
        with suppress(OSError):
            if path.is_file():
                return path
    return None
