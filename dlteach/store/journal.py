"""The learner's journal: one SQLite file in which every answer, lesson step and run is kept."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from dlteach.store import clock as clocks
from dlteach.store.home import home
from dlteach.store.lesson_log import LessonLog
from dlteach.store.opening import UnwritableJournal, check, connect
from dlteach.store.reviews import ReviewLog

FILE_NAME = "journal.db"


class Journal(ReviewLog, LessonLog):
    """What the learner has done. Open it with `Journal.open`, and close it or use it in a `with` block.

    Example:
        >>> with Journal.open() as journal:  # doctest: +SKIP
        ...     journal.position("cnn")
        ('cnn-pooling', 2)
    """

    @classmethod
    def open(cls, path: Path | None = None, clock: clocks.Clock = clocks.local_clock) -> Journal:
        """Opens the journal, making it at first use.

        Args:
            path: its file; by default `journal.db` in the learner's folder.
            clock: returns the zoned time now; tests pass their own.

        Raises:
            JournalError: when it cannot be opened, is damaged, or was written by a newer dlteach.
        """
        path = Path(path) if path is not None else home() / FILE_NAME
        return cls(connect(path), path, clock)

    @classmethod
    def open_to_read(cls, path: Path | None = None, clock: clocks.Clock = clocks.local_clock) -> Journal:
        """Opens the journal like `open`, or, where it cannot be written, only to read it as it stands.

        Raises:
            JournalError: as `open`; UnwritableJournal when there is nothing to read.
        """
        path = Path(path) if path is not None else home() / FILE_NAME
        try:
            return cls.open(path, clock)
        except UnwritableJournal:
            from dlteach.store.reading import connect_to_read

            return cls(connect_to_read(path), path, clock)

    def close(self) -> None:
        """Closes the file; all answers are on the disk already."""
        self._connection.close()

    def verify(self) -> None:
        """Reads the whole file.

        Raises:
            JournalError: when a page of it is damaged.
        """
        with self._failures():
            check(self._connection)

    def back_up_daily(self) -> Path | None:
        """Makes today's backup when there is none yet, after reading the whole file, and deletes what is too many.

        Returns:
            The backup, or None when today's was there already.

        Raises:
            JournalError: when the journal is damaged or the backup cannot be written.
        """
        from dlteach.store import backups

        today = self.today
        if today in backups.daily_backups(self.path):
            return None
        self.verify()
        with self._failures():
            made = backups.back_up(self._connection, self.path, name=today.isoformat())
        backups.thin(self.path)
        return made

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
