"""A text of the learner's own, character by character, in the form `pydocs` has."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from dlteach.errors import DataError
from dlteach.language import _

if TYPE_CHECKING:
    from .dataset import Dataset

LEAST = 10_000


def read(path: Path | str) -> str:
    """The text of a file, line ends made alike.

    Raises:
        DataError: the file cannot be read, is no text in UTF-8, or is too small to learn from.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DataError(
            _("the text cannot be read: {reason}").format(reason=_(error.strerror or str(error))),
            _("Name a file you may read."),
            str(path),
        ) from None
    except UnicodeDecodeError:
        raise DataError(_("this is no text in UTF-8"), _("Save it as UTF-8 text."), str(path)) from None
    text = re.sub(r"\r\n?", "\n", text).strip()
    if len(text) < LEAST:
        raise DataError(
            _("a text of {count:,} characters is too small to learn from").format(count=len(text)),
            _("Give at least {least:,}: a long story or a few articles.").format(least=LEAST),
            str(path),
        )
    return text


def load(path: Path | str, seed: int = 0, length: int = 64) -> Dataset:
    """Cuts a text into blocks: its first nine tenths for training, then validation and test by halves.

    Args:
        path: a text file in UTF-8.
        seed: has no effect, since a text is split by its order; every data set takes it.
        length: characters in a block.

    Returns:
        As `dlteach.data.pydocs.load`: blocks (examples, length) of numbers into `extra["vocabulary"]`, and the same
        moved on by one character; the text itself in `extra["text_train"]` and so on.

    Raises:
        DataError: the file cannot be used, or the length is impossible.
    """
    import numpy as np

    from .dataset import Dataset, Info

    text = read(path)
    first, second = int(0.9 * len(text)), int(0.95 * len(text))
    texts = (text[:first], text[first:second], text[second:])
    if not 1 <= length < min(map(len, texts)):
        raise DataError(
            _("a block of {length} characters is impossible").format(length=length),
            _("Choose a shorter one, or a longer text."),
        )
    vocabulary = ("", *sorted(set(text)))
    number = {sign: index for index, sign in enumerate(vocabulary)}
    blocks = []
    for part in texts:
        tokens = np.array([number[sign] for sign in part], "int32")
        whole = (len(tokens) - 1) // length * length
        blocks += [tokens[:whole].reshape(-1, length), tokens[1 : whole + 1].reshape(-1, length)]
    name = Path(path).name
    info = Info(
        name=name,
        title=name,
        task="language modelling (characters)",
        source=str(path),
        licence="your own file",
        description=f"A text of {len(text):,} characters, {len(vocabulary) - 1} of them different.",
    )
    extra = {"vocabulary": vocabulary, "text_train": texts[0], "text_validation": texts[1], "text_test": texts[2]}
    x_train, y_train, x_validation, y_validation, x_test, y_test = blocks
    return Dataset(info, x_train, y_train, x_validation, y_validation, x_test, y_test, extra=extra)
