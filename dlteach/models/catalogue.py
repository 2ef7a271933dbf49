"""Every architecture of the package, found by its card; no Keras is imported until one is built.

A family is two files: `lenet.py` holds the classes, `lenet.yaml` beside it holds the cards. Adding an architecture
adds such a pair and touches nothing else. A card file:

    exports: [scaled_tanh]            # optional: public names of the module that are no model (layers, functions)
    shared:                           # optional: what all cards of this file have in common
      class: LeNet5                   # the class's name in the module
      module: lenet                   # optional: the Python file; by default the one named like the card file
      year: 1998                      # of the paper
      paper: LeCun, Bottou, Bengio, Haffner (1998), Gradient-based learning applied to document recognition, …
      doi: 10.1109/5.726791           # a DOI, or …
      arxiv: 1512.03385               # … an arXiv number; at least one unless neither exists. Quote it: "1511.06434"
      task: image classification      # what it is for, in a few words
    models:
      lenet5:                         # the name `build("lenet5")` knows: lower case, digits, underscores
        title: LeNet-5                # how the field writes it
        parameters: 61706             # trainable parameters of `build("lenet5")`; a test builds it and counts
        headline: 0.95 % error on MNIST (the original form)   # the paper's main number, with data set and unit
        config: {classes: 10}         # optional: arguments given to the class

Each field may stand under `shared` or in a model; the model's own wins, and `config` is merged. A file that breaks
these rules is refused with a `ModelError` that names the file and the field. Names must be unique across files.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from dlteach.errors import ModelError
from dlteach.language import _, either

FOLDER = Path(__file__).parent
REQUIRED = {"class": str, "title": str, "year": int, "paper": str, "task": str, "parameters": int, "headline": str}
KINDS = {str: "text (in quotes where it looks like a number)", int: "a whole number", dict: "a mapping"}
OPTIONAL = {"module": str, "arxiv": str, "doi": str, "config": dict}


@dataclass(frozen=True)
class Card:
    """What is known about one named configuration of an architecture.

    Attributes:
        name: what `build` is called with.
        class_name: the class in `dlteach.models`.
        module: the Python module that defines it.
        title: how the field writes its name.
        year: of the paper.
        paper: the citation.
        arxiv: arXiv number, or empty.
        doi: digital object identifier, or empty.
        task: what the model is for.
        parameters: trainable parameters at this configuration.
        headline: the paper's main result.
        config: arguments the class is called with.
    """

    name: str
    class_name: str
    module: str
    title: str
    year: int
    paper: str
    task: str
    parameters: int
    headline: str
    arxiv: str = ""
    doi: str = ""
    config: dict[str, Any] = field(default_factory=dict)


def names() -> list[str]:
    """Returns the names of all cards, by year, then by file, in the order of the file."""
    cards, _ = _read()
    return sorted(cards, key=lambda name: cards[name].year)


def card(name: str) -> Card:
    """Returns the card of that name; case, hyphens and spaces do not matter.

    Raises:
        ModelError: no card has that name; the error proposes the nearest ones.
    """
    cards, _exports = _read()
    wanted = re.sub(r"[^a-z0-9]", "", name.lower())
    for known in cards:
        if known.replace("_", "") == wanted:
            return cards[known]
    raise ModelError(
        _('no model is called "{name}"').format(name=name), _did_you_mean(name.lower(), list(cards), "models.names()")
    )


def build(name: str, **config: Any):
    """Builds the model of that name; `config` replaces arguments of its card.

    Raises:
        ModelError: no model has that name, or its class has no such argument.
    """
    found = card(name)
    model_class = exported(found.class_name)
    accepted = list(inspect.signature(model_class.__init__).parameters)[1:]
    for argument in config:
        if argument not in accepted and argument != "name":
            choices = [known for known in accepted if known != "kwargs"]
            remedy = _did_you_mean(argument, choices, ", ".join(choices))
            raise ModelError(f'{found.class_name} has no argument "{argument}"', remedy)
    return model_class(**{"name": found.name, **found.config, **config})


def exports() -> list[str]:
    """Returns every public class and function of the families, sorted."""
    _, defined_in = _read()
    return sorted(defined_in)


def modules() -> list[str]:
    """Returns the dotted name of every module that defines a public class or function, sorted."""
    _, defined_in = _read()
    return sorted(set(defined_in.values()))


def exported(name: str) -> Any:
    """Imports the family that defines a public name and returns the class or function.

    Raises:
        AttributeError: no family defines it (the kind `import` and `hasattr` expect).
    """
    _, defined_in = _read()
    if name not in defined_in:
        remedy = _did_you_mean(name, list(defined_in), "dir(dlteach.models)")
        raise AttributeError(f"dlteach.models has no {name}. {remedy}")
    return getattr(importlib.import_module(defined_in[name]), name)


def _did_you_mean(name: str, known: list[str], where: str) -> str:
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.6)
    if near:
        return _("Did you mean {near}?").format(near=either(near))
    return _("Known are: {where}.").format(where=where)


@cache
def _read(folder: Path = FOLDER) -> tuple[dict[str, Card], dict[str, str]]:
    """Reads all card files: the cards by name, and the module that defines each public name."""
    cards: dict[str, Card] = {}
    defined_in: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        content = _load(path)
        for name, entry in (content.get("models") or {}).items():
            if name in cards:
                raise ModelError(f'a second card is called "{name}"', "Give it another name.", path.name)
            found = _card(name, content.get("shared") or {}, entry, path)
            cards[name] = found
            defined_in[found.class_name] = found.module
        for name in content.get("exports") or []:
            defined_in[name] = f"{__package__}.{path.stem}"
    return cards, defined_in


def _load(path: Path) -> dict[str, Any]:
    import yaml

    # the C parser is seven times faster; it is missing only where PyYAML was built without libyaml
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
        raise ModelError("this is not YAML", "Mend the line named.", f"{path.name}:{line}") from error
    if not isinstance(content, dict) or set(content) - {"exports", "shared", "models"}:
        raise ModelError("a card file has the fields exports, shared and models", "Remove others.", path.name)
    return content


def _card(name: str, shared: dict[str, Any], entry: dict[str, Any] | None, path: Path) -> Card:
    own = entry or {}
    fields = {**shared, **own, "config": {**(shared.get("config") or {}), **(own.get("config") or {})}}
    place = f"{path.name}, {name}"
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise ModelError(f'"{name}" is no model name', "Use lower case, digits and underscores.", place)
    for key, kind in {**REQUIRED, **OPTIONAL}.items():
        if key in REQUIRED and key not in fields:
            raise ModelError(f'the field "{key}" is missing', f"Add it; it is {KINDS[kind]}.", place)
        if key in fields and type(fields[key]) is not kind:
            raise ModelError(f'the field "{key}" is {fields[key]!r}', f"It must be {KINDS[kind]}.", place)
    for key in fields.keys() - REQUIRED.keys() - OPTIONAL.keys():
        known = [*REQUIRED, *OPTIONAL]
        raise ModelError(f'there is no field "{key}"', _did_you_mean(key, known, ", ".join(known)), place)
    module = f"{__package__}.{fields.pop('module', path.stem)}"
    return Card(name=name, class_name=fields.pop("class"), module=module, **fields)
