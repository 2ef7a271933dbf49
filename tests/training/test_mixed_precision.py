"""Half the bits for the arithmetic, the same learning: float32 against mixed bfloat16, over several seeds.

Both policies start from the same weights and see the same batches. "The same" means that the means over the seeds differ
by less than twice the standard error that the spread over seeds gives to their difference, or by less than a floor that no
measurement of this size resolves. Run with `pytest -m slow tests/training/test_mixed_precision.py -s` to see the spread.
"""

import math
import statistics

import keras
import pytest

from dlteach import data, models
from dlteach.training.choices import precision_for
from dlteach.training.devices import Device
from dlteach.training.evaluate import loss_and_accuracy

POLICIES = ("float32", "mixed_bfloat16")
SEEDS = (0, 1, 2)


@pytest.fixture(autouse=True)
def policy_put_back():
    before = keras.config.dtype_policy()
    yield
    keras.config.set_dtype_policy(before)


@pytest.mark.parametrize(
    ("device", "policy"),
    [
        (Device("tensorflow", "cpu", "2 cores"), "float32"),
        (Device("jax", "gpu", "a Hopper card", 1, (9, 0)), "mixed_bfloat16"),
        (Device("jax", "gpu", "an Ampere card", 1, (8, 0)), "mixed_bfloat16"),
        (Device("torch", "gpu", "a Turing card", 1, (7, 5)), "mixed_float16"),
        (Device("tensorflow", "gpu", "a Pascal card", 1, (6, 1)), "float32"),
        (Device("jax", "gpu", "an unknown card"), "float32"),
    ],
    ids=lambda value: str(value),
)
def test_the_policy_follows_what_the_chip_has_units_for(device, policy):
    assert precision_for(device) == policy


@pytest.mark.slow
def test_lenet_reads_digits_equally_well():
    digits = data.load("digits", size=32, seed=0)

    def accuracy():
        model = models.LeNet5()
        return _classifier(model, digits, epochs=6, rate=2e-3)

    _same("LeNet-5, test accuracy", accuracy, floor=0.01)


@pytest.mark.slow
def test_resnet_20_reads_digits_equally_well():
    digits = data.load("digits", seed=0)

    def accuracy():
        model = models.ResNet20(input_shape=digits.x_train.shape[1:])
        return _classifier(model, digits, epochs=10, rate=3e-3)

    _same("ResNet-20, test accuracy", accuracy, floor=0.01)


@pytest.mark.slow
def test_the_character_gpt_learns_equally_well():
    text = data.load("pydocs", seed=0, length=64)
    x, y, held, answers = text.x_train[:4800], text.y_train[:4800], text.x_validation[:256], text.y_validation[:256]

    def loss():
        model = models.GPT(
            vocabulary_size=len(text.extra["vocabulary"]),
            num_layers=2,
            num_heads=4,
            hidden_dim=64,
            intermediate_dim=256,
            max_sequence_length=64,
            dropout=0.0,
        )
        cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.Adam(3e-3), cross_entropy, jit_compile=True)
        model.fit(x, y, batch_size=32, epochs=3, verbose=0)
        return model.evaluate(held, answers, batch_size=64, verbose=0)

    # the validation loss is a mean over 256 × 64 characters: one part in a hundred is below what two seeds differ by
    _same("character GPT, validation loss", loss, floor=0.02)


def _classifier(model, digits, epochs, rate):
    steps = epochs * -(-len(digits.x_train) // 32)
    schedule = keras.optimizers.schedules.CosineDecay(rate, steps)
    model.compile(keras.optimizers.Adam(schedule), "sparse_categorical_crossentropy", jit_compile=False)
    model.fit(digits.x_train, digits.y_train, batch_size=32, epochs=epochs, verbose=0)
    loss, accuracy = loss_and_accuracy(model, digits.x_test, digits.y_test)
    print(f"  {model.layers[1].compute_dtype}: test loss {loss:.5f}, accuracy {accuracy:.4f}")
    return accuracy


def _same(title, measure, floor):
    found = {}
    for policy in POLICIES:
        keras.config.set_dtype_policy(policy)
        found[policy] = []
        for seed in SEEDS:
            keras.utils.set_random_seed(seed)
            found[policy].append(measure())
    told = {policy: (statistics.mean(values), statistics.stdev(values)) for policy, values in found.items()}
    for policy, (mean, spread) in told.items():
        print(f"{title}, {policy}: {mean:.4f} ± {spread:.4f}, seeds {[round(value, 4) for value in found[policy]]}")
    difference = abs(told["float32"][0] - told["mixed_bfloat16"][0])
    # Var(mean a − mean b) = (s_a² + s_b²) / n
    error = math.sqrt(sum(spread**2 for _, spread in told.values()) / len(SEEDS))
    assert difference < max(2 * error, floor), f"{title}: {found}"
