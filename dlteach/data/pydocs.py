"""The English of Python's own documentation, from the standard library that is installed anyway."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path

from dlteach.errors import DataError

from .dataset import Dataset, Info

INFO = Info(
    name="pydocs",
    title="Python's documentation",
    task="language modelling (characters)",
    source="the help topics and module docstrings of the Python that runs this program, https://docs.python.org",
    licence="Python Software Foundation License Version 2",
    description=(
        "Some hundred thousand words on the Python language, cleaned of markup, each paragraph once. Characters are "
        "tokens; a block of them is given, and for each the next one is to be told. The text is that of the Python "
        "version in use, so losses compare only within one version."
    ),
)

# modules whose docstrings are prose rather than tables
MODULES = ("argparse", "calendar", "csv", "datetime", "decimal", "difflib", "doctest", "enum", "fractions", "functools",
           "heapq", "logging", "optparse", "pathlib", "pdb", "pickle", "pickletools", "random", "re", "shutil", "statistics",
           "string", "subprocess", "tarfile", "textwrap", "threading", "timeit", "tokenize", "turtle", "typing", "unittest",
           "uuid", "zipfile")  # fmt: skip


def load(seed: int = 0, length: int = 64) -> Dataset:
    """Collects the text and cuts it into blocks.

    Args:
        seed: fixes which documents go into which split.
        length: characters in a block.

    Returns:
        Blocks (examples, length) of numbers into `extra["vocabulary"]`, and the same moved on by one character. The
        whole text is in `extra["text_train"]`, likewise for "validation" and "test".

    Raises:
        DataError: this Python comes without its help topics, or the length is impossible.
    """
    import numpy as np

    documents = _documents()
    order = np.random.default_rng(seed).permutation(len(documents))
    texts = _shared_out([documents[number] for number in order])
    if not 1 <= length < min(map(len, texts)):
        raise DataError(f"a block of {length} characters is impossible", "Choose between 1 and a few thousand.")
    vocabulary = ("", *sorted(set().union(*texts)))
    number = np.zeros(128, "int32")
    number[[ord(sign) for sign in vocabulary[1:]]] = np.arange(1, len(vocabulary))
    blocks = []
    for text in texts:
        tokens = number[np.frombuffer(text.encode("ascii"), "uint8")]
        whole = (len(tokens) - 1) // length * length
        blocks += [tokens[:whole].reshape(-1, length), tokens[1 : whole + 1].reshape(-1, length)]
    extra = {"vocabulary": vocabulary, "text_train": texts[0], "text_validation": texts[1], "text_test": texts[2]}
    x_train, y_train, x_validation, y_validation, x_test, y_test = blocks
    return Dataset(INFO, x_train, y_train, x_validation, y_validation, x_test, y_test, extra=extra)


def _shared_out(documents: list[str]) -> list[str]:
    """Whole documents for training until nine tenths are reached, then validation and test by halves."""
    total, sofar = sum(map(len, documents)), 0
    shares: list[list[str]] = [[], [], []]
    for document in documents:
        shares[0 if sofar < 0.9 * total else 1 if sofar < 0.95 * total else 2].append(document)
        sofar += len(document)
    return ["\n\n".join(share) for share in shares]


def _documents() -> list[str]:
    """Help topics and docstrings, cleaned; a paragraph that occurs again is left out the second time."""
    if importlib.util.find_spec("pydoc_data") is None:
        raise DataError("this Python comes without its help topics", "Install its documentation package (pydoc).")
    from pydoc_data.topics import topics

    raw = [topics[name] for name in sorted(topics)]
    for name in MODULES:
        spec = importlib.util.find_spec(name)
        if spec and spec.origin and spec.origin.endswith(".py"):
            raw += _docstrings(Path(spec.origin))
    known: set[str] = set()
    documents = []
    for text in raw:
        fresh = [part for part in _paragraphs(text) if part not in known]
        known.update(fresh)
        if fresh:
            documents.append("\n\n".join(dict.fromkeys(fresh)))
    return documents


def _docstrings(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    found = (ast.get_docstring(node) for node in ast.walk(tree) if isinstance(node, kinds))
    return [text for text in found if text]


def _paragraphs(text: str) -> list[str]:
    """Prose paragraphs, unwrapped, without markup; programs, tables and grammar are left out."""
    result = []
    for part in re.split(r"\n\s*\n", text):
        joined = " ".join(line.strip() for line in part.splitlines())
        # emphasis, code quotes, roles and footnote marks
        joined = re.sub(r":[a-z:]+:`|[`*|]|\[\d+\]_?|\(\d+\)", "", joined)
        joined = re.sub(r"\s+", " ", joined.encode("ascii", "ignore").decode()).strip()
        letters = sum(sign.isalpha() or sign == " " for sign in joined)
        if len(joined) >= 60 and letters >= 0.85 * len(joined) and ">>>" not in joined:
            result.append(joined)
    return result
