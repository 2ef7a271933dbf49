"""The file of an interrupted training: what comes back from it, and what is refused."""

import json

import numpy as np
import pytest

from dlteach.training import checkpoint

ARRAYS = [np.arange(12, dtype="float32").reshape(3, 4), np.array(7, "int64"), np.array([True, False])]
HEADER = {"epoch": 3, "names": ["loss", "größer"]}


@pytest.fixture
def file(tmp_path):
    """A whole checkpoint."""
    path = tmp_path / "trainings" / "a.checkpoint"
    checkpoint.write(path, HEADER, ARRAYS)
    return path


def test_what_was_written_comes_back(file):
    header, arrays = checkpoint.read(file)
    assert header == HEADER
    assert [array.dtype for array in arrays] == [array.dtype for array in ARRAYS]
    for back, array in zip(arrays, ARRAYS, strict=True):
        np.testing.assert_array_equal(back, array)
    assert checkpoint.header_of(file).items() > HEADER.items()
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("kind", ["float32", "bfloat16", "float16", "int64", "uint32", "bool"])
@pytest.mark.parametrize("shape", [(), (0,), (3, 2)])
def test_arrays_come_back_with_their_types(kind, shape, tmp_path):
    array = np.arange(6).astype(kind)[: int(np.prod(shape))].reshape(shape)
    checkpoint.write(tmp_path / "a.checkpoint", {}, [array.T])
    _, (back,) = checkpoint.read(tmp_path / "a.checkpoint")
    assert back.dtype == array.dtype
    np.testing.assert_array_equal(back, array.T)
    back[...] = 0


def test_a_part_of_any_length_is_seen_to_be_damaged(file):
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        with pytest.raises(checkpoint.Damaged):
            checkpoint.read(file)


@pytest.mark.parametrize("place", [0.0, 0.1, 0.3, 0.5, 0.7, 0.9])
def test_another_byte_never_gives_another_array(file, place):
    whole = file.read_bytes()
    start = int(len(whole) * place)
    for position in range(start, min(start + 40, len(whole))):
        file.write_bytes(whole[:position] + bytes([whole[position] ^ 0x55]) + whole[position + 1 :])
        try:
            _, arrays = checkpoint.read(file)
        except checkpoint.Damaged:
            continue
        for back, array in zip(arrays, ARRAYS, strict=True):
            np.testing.assert_array_equal(back, array)


@pytest.mark.parametrize("header", [[], "a text", None, 3, {}, {"types": 3}, {"types": [3]}, {"types": ["float99"]}])
def test_a_header_of_another_kind_is_refused(header, tmp_path):
    file = tmp_path / "a.checkpoint"
    text = np.frombuffer(json.dumps(header).encode(), np.uint8)
    with open(file, "wb") as other:
        np.savez(other, **{"header": text, "0": ARRAYS[0]})
    with pytest.raises(checkpoint.Damaged):
        checkpoint.read(file)
    assert isinstance(checkpoint.header_of(file), dict | None)


def test_a_single_array_in_its_place_is_refused(tmp_path):
    file = tmp_path / "a.checkpoint"
    with open(file, "wb") as other:
        np.save(other, ARRAYS[0])
    with pytest.raises(checkpoint.Damaged):
        checkpoint.read(file)
    assert checkpoint.header_of(file) is None


def test_it_carries_no_code(file):
    with np.load(file, allow_pickle=False) as members:
        assert all(members[name].dtype.kind in "biuf" for name in members.files)
    with open(file, "wb") as damaged:
        np.savez(damaged, header=np.array([{"a": "pickle"}], object))
    with pytest.raises(checkpoint.Damaged):
        checkpoint.read(file)


def test_a_missing_file_is_no_damaged_one(tmp_path):
    with pytest.raises(FileNotFoundError):
        checkpoint.read(tmp_path / "a.checkpoint")
    assert checkpoint.header_of(tmp_path / "a.checkpoint") is None
