"""An interrupted training goes on and ends as one that was left alone."""

import os
import subprocess
import sys

import keras
import numpy as np
import pytest

from dlteach import models
from dlteach.errors import DeviceError
from dlteach.training import checkpoint as files
from dlteach.training import compiled_loop, distribution, resuming, train
from dlteach.training.choices import Choices
from dlteach.training.stop import StopRequest

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(200, 6)).astype("float32")
Y = (X.sum(axis=1) > 0).astype("float32")
WORDS = RANDOM.integers(0, 12, (96, 8))
POINTS = RANDOM.normal(size=(160, 2)).astype("float32")
IMAGES = RANDOM.normal(size=(160, 8, 8, 1)).astype("float32")
# two steps a call at most, so that there are calls in the midst of an epoch
FEW = Choices(False if keras.backend.backend() == "tensorflow" else "auto", 2, True, "float32", "")


class Interruption(keras.callbacks.Callback):
    """Ends the program, so to speak, at a step."""

    def __init__(self, epoch, step):
        super().__init__()
        # in a function, which is not remembered
        self._is_here = lambda now: now >= (epoch, step)
        self._epoch = 0

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        if self._is_here((self._epoch, batch)):
            raise KeyboardInterrupt


class Diary(keras.callbacks.Callback):
    """Remembers what a lesson's callback might."""

    def on_train_begin(self, logs=None):
        self.seen, self.pictures, self.best = [], {}, None

    def on_epoch_end(self, epoch, logs=None):
        self.seen.append((epoch, float(logs["loss" if "loss" in logs else "generator_loss"])))
        self.pictures[epoch] = self.model.get_weights()[0]
        self.best = np.float32(min(loss for _, loss in self.seen))


def classifier():
    """Everything that has a state: dropout, batch statistics, moments, a falling step size, a moving average."""
    layers = [
        keras.layers.Dense(16, activation="relu"),
        keras.layers.BatchNormalization(),
        keras.layers.Dropout(0.4),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
    # without an input: its variables do not exist before the training
    model = keras.Sequential(layers)
    schedule = keras.optimizers.schedules.CosineDecay(1e-2, 6 * 6)
    model.compile(keras.optimizers.Adam(schedule, use_ema=True), "binary_crossentropy", metrics=["accuracy"])
    return model, {"x": X, "y": Y, "validation": (X[:50], Y[:50])}


def line():
    """The quickest to train."""
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.1, momentum=0.9), "mse")
    return model, {"x": X, "y": Y}


def recurrent():
    layers = [keras.Input((8,)), keras.layers.Embedding(12, 4), keras.layers.GRU(5), keras.layers.Dense(1)]
    model = keras.Sequential(layers)
    model.compile(keras.optimizers.RMSprop(1e-2), "mse")
    return model, {"x": WORDS, "y": WORDS.mean(axis=1)}


def gan():
    units = {"generator_units": (12,), "discriminator_units": (12,)}
    model = models.GAN(input_shape=(2,), latent_dim=4, pieces=2, dropout=(0, 0.3), output_activation=None, **units)
    model.compile()
    return model, {"x": POINTS}


def wgan_gp():
    model = models.WGANGP(input_shape=(2,), latent_dim=4, units=(12,), n_critic=2)
    model.compile()
    return model, {"x": POINTS}


def stylegan():
    options = {"input_shape": (8, 8, 1), "latent_dim": 4, "mapping_layers": 1, "base_filters": 32, "max_filters": 4}
    model = models.StyleGAN(**options, mixing=0.9, r1=1.0)
    average = keras.optimizers.Adam(1e-3, use_ema=True, ema_momentum=0.9)
    model.compile(average, keras.optimizers.Adam(1e-3))
    return model, {"x": IMAGES}


@pytest.fixture
def often(monkeypatch):
    """A checkpoint whenever there can be one."""
    monkeypatch.setattr(resuming, "SECONDS_BETWEEN", 0)
    monkeypatch.setattr(resuming, "TIMES_AS_LONG", 0)


def run(build, file, *further, epochs=4, **changes):
    """One program: builds, trains, and tells all that is left."""
    keras.utils.set_random_seed(3)
    model, given = build()
    diary = Diary()
    given = {"epochs": epochs, "batch_size": 32, "seed": 7, "choices": FEW, **given, **changes}
    fitted = train(model, **given, callbacks=[diary, *further], checkpoint=file)
    state = [keras.ops.convert_to_numpy(one) for one in [*model.variables, *model.optimizer.variables]]
    return fitted, diary, state


def interrupted(build, file, epoch, step, **changes):
    with pytest.raises(KeyboardInterrupt):
        run(build, file, Interruption(epoch, step), **changes)


def same(one, other):
    """Asserts that two programs ended alike."""
    assert one[0].history == other[0].history
    assert one[0].best_epoch == other[0].best_epoch
    assert one[0].steps == other[0].steps
    assert one[1].seen == other[1].seen
    assert one[1].best == other[1].best
    assert list(one[1].pictures) == list(other[1].pictures)
    for left, right in zip(one[2], other[2], strict=True):
        np.testing.assert_array_equal(left, right)


def _cases():
    """Every kind of model at every kind of place; a few of them are quick."""
    for build in (classifier, gan, wgan_gp, recurrent, stylegan):
        for place in ((0, 0), (1, 4), (3, 2)):
            quick = (build, place) in ((classifier, (1, 4)), (gan, (3, 2)))
            yield pytest.param(build, *place, marks=[] if quick else [pytest.mark.slow])


@pytest.mark.parametrize(("build", "epoch", "step"), list(_cases()))
def test_it_ends_as_if_nothing_had_happened(build, epoch, step, often, tmp_path, capsys):
    file = tmp_path / "a.checkpoint"
    interrupted(build, file, epoch, step)
    # at the first step there is nothing to be kept yet
    header = files.header_of(file)
    went_on = run(build, file, Interruption(99, 0))
    assert (header is None) == ((epoch, step) == (0, 0))
    if header:
        assert f"training goes on at epoch {header['saved']['epoch'] + 1} of 4" in capsys.readouterr().out
    same(run(build, None), went_on)
    assert not file.exists()


def test_the_midst_of_an_epoch_is_kept_where_the_training_is_a_loop(often, tmp_path):
    file = tmp_path / "a.checkpoint"
    interrupted(line, file, 2, 4)
    looped = keras.backend.backend() in compiled_loop.BACKENDS
    assert files.header_of(file)["saved"]["epoch"] == 2
    # elsewhere an interrupted epoch is repeated
    assert (files.header_of(file)["saved"]["step"] > 0) == looped


@pytest.mark.slow
def test_interrupted_again_and_again(often, tmp_path):
    file = tmp_path / "a.checkpoint"
    alone = run(classifier, None)
    for place in [(0, 3), (0, 5), (1, 1), (1, 4), (2, 0), (3, 5)]:
        interrupted(classifier, file, *place)
    same(alone, run(classifier, file, Interruption(99, 0)))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"epochs": 5}, "epochs was 4 and is 5"),
        ({"x": X + 1}, "the data has changed"),
        pytest.param({"batch_size": 25}, "batch_size was 32 and is 25", marks=pytest.mark.slow),
        pytest.param({"seed": 8}, "seed was 7 and is 8", marks=pytest.mark.slow),
    ],
    ids=["epochs", "data", "batch size", "seed"],
)
def test_another_training_begins_anew_and_says_why(changes, told, often, tmp_path, capsys):
    file = tmp_path / "a.checkpoint"
    interrupted(line, file, 2, 0)
    again = run(line, file, Interruption(99, 0), **changes)
    (said,) = capsys.readouterr().out.splitlines()
    assert told in said
    assert "begins anew" in said
    assert len(again[0].history["loss"]) == changes.get("epochs", 4)
    assert not file.exists()


@pytest.mark.slow
def test_another_network_or_optimizer_begins_anew(often, tmp_path, capsys):
    file = tmp_path / "a.checkpoint"

    def made(units, rate, activation="relu"):
        hidden = keras.layers.Dense(units, activation=activation)
        model = keras.Sequential([keras.Input((6,)), hidden, keras.layers.Dense(1)])
        model.compile(keras.optimizers.SGD(rate), "mse")
        return lambda: (model, {"x": X, "y": Y})

    for build, told in [
        (made(5, 0.1), "the network"),
        (made(4, 0.2), "the optimizer"),
        (made(4, 0.1, "tanh"), "the network"),
    ]:
        interrupted(made(4, 0.1), file, 2, 0)
        run(build, file, Interruption(99, 0))
        assert f"{told} has changed" in capsys.readouterr().out


def test_a_damaged_file_is_told_and_training_begins_anew(often, tmp_path):
    file = tmp_path / "a.checkpoint"
    interrupted(line, file, 2, 0)
    whole, identity = file.read_bytes(), files.header_of(file)["identity"]
    middle = len(whole) // 2
    damages = {
        "empty": b"",
        "cut short": whole[:middle],
        "another byte": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "another file": b"PK\x03\x04" * 100,
        "one line": whole.split(b"\n")[0],
    }
    keras.utils.set_random_seed(3)
    model, _ = line()
    before = model.get_weights()
    for damage in (*damages.values(), None):
        file.unlink()
        file.write_bytes(damage) if damage is not None else file.mkdir()
        said = []
        assert resuming.Checkpoint(file, said.append).open(model, (X[:32], Y[:32]), identity, 4, "a training") is None
        (told,) = said
        assert told.startswith("a training: the checkpoint ")
        assert ("is damaged" if damage is not None else "cannot be read") in told
        assert told.endswith("Training begins anew.")
    for left, right in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(left, right)


def test_a_full_disk_is_told_once_and_the_training_goes_on(often, tmp_path, capsys):
    import resource

    alone = run(line, None)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, before[1]))
    try:
        fitted = run(line, tmp_path / "a.checkpoint")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    (said,) = capsys.readouterr().out.splitlines()
    assert "cannot be written" in said
    assert fitted[0].history == alone[0].history
    assert not list(tmp_path.iterdir()), "half a file was left"


def test_a_stopped_training_can_go_on(often, tmp_path):
    file = tmp_path / "a.checkpoint"
    alone = run(line, None)
    stop = StopRequest()

    class Stopping(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if epoch == 1:
                stop.set()

    fitted, _, _ = run(line, file, Stopping(), stop=stop)
    assert fitted.stopped
    assert file.exists()
    same(alone, run(line, file, Stopping()))


def test_what_took_its_time_is_not_repeated_where_the_result_is_kept(often, tmp_path):
    lines = []
    kept = resuming.Checkpoint(tmp_path / "a.checkpoint", lines.append, keeps_result=True)
    from dlteach.training.fit import fit

    results = []
    for _ in range(2):
        keras.utils.set_random_seed(3)
        model, given = line()
        diary = Diary()
        results.append(
            (
                fit(model, given["x"], given["y"], epochs=3, choices=FEW, callbacks=[diary], checkpoint=kept),
                diary,
                [keras.ops.convert_to_numpy(one) for one in model.variables],
            )
        )
    same(*results)
    assert results[0][0] == results[1][0]
    (said,) = lines
    assert "had ended already" in said


def test_it_is_written_seldom():
    pause = resuming.SECONDS_BETWEEN
    assert 1 <= pause <= 5
    assert resuming.TIMES_AS_LONG >= 50


def test_several_processes_are_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(distribution, "processes", lambda: 2)
    with pytest.raises(DeviceError, match="2 processes"):
        run(line, tmp_path / "a.checkpoint")


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_on_other_backends(backend):
    if os.environ.get("DLTEACH_INNER_RUN"):
        pytest.skip("this is the inner run")
    environment = {**os.environ, "KERAS_BACKEND": backend, "JAX_PLATFORMS": "cpu", "DLTEACH_INNER_RUN": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-m", "slow or not slow", __file__]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=590)
    assert done.returncode == 0, done.stdout[-3000:]
