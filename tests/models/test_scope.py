"""A model built without weights takes no memory for them."""

from __future__ import annotations

import pytest

from dlteach import models

BUILD_AND_MEASURE = """
import resource
from dlteach import models
models.build("mlp")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with models.weightless():
    model = models.build("alexnet", dense_units=65536)
    model.summary(print_fn=lambda text: None)
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(model.count_params(), after - before)
"""


def test_a_model_of_five_billion_weights_is_summarised_in_a_hundred_megabytes(fresh_python):
    count, kilobytes = map(int, fresh_python("-c", BUILD_AND_MEASURE).split())
    assert count > 4_900_000_000  # 19 GB in float32
    assert kilobytes < 100_000


def test_a_model_outside_the_context_has_its_weights_again():
    with models.weightless():
        models.build("mlp")
    assert models.build("mlp").get_weights()[0].std() > 0


@pytest.mark.parametrize("name", ["lenet5", "resnet50"])
def test_counts_are_those_of_the_real_model(name):
    with models.weightless():
        counted = models.build(name).count_params()
    assert models.build(name).count_params() == counted


def test_what_is_built_without_weights_is_never_made_later():
    import keras

    with models.weightless():
        model = keras.Sequential([keras.Input((50,)), keras.layers.Dense(70)])

    class Doubled(keras.layers.Layer):
        def call(self, x):
            return 2 * x

    Doubled()(keras.Input((3,)))
    assert all(variable._value is None for variable in model.variables)


def test_random_numbers_still_come_after_it():
    import keras

    keras.backend.clear_session()
    with models.weightless():
        keras.Sequential([keras.Input((50,)), keras.layers.Dense(70), keras.layers.Dropout(0.5)])
    assert keras.random.normal((2,)).shape == (2,)


def test_a_programs_own_random_numbers_stay_as_they_are():
    import keras

    found = []
    for build in (True, False):
        keras.utils.set_random_seed(0)
        if build:
            with models.weightless():
                models.build("mlp")
        found.append(float(keras.random.uniform(())))
    assert found[0] == found[1]
