"""The folder that holds what belongs to the learner: the journal and its backups."""

from __future__ import annotations

import os
from pathlib import Path

from dlteach.errors import JournalError
from dlteach.language import _


def home() -> Path:
    """The learner's folder, created when it is missing.

    Returns:
        `$DLTEACH_HOME`, or the platform's folder for user data of "dlteach".

    Raises:
        JournalError: when the folder cannot be made.
    """
    named = os.environ.get("DLTEACH_HOME")
    try:
        if named:
            folder = Path(named).expanduser()
        else:
            # the import costs as much as opening the journal, and is not needed where the folder is named
            import platformdirs

            folder = Path(platformdirs.user_data_dir("dlteach"))
    except RuntimeError as error:
        raise _homeless(_("the user of “{named}” is unknown").format(named=named) if named else str(error)) from error
    if not named and not folder.is_absolute():
        # a user without a home folder, as in some containers: what “~” means is unknown then
        raise _homeless(_("you have no home folder"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise JournalError(
            _("The folder for your journal cannot be made ({reason})").format(reason=_(error.strerror or str(error))),
            _("Set DLTEACH_HOME to a folder you can write to."),
            place=str(folder),
        ) from error
    return folder


def _homeless(reason: str) -> JournalError:
    return JournalError(
        _("There is no folder for your journal: {reason}").format(reason=reason),
        _("Set DLTEACH_HOME to a folder you can write to."),
    )
