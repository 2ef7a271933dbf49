"""One language is chosen for all texts; what is no language, or has no catalogue, means English."""

import os
import subprocess
import sys

import pytest

from dlteach import language


@pytest.fixture(autouse=True)
def english_again():
    yield
    language.use("en")


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("de", ("de",)),
        ("de_AT", ("de_AT", "de")),
        ("de-at", ("de_AT", "de")),
        ("de_DE.UTF-8", ("de_DE", "de")),
        ("de_DE@euro", ("de_DE", "de")),
        ("en_US.UTF-8", ("en_US", "en")),
        ("fr", ("fr",)),
        ("C", ("en",)),
        ("C.UTF-8", ("en",)),
        ("POSIX", ("en",)),
        ("", ("en",)),
        ("../../etc", ("en",)),
        ("d\x1b[31m", ("en",)),
        ("de_DE_x", ("en",)),
    ],
)
def test_a_name_is_read_as_a_locale_is(name, codes):
    language.use(name)
    assert language.codes() == codes
    assert language.is_translated() == ("de" in codes)
    assert language.interface() == ("de" if "de" in codes else "en")


def test_the_first_variable_that_is_set_decides(monkeypatch):
    for name in ("DLTEACH_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    language.use_environment()
    assert language.codes() == ("en",)
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    language.use_environment()
    assert language.codes() == ("de_DE", "de")
    monkeypatch.setenv("LC_ALL", "C")
    language.use_environment()
    assert language.codes() == ("en",)
    monkeypatch.setenv("DLTEACH_LANG", "de")
    language.use_environment()
    assert language.codes() == ("de",)


def test_texts_and_numbers_follow_the_language():
    assert language._("Right.") == "Right."
    assert language.ngettext("{count} term", "{count} terms", 1) == "{count} term"
    assert language.ngettext("{count} term", "{count} terms", 0) == "{count} terms"
    assert language.choose(en="a picture", de="ein Bild") == "a picture"
    assert language.either(["number", "shape"]) == "number or shape"
    language.use("de")
    assert language._("Right.") == "Richtig."
    assert language._("no text of ours") == "no text of ours"
    assert language.ngettext("{count} term", "{count} terms", 1) == "{count} Begriff"
    assert language.ngettext("{count} term", "{count} terms", 0) == "{count} Begriffe"
    assert language.choose(en="a picture", de="ein Bild") == "ein Bild"
    assert language.either(["Zahl", "Form"]) == "Zahl oder Form"
    language.use("fr")
    assert language._("Right.") == "Right."
    assert language.choose(en="a picture", de="ein Bild") == "a picture"


def test_a_program_that_imports_dlteach_stays_english():
    program = (
        "from dlteach.content.files import find_topic, lesson_homes\n"
        "try:\n    find_topic('nothing', lesson_homes(), '.md')\nexcept Exception as error:\n    print(error)\n"
        "import sys; print('gettext' in sys.modules)"
    )
    environment = {**os.environ, "LANG": "de_DE.UTF-8", "DLTEACH_LANG": "de"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("There is no lesson 'nothing'.")
    assert done.stdout.endswith("False\n")
