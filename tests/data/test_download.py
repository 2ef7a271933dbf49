"""Downloaded data sets: the real loading code on tiny files, and one clear line without a network."""

import gzip
import json
import pickle

import numpy as np
import pytest

from dlteach import data
from dlteach.errors import DataError

keras_datasets = pytest.importorskip("keras.src.datasets")


@pytest.fixture
def cached(monkeypatch, tmp_path):
    """Puts files where keras.datasets looks for them, in place of its download."""

    def put(module, **files):
        loader = __import__(f"keras.src.datasets.{module}", fromlist=["get_file"])

        def get_file(fname=None, *arguments, origin="", **options):
            name = fname or origin.rsplit("/", 1)[-1]
            if name not in files:
                raise Exception(f"URL fetch failure on {origin}: None -- no network")
            (tmp_path / name).write_bytes(b"")
            files[name](tmp_path / name)
            return str(tmp_path / name)

        monkeypatch.setattr(loader, "get_file", get_file)

    return put


def test_mnist_from_the_cache(cached):
    random = np.random.default_rng(0)
    raw = {
        "x_train": random.integers(0, 256, (240, 28, 28), "uint8"),
        "y_train": np.arange(240, dtype="uint8") % 10,
        "x_test": random.integers(0, 256, (20, 28, 28), "uint8"),
        "y_test": np.arange(20, dtype="uint8") % 10,
    }
    cached("mnist", **{"mnist.npz": lambda path: np.savez(path, **raw)})
    mnist = data.load("mnist")
    assert mnist.x_train.shape == (220, 28, 28, 1)
    assert mnist.x_validation.shape == (20, 28, 28, 1)
    np.testing.assert_allclose(mnist.x_test[..., 0], raw["x_test"] / 255, rtol=1e-6)
    np.testing.assert_array_equal(mnist.y_test, raw["y_test"])
    together = {x.tobytes() for x in np.concatenate([mnist.x_train, mnist.x_validation])}
    assert together == {(x / np.float32(255)).astype("float32").tobytes() for x in raw["x_train"]}
    assert np.bincount(mnist.y_validation).tolist() == [2] * 10
    few = data.load("mnist", limit=50)
    assert np.bincount(few.y_train).tolist() == [5] * 10
    np.testing.assert_array_equal(few.x_test, mnist.x_test)


def test_fashion_mnist_from_the_cache(cached):
    random = np.random.default_rng(0)
    images = {
        "train": random.integers(0, 256, (240, 28, 28), "uint8"),
        "t10k": random.integers(0, 256, (20, 28, 28), "uint8"),
    }
    labels = {name: np.arange(len(raw), dtype="uint8") % 10 for name, raw in images.items()}

    def packed(header, array):
        return lambda path: path.write_bytes(gzip.compress(bytes(header) + array.tobytes()))

    # the format of the authors' files: a header of 16 bytes before images, 8 before labels
    files = {f"{name}-images-idx3-ubyte.gz": packed(16, raw) for name, raw in images.items()}
    files |= {f"{name}-labels-idx1-ubyte.gz": packed(8, raw) for name, raw in labels.items()}
    cached("fashion_mnist", **files)
    clothes = data.load("fashion_mnist")
    assert clothes.x_train.shape == (220, 28, 28, 1)
    assert clothes.class_names[9] == "ankle boot"
    np.testing.assert_allclose(clothes.x_test[..., 0], images["t10k"] / 255, rtol=1e-6)
    np.testing.assert_array_equal(clothes.y_test, labels["t10k"])


def test_cifar10_from_the_cache(cached):
    """Five batches, each of one picture of its own class and colour, which Keras spreads over ten thousand."""

    def write(path):
        path.unlink()
        (path / "cifar-10-batches-py").mkdir(parents=True)
        for name, label in [*((f"data_batch_{number}", number) for number in range(1, 6)), ("test_batch", 3)]:
            picture = np.repeat(np.array([10 * label, 0, 255], "uint8"), 32 * 32)[None]
            file = path / "cifar-10-batches-py" / name
            file.write_bytes(pickle.dumps({b"data": picture, b"labels": np.array([label])}))

    cached("cifar10", **{"cifar-10-batches-py-target": write})
    photographs = data.load("cifar10", limit=50)
    assert photographs.x_train.shape[1:] == (32, 32, 3)
    assert set(photographs.y_train.tolist()) == {1, 2, 3, 4, 5}
    # red tells the class, green is dark, blue is full: the channels stand last and in order
    np.testing.assert_allclose(photographs.x_train[:, 5, 7, 0], 10 * photographs.y_train / 255, rtol=1e-6)
    np.testing.assert_allclose(photographs.x_test[0, 0, 0], [30 / 255, 0, 1], rtol=1e-6)
    assert photographs.class_names[int(photographs.y_test[0])] == "cat"


def test_imdb_from_the_cache(cached):
    reviews = np.array([[1, 14, 7], [1, 5, 6, 8, 9, 30], [1, 4], [1, 6]] * 10, dtype=object)
    labels = np.array([0, 1, 0, 1] * 10)

    def write(path):
        np.savez(path, x_train=reviews, y_train=labels, x_test=reviews[:4], y_test=labels[:4])

    index = {"the": 1, "film": 2, "good": 27}
    cached("imdb", **{"imdb.npz": write, "imdb_word_index.json": lambda path: path.write_text(json.dumps(index))})
    imdb = data.load("imdb", vocabulary_size=20, length=4)
    assert imdb.x_test.shape == (4, 4)
    assert imdb.extra["vocabulary"][4:6] == ("the", "film")
    assert imdb.x_train.max() < 20
    assert len(imdb.x_train) + len(imdb.x_validation) == 40


@pytest.mark.parametrize(
    ("name", "instead"), [("mnist", "digits"), ("fashion_mnist", "digits"), ("cifar10", "shapes"), ("imdb", "opinions")]
)
def test_without_a_network_an_embedded_set_is_named(name, instead, cached):
    cached(name)
    with pytest.raises(DataError) as caught:
        data.load(name)
    told = str(caught.value)
    assert f'"{name}" is not on this machine' in told
    assert f'use the embedded set "{instead}"' in told
    assert "\n" not in told
