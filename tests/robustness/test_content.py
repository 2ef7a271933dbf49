"""Lessons and decks as a stranger may write them, or a bad disk may leave them."""

import re
from pathlib import Path

import pytest
from hypothesis import strategies as st

GOOD = Path(__file__).parent.parent / "content" / "good"
FEW_OR_MANY = [8, pytest.param(1300, marks=pytest.mark.slow)]
# what breaks parsers: YAML's own signs, values it reads as something else, directives, signs of the terminal
PIECES = [
    *(
        "&a [*a]",
        "*a",
        "&a {*a : *a}",
        "? [a, b]",
        "? &a [*a]\n: 1",
        "<<: *a",
        "!!python/object:os.system x",
        "!!binary x",
    ),
    *(
        "!!int x",
        "!!float x",
        "!!timestamp x",
        "!!set {a}",
        "2001-99-99",
        "0x_",
        "0b2",
        "1:99:99",
        ".nan",
        ".inf",
        "1e999",
    ),
    *("- ", ": ", "{", "}", "[", "]", "'", '"', "|", ">", "%", "@", "`", "#", "\t", "---", "...", "\r\n", "\r", "\n\n"),
    *("9" * 5000, "-1", "0", "²", "٣", "null", "~", "yes", "[]", "{}", "[[[]]]", "[" * 300, "{a: " * 300, "x" * 20_000),
    *(
        "\x00",
        "\x1b[31m",
        "\x07",
        "\x9b",
        "\u202e",
        "\u2028",
        "\x85",
        "\ufeff",
        "\ufffe",
        "e\u0301" * 9,
        "👩‍👩‍👧",
        "İ",
        "ß",
    ),
    *(
        "```",
        "````",
        "```{",
        "```{}",
        "```{code} os.path:join",
        "```{code} os.foo:bar",
        "```{code} a..b:c",
        "```{code} __main__:a",
    ),
    *(
        "```{code} dlteach:a.b.c",
        "```{predict} a\n:kind: number\n:tolerance: nan\nq\n```",
        "```{drill} 0",
        "```{drill} ²",
        "```{ask} a/b",
    ),
    *(
        "```{build} missing\n```",
        "```{train} class\n```",
        "```{look} a.b\n```",
        "```{memory} tides/\n```",
        "```{overview} basic",
    ),
    *(
        "(tides-overview)=",
        "()=",
        "(a)(b)=",
        "## ",
        "# ",
        "## a\n---",
        "[a](\x00)",
        "[a](//[)",
        "[a](../../x)",
        "![a](b)",
    ),
    *(
        "**a**",
        "**",
        "<!--",
        "<b>",
        "| a |\n|--|",
        "> " * 200,
        "- " * 200,
        "*" * 400,
        "[" * 400,
        "{{",
        "}}",
        "{{a}}{{b}}",
    ),
    *(
        "id: tides/tide",
        "term: ''",
        "kind: nothing",
        "requires: [tides]",
        "choices: x",
        "letters: [[a]]",
        "answer: (3, x)",
    ),
    *(
        "default: 2001-01-01",
        "default: &a [*a]",
        "minimum: x",
        "settings: x",
        "data: [nothing]",
        "model: Nothing",
        "model: ../x",
    ),
]
PIECE = st.one_of(st.sampled_from(PIECES), st.text(max_size=12)).map(lambda text: text.encode("utf-8", "surrogatepass"))
PIECE |= st.binary(max_size=6)
# where it happens, how much is taken away there, and what is put there
EDIT = st.tuples(st.floats(0, 1), st.sampled_from([0, 0, 1, 1, 2, 7, 60]), PIECE)
EDITS = st.lists(EDIT, min_size=1, max_size=4)


def edited(content, edits):
    """A file's bytes after a few edits, most of them at the beginning or the end of a line or a value."""
    for where, taken, put in edits:
        at = int(where * len(content))
        begin = max(content.rfind(sign, 0, at) + 1 for sign in (b"\n", b" ", b"["))
        content = content[:begin] + put + content[begin + taken :]
    return content


def written(folder, **files):
    """The good lesson and deck on tides in a folder, some of their files replaced."""
    for suffix in ("md", "yaml", "py"):
        (folder / f"tides.{suffix}").write_bytes(files.get(suffix, (GOOD / f"tides.{suffix}").read_bytes()))
    return folder


@pytest.mark.parametrize("examples", FEW_OR_MANY)
@pytest.mark.parametrize("part", ["md", "yaml", "py"])
def test_an_edited_file_is_judged_line_by_line(examples, part, sweep, run, findings, folder, alone):
    good = (GOOD / f"tides.{part}").read_bytes()

    def check(edits):
        pack = written(folder(), **{part: edited(good, edits)})
        findings(run("check", "--no-run", "--plain", pack))

    sweep(examples, EDITS, check)


@pytest.mark.parametrize("examples", FEW_OR_MANY)
def test_a_broken_pack_is_used_or_refused_in_one_line(examples, sweep, run, folder, alone):
    lesson, deck = (GOOD / "tides.md").read_bytes(), (GOOD / "tides.yaml").read_bytes()
    uses = [
        ("topics", "--plain"),
        ("glossary", "--plain"),
        ("glossary", "tides", "--json"),
        ("glossary", "tide"),
        ("quiz", "tides", "--plain", "--count", "3", "--seed", "1"),
        ("export", "tides", "--to", "html"),
        ("export", "tides", "--to", "moodle"),
        ("export", "tides", "--to", "notebook"),
    ]

    def check(case):
        in_lesson, in_deck, use = case
        pack = written(folder(), md=edited(lesson, in_lesson), yaml=edited(deck, in_deck))
        run("--from", pack, "--trust", *use, typed="1\nmoon\n" * 9)

    sweep(examples, st.tuples(EDITS, EDITS, st.sampled_from(uses)), check)


def test_lessons_that_require_each_other_are_told(run, findings, folder, alone):
    pack = folder()
    lesson = (GOOD / "tides.md").read_text(encoding="utf-8")
    for topic, other in (("tides", "ebb"), ("ebb", "flow"), ("flow", "tides")):
        text = lesson.replace("requires: [cnn]", f"requires: [{other}]").replace("(tides-", f"({topic}-")
        (pack / f"{topic}.md").write_text(text, encoding="utf-8")
    outcome = run("check", "--no-run", pack)
    assert outcome.code == 1
    assert sum("require each other" in line for line in findings(outcome)) == 3


def test_an_id_that_stands_twice_is_told_with_both_places(run, findings, folder, alone):
    pack = written(folder())
    deck = (GOOD / "tides.yaml").read_text(encoding="utf-8")
    (pack / "tides.yaml").write_text(deck.replace("id: tides/cloze", "id: tides/tide"), encoding="utf-8")
    outcome = run("check", "--no-run", pack)
    assert outcome.code == 1
    assert any("already used at" in line and "tides.yaml:3" in line for line in findings(outcome))


@pytest.mark.parametrize("named", ["md", "yaml", "py"])
def test_a_folder_in_a_files_place_is_one_line(named, run, folder, alone):
    pack = written(folder())
    (pack / f"tides.{named}").unlink()
    (pack / f"tides.{named}").mkdir()
    assert run("check", "--no-run", pack).code in (1, 2)
    assert run("--from", pack, "--trust", "quiz", "tides", "--plain").code in (0, 1, 2)


@pytest.mark.parametrize(
    "fault", ["raise ValueError('no')", "import nothing_here", "def (", "1 / 0", "\0", "raise OSError(1, 'no')"]
)
def test_a_strangers_python_that_fails_is_told_with_its_place(fault, run, folder, alone):
    code = f'{fault}\n\n@computed("tides/depth")\ndef depth(rng):\n    pass\n'
    pack = written(folder(), py=code.encode())
    outcome = run("--from", pack, "--trust", "quiz", "tides", "--plain", "--kind", "computed", typed="1\n")
    assert outcome.code == 1
    assert re.search(r"tides\.py:1: This (file fails with|is not Python)", outcome.err)


@pytest.mark.slow
@pytest.mark.parametrize("sign", ["a ", "\n", "[", "- ", "> ", "(tides-a)=\n", "```\n", "\x00", "[a](b) "])
def test_a_huge_lesson_ends_in_findings(sign, run, findings, folder, alone):
    good = (GOOD / "tides.md").read_bytes()
    findings(run("check", "--no-run", written(folder(), md=good + sign.encode() * (1_000_000 // len(sign)))))


@pytest.mark.slow
@pytest.mark.parametrize("sign", ["- a\n", "[", "{", "&a [*a, ", "'", "a: b\n", "# ", "\t"])
def test_a_huge_deck_ends_in_findings(sign, run, findings, folder, alone):
    good = (GOOD / "tides.yaml").read_bytes()
    findings(run("check", "--no-run", written(folder(), yaml=good + sign.encode() * (1_000_000 // len(sign)))))
