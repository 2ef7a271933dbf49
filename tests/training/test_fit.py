import keras
import numpy as np
import pytest

from dlteach.training.choices import Choices
from dlteach.training.devices import Device
from dlteach.training.feed import batches
from dlteach.training.fit import fit
from dlteach.training.stop import StopRequest

LOOP = Choices(False, 4, True, "float32", "")
PLAIN = Choices(False, 4, False, "float32", "")


def line(count=64, seed=0):
    """Points on y = 2x − 1 and a model that can learn it."""
    keras.utils.set_random_seed(seed)
    x = np.linspace(-1, 1, count, dtype="float32")[:, None]
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse", jit_compile=False)
    return model, x, 2 * x - 1


@pytest.mark.parametrize("choices", [LOOP, PLAIN], ids=["compiled loop", "plain loop"])
def test_it_learns_and_reports_every_epoch(choices):
    model, x, y = line()
    seen = []
    fitted = fit(model, x, y, validation=(x, y), epochs=20, batch_size=8, choices=choices, report=seen.append)
    assert model.get_weights()[0].item() == pytest.approx(2, abs=0.05)
    ends = [progress for progress in seen if progress.epoch_end]
    assert [progress.epoch for progress in ends] == list(range(1, 21))
    assert seen[0].phase == "compiling"
    assert all(progress.validation_loss is not None for progress in ends)
    assert fitted.steps == 20 * 8
    assert ends[-1].remaining == pytest.approx(0, abs=1e-6)


def test_stop_ends_the_training_and_says_so():
    model, x, y = line()
    stop = StopRequest()
    fitted = fit(model, x, y, epochs=1000, batch_size=8, choices=PLAIN, stop=stop, report=lambda progress: stop.set())
    assert fitted.stopped
    assert len(fitted.history["loss"]) < 1000


def test_an_old_stop_request_does_not_end_a_new_training():
    model, x, y = line()
    stop = StopRequest()
    stop.set()
    assert not fit(model, x, y, epochs=2, batch_size=8, choices=PLAIN, stop=stop).stopped


def test_the_best_weights_are_kept():
    model, x, y = line()
    model.set_weights([np.array([[2.0]], "float32"), np.array([-1.0], "float32")])
    # a learning rate this large drives the weights away from the perfect ones once the targets move
    model.optimizer.learning_rate = 1.5
    fitted = fit(model, x, y + 5, validation=(x, y), epochs=5, batch_size=8, choices=PLAIN)
    losses = fitted.history["val_loss"]
    assert fitted.best_epoch == int(np.argmin(losses)) + 1
    kept = float(np.mean((model.predict_on_batch(x) - y) ** 2))
    assert kept == pytest.approx(min(losses), rel=1e-4)


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="the pipeline is TensorFlow's")
def test_the_pipeline_shows_every_example_once_an_epoch_in_a_new_order():
    x = np.arange(24, dtype="float32")[:, None]
    orders = np.concatenate([batch.numpy() for batch, _ in batches(x, x, 4, seed=0).take(12)]).reshape(2, 24)
    for order in orders:
        assert sorted(order) == list(range(24))
    assert list(orders[0]) != list(orders[1])
    # one that begins with the second epoch has its order
    second = np.concatenate([batch.numpy() for batch, _ in batches(x, x, 4, seed=0, epoch=1).take(6)]).ravel()
    assert list(second) == list(orders[1])


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="the pipeline is TensorFlow's")
def test_inputs_and_targets_stay_together():
    x = np.arange(24, dtype="float32")[:, None]
    for inputs, targets in batches(x, x * 10, 4, seed=0).take(6):
        assert (inputs.numpy() * 10 == targets.numpy()).all()


def test_choices_follow_what_was_measured():
    from dlteach.training.choices import choose

    cpu = Device("tensorflow", "cpu", "2 cores")
    assert choose(cpu, "recurrent").jit_compile is True
    assert choose(cpu, "convolutional").jit_compile is False
    assert choose(cpu, "adversarial").jit_compile is False
    assert choose(cpu, "style_based").jit_compile is True
    assert choose(cpu, "dense").precision == "float32"
    hopper = Device("jax", "gpu", "H200", 1, (9, 0))
    assert choose(hopper, "attention").precision == "mixed_bfloat16"
    turing = Device("tensorflow", "gpu", "T4", 1, (7, 5))
    assert choose(turing, "convolutional").precision == "mixed_float16"
    assert choose(turing, "recurrent").jit_compile is False


@pytest.mark.parametrize("choices", [LOOP, PLAIN], ids=["compiled loop", "plain loop"])
def test_inputs_in_a_dictionary_stay_together(choices):
    """y = 2a − b cannot be learned from pairs whose halves were shuffled apart."""
    keras.utils.set_random_seed(0)
    a, b = np.random.default_rng(0).normal(size=(2, 256, 1)).astype("float32")
    inputs = {"a": keras.Input((1,), name="a"), "b": keras.Input((1,), name="b")}
    model = keras.Model(inputs, keras.layers.Dense(1)(keras.ops.concatenate([inputs["a"], inputs["b"]], axis=-1)))
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse", jit_compile=False)
    x = {"a": a, "b": b}
    fitted = fit(model, x, 2 * a - b, validation=(x, 2 * a - b), epochs=5, batch_size=16, choices=choices)
    assert fitted.steps == 5 * 16
    assert fitted.history["val_loss"][-1] < 1e-3


@pytest.mark.parametrize("choices", [LOOP, PLAIN], ids=["compiled loop", "plain loop"])
def test_a_model_without_targets_sees_every_input(choices):
    class Mean(keras.Model):
        """Its only weight becomes the mean of what it is shown."""

        def __init__(self):
            super().__init__()
            self.weight = self.add_weight(shape=(), initializer="zeros")

        def call(self, x):
            return x - self.weight

        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
            assert y is None
            return keras.ops.mean(keras.ops.square(y_pred))

    x = np.random.default_rng(0).normal(3, 0.1, (64, 1)).astype("float32")
    model = Mean()
    model.compile(optimizer=keras.optimizers.SGD(0.1), jit_compile=False)
    fitted = fit(model, x, None, epochs=10, batch_size=8, choices=choices)
    assert float(model.weight.numpy()) == pytest.approx(float(x.mean()), abs=0.02)
    assert fitted.steps == 80
    assert fitted.best_epoch == 10


def _batch_loss(model, x, y):
    """Trains on one batch; the loss is the batch's alone."""
    model.reset_metrics()
    return float(model.train_on_batch(x, y))


@pytest.mark.parametrize("choices", [LOOP, PLAIN], ids=["compiled loop", "plain loop"])
def test_it_trains_as_keras_does_on_the_same_batches(choices):
    """The same weights as Keras's own `train_on_batch` gives on the batches the callback saw."""
    model, x, y = line(32)
    fitted = fit(model, x, y, epochs=3, batch_size=8, choices=choices, seed=5)
    ours = model.get_weights()
    again, _, _ = line(32)
    random = np.random.default_rng(5)
    losses = []
    for _ in range(3):
        order = random.permutation(32)
        losses.append(np.mean([_batch_loss(again, x[part], y[part]) for part in order.reshape(4, 8)]))
    np.testing.assert_allclose(ours[0], again.get_weights()[0], rtol=1e-5)
    np.testing.assert_allclose(ours[1], again.get_weights()[1], rtol=1e-5)
    np.testing.assert_allclose(fitted.history["loss"], losses, rtol=1e-4)


def test_a_later_fit_trains_on_its_own_examples():
    model, x, y = line()
    fit(model, x, y, epochs=1, batch_size=8, choices=LOOP)
    model.fit(x, -y, epochs=40, batch_size=8, verbose=0)
    assert model.get_weights()[0].item() == pytest.approx(-2, abs=0.05)


@pytest.mark.skipif(keras.backend.backend() == "torch", reason="Keras on PyTorch knows one step an execution only")
def test_settings_it_cannot_honour_are_left_to_keras():
    """A model that wants several steps an execution is trained by Keras's own loop, and as well."""
    model, x, y = line()
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse", steps_per_execution=4, jit_compile=False)
    fitted = fit(model, x, y, epochs=20, batch_size=8, choices=LOOP)
    assert fitted.steps == 20 * 8
    assert model.get_weights()[0].item() == pytest.approx(2, abs=0.1)


def test_an_epoch_ended_early_leaves_nothing_for_the_next_training():
    model, x, y = line()
    stop = StopRequest()
    fit(model, x, y, epochs=9, batch_size=8, choices=LOOP, stop=stop, report=lambda progress: stop.set())
    assert fit(model, x, y, epochs=20, batch_size=8, choices=LOOP).steps == 20 * 8
    assert model.get_weights()[0].item() == pytest.approx(2, abs=0.05)
