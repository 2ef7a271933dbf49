"""`.keras` files as a bad disk, another program or a bad intention may have made them."""

import copy
import io
import json
import zipfile

import pytest
from hypothesis import strategies as st

FEW_OR_MANY = [5, pytest.param(700, marks=pytest.mark.slow)]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**40), 2**40),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from(
        [
            "Dense",
            "Lambda",
            "keras",
            "builtins",
            "os",
            "system",
            "eval",
            "relu",
            "float128",
            "../../x",
            [],
            {},
            [[]],
            [-1],
        ]
    ),
    st.sampled_from(
        [{"class_name": "Lambda", "config": {}}, {"class_name": "__lambda__", "config": {"value": "x"}}, [None, -3, 0]]
    ),
    st.dictionaries(
        st.sampled_from(["class_name", "config", "module", "a"]), st.none() | st.text(max_size=3), max_size=3
    ),
)
DAMAGE = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 60), st.binary(max_size=30)), min_size=1, max_size=3)
USES = [["summary"], ["summary", "--json"], ["summary", "--input-shape", "6"], ["summary", "--input-shape", "3,3"]]


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """The members of a small model's file, by name."""
    import keras

    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(3, activation="relu"), keras.layers.Dense(2)])
    file = tmp_path_factory.mktemp("sound") / "small.keras"
    model.save(file)
    with zipfile.ZipFile(file) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(members):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, content in members.items():
            package.writestr(name, content)
    return made.getvalue()


def places(value, above=()):
    """Every place of a JSON value, as the keys that lead to it."""
    yield above
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from places(part, (*above, key))


def replaced(value, share, odd):
    """A JSON value in which one place holds something else."""
    every = list(places(value))
    *way, last = every[1 + int(share * (len(every) - 2))]
    inner = value
    for key in way:
        inner = inner[key]
    # the samples are shared between cases
    inner[last] = copy.deepcopy(odd)
    return value


def damaged(content, damage):
    for where, taken, put in damage:
        at = int(where * len(content))
        content = content[:at] + put + content[at + taken :]
    return content


@pytest.mark.parametrize("examples", FEW_OR_MANY)
def test_a_damaged_file_is_one_line(examples, sweep, run, sound, folder):
    content = packed(sound)

    def check(case):
        damage, use = case
        file = folder() / "mine.keras"
        file.write_bytes(damaged(content, damage))
        run(*use, file, "--plain")

    sweep(examples, st.tuples(DAMAGE, st.sampled_from(USES)), check)


@pytest.mark.parametrize("examples", FEW_OR_MANY)
def test_a_file_that_says_something_else_is_read_or_refused_in_one_line(examples, sweep, run, sound, folder):
    def check(case):
        edits, member, damage, use = case
        members = dict(sound)
        config = json.loads(members["config.json"])
        for share, odd in edits:
            config = replaced(config, share, odd)
        members["config.json"] = json.dumps(config)
        if member == "missing":
            del members[sorted(members)[len(damage) % len(members)]]
        elif member:
            members[member] = damaged(sound[member], damage)
        file = folder() / "mine.keras"
        file.write_bytes(packed(members))
        run(*use, file, "--plain")

    edits = st.lists(st.tuples(st.floats(0, 1), ODD), max_size=2)
    members = st.sampled_from(["", "", "missing", "metadata.json", "model.weights.h5"])
    sweep(examples, st.tuples(edits, members, DAMAGE, st.sampled_from(USES)), check)


def test_a_quiz_on_a_broken_model_is_one_line(run, folder):
    file = folder() / "mine.keras"
    file.write_bytes(b"PK\x03\x04 spilt coffee")
    outcome = run("quiz", "--plain", "--from", file)
    assert outcome.code == 1
    assert "mine.keras" in outcome.err
