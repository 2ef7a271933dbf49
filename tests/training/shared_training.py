"""Run by test_distribution.py in processes of its own: `shared_training.py jax` or `shared_training.py jax PORT NUMBER`.

Prints one JSON object: for each job the losses of every epoch on one device and on four.
"""

import json
import os
import sys

DEVICES = 4
BACKEND = sys.argv[1]
PROCESSES = 2 if len(sys.argv) > 2 else 1
os.environ["KERAS_BACKEND"] = BACKEND
os.environ["XLA_FLAGS"] = f"--xla_force_host_platform_device_count={DEVICES // PROCESSES}"
os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

if BACKEND == "tensorflow":
    import tensorflow

    cpu = tensorflow.config.list_physical_devices("CPU")[0]
    parts = [tensorflow.config.LogicalDeviceConfiguration() for _ in range(DEVICES)]
    tensorflow.config.set_logical_device_configuration(cpu, parts)

import keras  # noqa: E402
import numpy as np  # noqa: E402

if PROCESSES > 1:
    keras.distribution.initialize(f"127.0.0.1:{sys.argv[2]}", PROCESSES, int(sys.argv[3]))

from dlteach import models  # noqa: E402
from dlteach.errors import DlteachError  # noqa: E402
from dlteach.training import distribute, shares  # noqa: E402
from dlteach.training.choices import choose  # noqa: E402
from dlteach.training.devices import Device  # noqa: E402
from dlteach.training.fit import fit  # noqa: E402
from dlteach.training.lab import Lab  # noqa: E402

HERE = Device(BACKEND, "cpu", "virtual")
RANDOM = np.random.default_rng(0)
IMAGES = RANDOM.normal(size=(150, 8, 8, 1)).astype("float32")
LABELS = RANDOM.integers(0, 10, 150)
POINTS = RANDOM.normal(size=(128, 2)).astype("float32")


def convolutional():
    layers = [keras.layers.Conv2D(6, 3, activation="relu"), keras.layers.Flatten(), keras.layers.Dense(10)]
    model = keras.Sequential([keras.Input((8, 8, 1)), *layers])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(1e-2), loss, metrics=["accuracy"], jit_compile=BACKEND == "jax")
    return model


def trained(model, kind, x, y, held_out=None):
    choices = choose(HERE, kind)
    return fit(model, x, y, validation=held_out, epochs=3, batch_size=32, choices=choices, seed=3).history


def cnn():
    # neither the last batch nor the held-out examples can be shared equally
    return trained(convolutional(), "convolutional", IMAGES, LABELS, (IMAGES[:71], LABELS[:71]))


def dropout_and_norm():
    hidden = [keras.layers.Dense(32, activation="relu"), keras.layers.Dropout(0.5), keras.layers.BatchNormalization()]
    model = keras.Sequential([keras.Input((2,)), *hidden, keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(1e-2), "mse", jit_compile=True)
    return trained(model, "dense", POINTS, POINTS.sum(axis=1, keepdims=True))


def gan():
    units = {"generator_units": (16,), "discriminator_units": (16,)}
    model = models.GAN(input_shape=(2,), latent_dim=8, pieces=2, dropout=(0, 0.2), output_activation=None, **units)
    model.compile()
    return trained(model, "adversarial", POINTS, None)


def wgan_gp():
    model = models.WGANGP(input_shape=(2,), latent_dim=8, units=(16,), n_critic=2)
    model.compile()
    # on one device `fit` leaves the order of examples to Keras where a model brings its own train function
    given = shares.arguments(model, POINTS, None, batch_size=32, seed=3, callbacks=[])
    return model.fit(**given, epochs=3, verbose=0).history


def lesson(devices=1):
    """A lesson's training: `Lab.fit`, then a look inside the model by `predict_on_batch`."""
    lab = Lab(None, Device(BACKEND, "cpu", "virtual", replicas=devices), seed=3)
    model = convolutional()
    held_out = (IMAGES[:71], LABELS[:71])
    done = lab.fit(
        model, IMAGES, LABELS, kind="convolutional", epochs=3, title="a lesson", batch_size=32, validation=held_out
    )
    looked = keras.ops.convert_to_numpy(model.predict_on_batch(IMAGES[:7]))
    return done.history | {"looked": looked.ravel().tolist(), "steps": [int(model.optimizer.iterations)]}


def refusal(function, *arguments):
    try:
        function(*arguments)
    except DlteachError as error:
        return str(error)
    return "not refused"


JOBS = [cnn] if PROCESSES > 1 else {"jax": [cnn, dropout_and_norm, gan, wgan_gp], "tensorflow": [cnn]}[BACKEND]
found = {}
if PROCESSES == 1:
    for job in [*JOBS, lesson]:
        keras.utils.set_random_seed(1)
        found[job.__name__] = {"one": job()}
    found["too many"] = refusal(distribute, 8)
    if BACKEND == "tensorflow":
        keras.utils.set_random_seed(1)
        found["lesson"]["shared"] = lesson(DEVICES)
found["devices"] = distribute()
for job in JOBS:
    keras.utils.set_random_seed(1)
    found.setdefault(job.__name__, {})["shared"] = job()
if PROCESSES == 1:
    if BACKEND == "jax":
        keras.utils.set_random_seed(1)
        found["lesson"]["shared"] = lesson(DEVICES)
    else:
        found["adversarial"] = refusal(gan)
    thirty = {"epochs": 1, "batch_size": 30, "choices": choose(HERE, "convolutional")}
    found["batch"] = refusal(lambda: fit(convolutional(), IMAGES, LABELS, **thirty))
print(json.dumps(found))
