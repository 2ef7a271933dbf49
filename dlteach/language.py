"""The language that dlteach speaks: which one, the catalogue of its texts, and how a text is looked up.

Every text is written in English where it is shown, inside `_` or `ngettext`; a constant that is defined before the language
is known stands inside `mark`, and `_` is called where it is shown. Only the command line chooses a language: whoever
imports dlteach into a program of their own reads English.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import GNUTranslations

VARIABLE = "DLTEACH_LANG"
ENGLISH = "en"
DOMAIN = "dlteach"
FOLDER = os.path.join(os.path.dirname(__file__), "locale")

_codes: tuple[str, ...] = (ENGLISH,)
_interface = ENGLISH
_catalogue: GNUTranslations | None = None


def _(text: str) -> str:
    """The text in the chosen language; the text itself in English, or where the catalogue has none."""
    # the empty text is where a catalogue describes itself
    return _catalogue.gettext(text) if _catalogue is not None and text else text


def ngettext(one: str, many: str, count: int) -> str:
    """The form of a text that fits a count, in the chosen language.

    Args:
        one: the English text for one.
        many: the English text for any other number.
        count: how many there are.
    """
    if _catalogue is None:
        return one if count == 1 else many
    return _catalogue.ngettext(one, many, count)


def mark(text: str) -> str:
    """The text unchanged: says that it is in the catalogue and is looked up with `_` where it is shown."""
    return text


def either(words: Iterable[str]) -> str:
    """Words with "or" between them.

    Example:
        >>> either(["number", "shape"])
        'number or shape'
    """
    return _(" or ").join(words)


def choose(**texts: str) -> str:
    """One of several texts, by the language: for a pack whose Python shows texts in more than one.

    Args:
        **texts: the texts by language, such as `en="a picture", de="ein Bild"`. The first stands for any other language.

    Example:
        >>> choose(en="a picture", de="ein Bild")
        'a picture'
    """
    return next((texts[code] for code in _codes if code in texts), next(iter(texts.values())))


def codes() -> tuple[str, ...]:
    """The names that a file in the chosen language may carry, the most exact one first, such as ("de_AT", "de")."""
    return _codes


def interface() -> str:
    """The language that the interface speaks: the chosen one where there is a catalogue, else English."""
    return _interface


def use(name: str) -> None:
    """Speak a language from now on. Where there is no catalogue in it, English is spoken.

    Args:
        name: such as "de", "de_AT" or "de_DE.UTF-8"; what is no language, such as "C", means English.
    """
    global _codes, _interface, _catalogue
    _codes = _read(name)
    before, _interface = _interface, next((code for code in _codes if os.path.isfile(_file(code))), ENGLISH)
    if _interface == ENGLISH:
        _catalogue = None
    elif _interface != before:
        from gettext import GNUTranslations

        with open(_file(_interface), "rb") as source:
            _catalogue = GNUTranslations(source)
    if _interface != before:
        _speak_with_click(_interface)


def use_environment() -> None:
    """Speak the language that the environment names: in DLTEACH_LANG, or in LC_ALL, LC_MESSAGES or LANG."""
    use(next(filter(None, map(os.environ.get, (VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG"))), ENGLISH))


def is_translated() -> bool:
    """Whether the interface speaks another language than English."""
    return _catalogue is not None


def is_name(name: str) -> bool:
    """Whether a text has the form of a language's name."""
    return bool(_parts(name))


def catalogues() -> list[str]:
    """The languages that the interface speaks, sorted."""
    found = [name for name in os.listdir(FOLDER) if os.path.isfile(_file(name))]
    return sorted([ENGLISH, *found])


def _read(name: str) -> tuple[str, ...]:
    match _parts(name):
        case [language]:
            return (language,)
        case [language, country]:
            return (f"{language}_{country}", language)
    return (ENGLISH,)


def _parts(name: str) -> list[str]:
    """Language and country of a name such as de, de_AT, de_DE.UTF-8 or de_DE@euro; nothing where it is none."""
    # without a regular expression, which would take longer to compile than all the rest
    language, *country = name.partition(".")[0].partition("@")[0].replace("-", "_").split("_")
    found = [language.lower(), *(part.upper() for part in country)]
    fits = len(found) <= 2 and all(part.isascii() and part.isalpha() for part in found)
    return found if fits and 2 <= len(found[0]) <= 3 else []


def _file(code: str) -> str:
    return os.path.join(FOLDER, code, "LC_MESSAGES", f"{DOMAIN}.mo")


def _speak_with_click(code: str) -> None:
    """Let click look its own texts ("Usage:", "No such option") up in our catalogue: it asks gettext's default domain."""
    import gettext

    gettext.textdomain("messages" if code == ENGLISH else DOMAIN)
    gettext.bindtextdomain(DOMAIN, FOLDER)
    # gettext's first choice, before the locale; click has no other way to be told
    if code == ENGLISH:
        os.environ.pop("LANGUAGE", None)
    else:
        os.environ["LANGUAGE"] = code
