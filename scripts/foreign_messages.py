"""What click and the system say at a command line: read by `catalogue.py`, so that it is translated with our own texts.

click looks its messages up by these very words. Where releases word one differently, each stands here.
"""

from dlteach.language import mark, ngettext

HELP = (
    mark("Usage:"),
    mark("Options"),
    mark("Commands"),
    mark("Show the version and exit."),
    mark("Show this message and exit."),
    mark("default: {default}"),
    mark("required"),
    mark("%(prog)s, version %(version)s"),
    mark("INTEGER RANGE"),
    mark("INTEGER"),
)
ERRORS = (
    mark("Error: {message}"),
    mark("Try '{command} {option}' for help."),
    mark("Invalid value: {message}"),
    mark("Invalid value for {param_hint}: {message}"),
    mark("Missing argument"),
    mark("Missing option"),
    mark("Missing parameter"),
    mark("Missing command."),
    mark("Choose from:\n\t{choices}"),
    mark("No such option {name!r}."),
    mark("No such option: {name}"),
    mark("Option {name!r} does not take a value."),
    mark("{value!r} is not a valid {number_type}."),
    mark("{value} is not in the range {range}."),
    mark("file"),
    mark("directory"),
    mark("path"),
    mark("File"),
    mark("Directory"),
    mark("Path"),
    mark("integer"),
    mark("integer range"),
    mark("{name} {filename!r} does not exist."),
    mark("{name} {filename!r} is a file."),
    mark("{name} {filename!r} is a directory."),
    mark("{name} {filename!r} is not readable."),
    mark("{name} {filename!r} is not writable."),
)


# the reasons that an operating system gives
SYSTEM = (
    mark("No such file or directory"),
    mark("Permission denied"),
    mark("Is a directory"),
    mark("Not a directory"),
    mark("File exists"),
    mark("No space left on device"),
    mark("Read-only file system"),
    mark("Input/output error"),
    mark("Too many open files"),
    mark("File name too long"),
)


def plurals(count: int) -> tuple[str, ...]:
    """Those that hang on a number."""
    return (
        ngettext("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", count),
        ngettext("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments.", count),
        ngettext("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", count),
        ngettext("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", count),
    )
