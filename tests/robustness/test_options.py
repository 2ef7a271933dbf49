"""Option values and arguments that cannot be meant."""

import pytest
from hypothesis import strategies as st

FEW_OR_MANY = [40, pytest.param(2600, marks=pytest.mark.slow)]
ODD = [
    *(
        "",
        " ",
        "-",
        "--",
        "-1",
        "0",
        "00",
        "1e3",
        "1e999",
        "-0",
        "nan",
        "inf",
        "9" * 400,
        "9" * 5000,
        "٣",
        "²",
        "0x10",
        "1_0",
    ),
    *("=", "a=", "=a", "a=b=c", "retention=", "retention=nan", "retention=2", "new=-1", "new=1e9", "new=٣", "epochs=1"),
    *(
        "filters=0",
        "filters=x",
        "filters=" + "9" * 5000,
        "learning_rate=nan",
        "learning_rate=1e999",
        "filters=1_0",
        "filters=",
    ),
    *(
        "None",
        "null",
        "true",
        "{}",
        "[1]",
        "1,2,3",
        ",",
        "1,,2",
        "0,0,0",
        "cnn",
        "CNN",
        "cnn ",
        "Cnn/../x",
        "../cnn",
        "/",
        ".",
    ),
    *(
        "\x1b[31m",
        "\x07",
        "\x00"[:0],
        "\n",
        "a\nb",
        "\t",
        "\u202e",
        "\udcff",
        "👩‍👩‍👧",
        "İ",
        "é",
        "cnn\n",
        "%s",
        "{0}",
        "`id`",
        "$(id)",
    ),
    *(
        "x" * 300,
        "x" * 5000,
        "/dev/null",
        "/dev/null/x",
        "/nowhere/x.html",
        "/nowhere/x.jsonl",
        "x.keras",
        "x.html",
        "a/b/c",
    ),
]
VALUE = st.one_of(
    st.sampled_from(ODD), st.text(st.characters(blacklist_characters="\0"), max_size=20), st.integers().map(str)
)
OPTIONS = {
    "topics": ["--json", "--plain"],
    "glossary": ["--json", "--plain"],
    "quiz": ["--count", "--kind", "--cram", "--seed", "--plain"],
    "review": ["--count", "--seed", "--plain"],
    "progress": [
        "--json",
        "--report",
        "--export",
        "--import",
        "--set",
        "--resume",
        "--class",
        "--csv",
        "--fit",
        "--plain",
    ],
    "export": ["--to", "--output", "--plain"],
    "check": ["--plain", "--no-run"],
    "completion": [],
    "new": ["--in"],
    "summary": ["--input-shape", "--classes", "--json"],
    "lesson": [
        *("--level", "--data", "--epochs", "--set", "--seed", "--device", "--devices", "--precision", "--backend"),
        *("--save", "--report", "--plain", "--yes", "--restart", "--speak"),
    ],
    "models": ["--plain"],
    "doctor": ["--backend"],
}
TOPIC = st.sampled_from(["cnn", "lstm"])


@st.composite
def command_lines(draw):
    """A command with options of its own and others' values, in which at least one value is drawn."""
    command = draw(st.sampled_from(list(OPTIONS)))
    arguments = [command]
    if command in ("quiz", "export", "lesson", "glossary") and draw(st.booleans()):
        arguments.append(draw(TOPIC))
    for option in draw(st.lists(st.sampled_from(OPTIONS[command]), max_size=3)) if OPTIONS[command] else []:
        arguments.append(option)
        if option not in ("--json", "--plain", "--cram", "--fit", "--yes", "--restart", "--no-run", "--speak"):
            arguments.append(draw(VALUE))
    # without a path, everything installed would be checked each time
    return arguments + draw(st.lists(VALUE, min_size=int(command == "check"), max_size=2))


@pytest.fixture
def nothing_heavy(monkeypatch):
    """Checks the options as always, but plays no lesson, builds no model and looks at no device."""
    from dlteach.cli import doctor, summary
    from dlteach.tutor import opening

    monkeypatch.setattr(opening, "open_lesson", lambda *arguments: None)
    monkeypatch.setattr(summary.command, "callback", lambda **values: None)
    monkeypatch.setattr(doctor.command, "callback", lambda **values: None)


@pytest.mark.parametrize("examples", FEW_OR_MANY)
def test_any_value_is_taken_or_refused_in_one_line(examples, sweep, run, folder, nothing_heavy, monkeypatch):
    def check(arguments):
        # what is written lies in a folder of its own, which is empty each time
        monkeypatch.chdir(folder())
        run(*arguments, typed="1\n" * 30)

    sweep(examples, command_lines(), check)
