"""The catalogue holds every text of the source, and each translation is whole and fits its source."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HOW = "run: python scripts/catalogue.py, and translate what it names"


def script():
    spec = importlib.util.spec_from_file_location("scripts_catalogue", ROOT / "scripts" / "catalogue.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


catalogue = script()
TEMPLATE = catalogue.collected()
LANGUAGES = {file.parts[-3]: file for file in catalogue.translations()}


def fields(text):
    """The placeholders with their formats; some texts are never filled and may hold a brace."""
    return set(re.findall(r"\{\w+(?:![rsa])?(?::[^{}]*)?\}", text))


def markup(text):
    return {sign: text.count(sign) for sign in "`*⏎|"} | {"links": len(re.findall(r"\]\(", text))}


def edges(text):
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def test_the_template_is_the_source_s():
    assert catalogue.as_po(TEMPLATE) == catalogue.TEMPLATE.read_bytes(), HOW


def test_every_command_and_option_is_in_it():
    texts = {message.id for message in TEMPLATE}
    assert "Learn deep-learning architectures from a terminal." in texts
    assert "make it stick" in texts
    assert "Play straight through without asking." in texts


def test_there_is_a_whole_translation():
    assert "de" in LANGUAGES


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_translation_is_whole_and_compiled(code):
    file = LANGUAGES[code]
    translation = catalogue.read(file)
    assert not catalogue.missing(translation), HOW
    assert {message.id for message in translation} == {message.id for message in TEMPLATE}, HOW
    assert catalogue.as_mo(translation) == file.with_suffix(".mo").read_bytes(), HOW


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_translation_has_the_placeholders_and_the_markup_of_its_source(code):
    for message in catalogue.read(LANGUAGES[code]):
        if not message.id:
            continue
        sources, translated = catalogue._texts(message.id), catalogue._texts(message.string)
        # a language may have more forms than two: the last source stands for all further ones
        for number, text in enumerate(translated):
            source = sources[min(number, len(sources) - 1)]
            if "%(" in source:
                assert re.findall(r"%\(\w+\)s", source) == re.findall(r"%\(\w+\)s", text)
            else:
                assert fields(source) == fields(text), (source, text)
            assert markup(source) == markup(text), (source, text)
            assert edges(source) == edges(text), (source, text)


def test_each_way_of_marking_is_found_wherever_it_stands():
    source = (
        'a = _("one " "text")\n'
        "b = f\"<b>{_('inside')}</b>\"\n"
        "# translators: who reads this\n"
        'C = mark("later")\n'
        'd = ngettext("{n} card", "{n} cards", n)\n'
        "e = _(C)\n"
    )
    assert list(catalogue._marked(source)) == [
        (("one text",), []),
        (("inside",), []),
        (("later",), ["who reads this"]),
        (("{n} card", "{n} cards"), []),
    ]
