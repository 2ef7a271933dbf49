"""The cards: found, checked, and true to what they build."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest

from dlteach import models
from dlteach.errors import ModelError
from dlteach.models import catalogue


@pytest.mark.parametrize("name", models.names())
def test_a_card_states_the_trainable_parameters_of_what_it_builds(name):
    with models.weightless():
        model = models.build(name)
    assert sum(math.prod(weight.shape) for weight in model.trainable_weights) == models.info(name).parameters


@pytest.mark.parametrize("name", models.names())
def test_a_card_names_its_source(name):
    card = models.info(name)
    assert card.arxiv or card.doi or "https://" in card.paper
    assert 1950 < card.year < 2030
    assert str(card.year) in card.paper


def test_reading_cards_imports_nothing_heavy():
    code = (
        "import sys; from dlteach import models; models.names(); models.info('lenet5'); dir(models); models.__all__;"
        "print([m for m in ('keras', 'numpy', 'tensorflow', 'jax', 'torch', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_exported_name_can_be_imported():
    for name in models.__all__:
        assert getattr(models, name) is not None


def test_the_spelling_of_a_name_is_free():
    assert models.info("ResNet-50") is models.info("resnet50")
    assert models.build("LeNet 5").name == "lenet5"


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(ModelError, match="Did you mean resnet50"):
        models.info("resnett50")
    with pytest.raises(AttributeError, match="Did you mean LeNet5"):
        models.LeNet  # noqa: B018


def test_an_unknown_argument_is_answered_with_the_nearest():
    with pytest.raises(ModelError, match=r'LeNet5 has no argument "clases". Did you mean classes'):
        models.build("lenet5", clases=3)


CARD = """
shared: {class: LeNet5, year: 1998, paper: A paper, task: digits, parameters: 1, headline: none}
models:
  lenet: {title: LeNet}
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("title: LeNet", "titel: LeNet", r'mine.yaml, lenet: the field "title" is missing'),
        ("{title: LeNet}", "{title: LeNet, yaer: 3}", r'no field "yaer". Did you mean year'),
        ("year: 1998", "year: '1998'", r"""the field "year" is '1998'. It must be a whole number"""),
        ("lenet:", "LeNet:", r'"LeNet" is no model name'),
        ("shared:", "common:", "has the fields exports, shared and models"),
        ("models:\n", "models: [\n", r"mine.yaml:\d+: this is not YAML"),
    ],
)
def test_a_wrong_card_is_refused_with_file_and_field(tmp_path, old, new, told):
    (tmp_path / "mine.yaml").write_text(CARD, encoding="utf-8")
    cards, modules = catalogue._read(tmp_path)
    assert cards["lenet"].class_name == "LeNet5"
    assert modules["LeNet5"] == "dlteach.models.mine"
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "mine.yaml").write_text(CARD.replace(old, new), encoding="utf-8")
    with pytest.raises(ModelError, match=told):
        catalogue._read(broken)


def test_two_cards_of_one_name_are_refused(tmp_path):
    for file in ("a.yaml", "b.yaml"):
        (tmp_path / file).write_text(CARD, encoding="utf-8")
    with pytest.raises(ModelError, match=r'b.yaml: a second card is called "lenet"'):
        catalogue._read(tmp_path)
