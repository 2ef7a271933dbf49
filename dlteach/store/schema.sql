-- What happened. Rows are added and never changed; two triggers hold that.
CREATE TABLE IF NOT EXISTS events (
    seq     INTEGER PRIMARY KEY,
    id      TEXT    NOT NULL UNIQUE,      -- a UUID: logs of two machines are merged by it
    stamp   INTEGER NOT NULL,             -- the order: UTC microseconds, but never behind an earlier event's
    time    TEXT    NOT NULL,             -- UTC, as the clock said
    zone    INTEGER NOT NULL,             -- seconds east of UTC
    day     TEXT    NOT NULL,             -- the study day, which starts at 04:00 local time
    kind    TEXT    NOT NULL,             -- review, overrule, undo, suspend, resume, bury, note, practice, setting, ...
    subject TEXT    NOT NULL,             -- a card id, a topic, or a setting's name
    target  TEXT,                         -- the id of the event that this one undoes or overrules
    rating  INTEGER,                      -- 1 again, 2 hard, 3 good, 4 easy
    detail  TEXT    NOT NULL DEFAULT '{}' -- JSON: the answer as given and what else belongs to the kind
);

CREATE INDEX IF NOT EXISTS events_by_subject ON events (subject, stamp);
CREATE INDEX IF NOT EXISTS events_by_stamp ON events (stamp);
CREATE INDEX IF NOT EXISTS events_by_kind ON events (kind, day);

CREATE TRIGGER IF NOT EXISTS events_are_not_changed BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are never changed');
END;

CREATE TRIGGER IF NOT EXISTS events_are_not_deleted BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are never deleted');
END;

-- What follows from the events for each card: a cache that can be rebuilt at any time.
CREATE TABLE IF NOT EXISTS cards (
    card       TEXT    PRIMARY KEY,
    stability  REAL,                      -- days until the chance of recall has fallen to 90 %
    difficulty REAL,                      -- 1 to 10
    first      TEXT,                      -- study day of the first review
    last       TEXT,                      -- study day of the last review
    due        TEXT,                      -- study day of the next review
    reviews    INTEGER NOT NULL,
    lapses     INTEGER NOT NULL,          -- how often it was forgotten after it had been known
    suspended  INTEGER NOT NULL,
    buried     TEXT                       -- the study day it is put aside for
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS cards_by_due ON cards (due);
