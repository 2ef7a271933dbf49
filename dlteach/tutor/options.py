"""The learner's wishes for one lesson, checked against what the lesson offers before anything is imported or trained."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from dlteach.content.lesson import LEVELS, TEXT_FILE, Lesson, Setting
from dlteach.data import check_text_file, is_text_file
from dlteach.errors import UsageError
from dlteach.language import _

Value = str | int | float | bool
TRUE, FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


@dataclass(frozen=True)
class Options:
    """How a lesson is to be played. `given` are the settings the learner named, the others have their defaults."""

    level: str = "basic"
    data: str = ""
    epochs: int | None = None
    given: dict[str, Value] = field(default_factory=dict)
    seed: int = 0
    device: str = "auto"
    devices: int = 1
    precision: str = "auto"
    backend: str | None = None
    save: Path | None = None
    report: Path | None = None
    yes: bool = False
    speak: bool = False
    restart: bool = False


def settings_of(lesson: Lesson, given: dict[str, Value]) -> dict[str, Value]:
    """Every setting of the lesson by name, the learner's values over the defaults."""
    return {setting.name: setting.default for setting in lesson.settings} | given


def parse_settings(lesson: Lesson, pairs: tuple[str, ...]) -> dict[str, Value]:
    """Reads `--set name=value` pairs.

    Raises:
        UsageError: a pair is not of that form, names no setting of the lesson, or has an impossible value.
    """
    known = {setting.name: setting for setting in lesson.settings}
    values: dict[str, Value] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals:
            raise UsageError(
                _("--set {pair} has no value").format(pair=pair), _("Write --set name=value, such as --set filters=3.")
            )
        if name not in known:
            raise UsageError(
                _("The lesson {topic} has no setting “{name}”").format(topic=lesson.topic, name=name),
                _offer(name, list(known)),
            )
        values[name] = _value(known[name], text)
    return values


def check_data(lesson: Lesson, name: str | None) -> str:
    """The data set to use: the one named, or the lesson's first. A lesson with `TEXT_FILE` takes any text file, too.

    Raises:
        UsageError: the lesson cannot use that data set.
        DataError: the text file cannot be used.
    """
    if name is None:
        return lesson.data[0] if lesson.data else ""
    if TEXT_FILE in lesson.data and is_text_file(name):
        return check_text_file(name)
    if name not in lesson.data:
        raise UsageError(
            _("The lesson {topic} has no data set “{name}”").format(topic=lesson.topic, name=name),
            _offer(name, list(lesson.data)),
        )
    return name


def check_level(level: str) -> str:
    """The level itself.

    Raises:
        UsageError: there is no such level.
    """
    if level not in LEVELS:
        raise UsageError(_("There is no level “{level}”").format(level=level), _offer(level, list(LEVELS)))
    return level


def check_writable(path: Path | None, suffix: str, option: str) -> Path | None:
    """The path itself, when a file with that suffix can be written there.

    Raises:
        UsageError: the suffix is wrong or the folder does not exist; better told before a training than after it.
    """
    if path is None:
        return None
    if path.suffix != suffix:
        raise UsageError(
            _("{option} {path} does not end in {suffix}").format(option=option, path=path, suffix=suffix),
            _("Name a file such as {name}{suffix}.").format(name=path.stem or "lesson", suffix=suffix),
        )
    if not path.absolute().parent.is_dir():
        raise UsageError(
            _("{option} {path}: there is no folder {folder}").format(
                option=option, path=path, folder=path.absolute().parent
            ),
            _("Create it first."),
        )
    return path.absolute()


def _value(setting: Setting, text: str) -> Value:
    kind = type(setting.default)
    where = f"--set {setting.name}={text}"
    if kind is bool:
        if text.lower() in TRUE + FALSE:
            return text.lower() in TRUE
        raise UsageError(
            _("{where} is neither yes nor no").format(where=where),
            _("Write {setting}=yes or {setting}=no.").format(setting=setting.name),
        )
    if setting.choices:
        if text in setting.choices:
            return text
        raise UsageError(_("{where} is not a choice").format(where=where), _offer(text, list(setting.choices)))
    if kind is str:
        return text
    try:
        number = int(text) if kind is int else float(text)
    except ValueError:
        problem = _("{where} is not a whole number") if kind is int else _("{where} is not a number")
        raise UsageError(
            problem.format(where=where),
            _("The default is {default}.").format(default=setting.default),
        ) from None
    low, high = setting.minimum, setting.maximum
    # written so that a value that is not a number (nan) is refused as well
    if not ((low is None or number >= low) and (high is None or number <= high)):
        raise UsageError(
            _("{where} is out of range").format(where=where),
            _("Choose from {low} to {high}.").format(low=_bound(low), high=_bound(high)),
        )
    return number


def _bound(value: float | None) -> str:
    return _("anything") if value is None else f"{value:g}"


def _offer(text: str, known: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(text, known, n=1)
    if not known:
        return _("It has none.")
    offer = _("Did you mean “{near}”? There is {known}.") if near else _("There is {known}.")
    return offer.format(near=near[0] if near else "", known=", ".join(known))
