"""Writes a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from dlteach.errors import DlteachError
from dlteach.language import _


def write_file(path: str | Path, content: bytes) -> Path:
    """Writes the content to a temporary file beside the path and puts it in its place.

    Whoever reads the path sees the old content or the new one, never a part, even when the program is killed.

    Args:
        path: where to write; its folder must exist. A link is followed; a device such as /dev/stdout is written to.
        content: all of the file.

    Returns:
        The path.

    Raises:
        DlteachError: the file cannot be written; names the path.
    """
    target = Path(path)
    temporary: str | None = None
    try:
        real = Path(os.path.realpath(target))
        if real.exists() and not real.is_file():
            real.write_bytes(content)
            return target
        handle, temporary = tempfile.mkstemp(prefix=f".{real.name[:40]}.", dir=real.parent)
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, real.stat().st_mode & 0o777 if real.exists() else 0o666 & ~_umask())
        os.replace(temporary, real)
    except (OSError, ValueError) as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        reason = getattr(error, "strerror", None) or str(error)
        raise DlteachError(
            _("cannot write the file ({reason})").format(reason=reason[:1].lower() + reason[1:]),
            _("Choose a folder that exists and that you may write to."),
            place=str(target),
        ) from error
    return target


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
