"""Adversarial training: what moves, what stands, and that one step equals separate steps, a resumed run the unbroken one,
and one backend another.
"""

import json
import os
import subprocess
import sys

import keras
import numpy as np
import pytest
from keras import ops

from dlteach import models
from dlteach.errors import ModelError
from dlteach.models import adversarial, gradients

SMALL = {"input_shape": (8, 8, 1), "latent_dim": 4}
IMAGES = np.random.default_rng(0).normal(size=(16, 8, 8, 1)).astype("float32")


def values(weights):
    return [ops.convert_to_numpy(weight).copy() for weight in weights]


def any_moved(weights, before):
    return any(not np.array_equal(ops.convert_to_numpy(new), old) for new, old in zip(weights, before, strict=True))


def fit(model, epochs=1, **kwargs):
    return model.fit(IMAGES, batch_size=8, shuffle=False, epochs=epochs, verbose=0, **kwargs).history


@pytest.mark.parametrize("name", ["gan", "dcgan", "stylegan"])
def test_one_step_equals_separate_steps(name, monkeypatch):
    small = {"gan": {"dropout": (0, 0)}, "dcgan": {"filters": 4}, "stylegan": {"max_filters": 4, "mixing": 0}}[name]
    gan = models.build(name, **SMALL, **small)
    gan.compile(keras.optimizers.SGD(0.0))
    noise = ops.convert_to_tensor(np.random.default_rng(1).normal(size=(8, 4)).astype("float32"))
    monkeypatch.setattr(gan, "noise", lambda batch, seed=None: noise)
    if name == "stylegan":
        # painting noise differs from call to call
        monkeypatch.setattr(gan, "fake", lambda batch, training=True: gan.generator(noise, training=False))
    together = []
    monkeypatch.setattr(adversarial.gradients, "apply", lambda optimizer, slopes, weights: together.append(slopes))
    real = ops.convert_to_tensor(IMAGES[:8])
    gan.step(real)
    of_discriminator, of_generator = together

    fake = ops.stop_gradient(gan.fake(8))
    weights = gan.discriminator.trainable_variables
    rest = [*gan.generator.trainable_variables, *gan.non_trainable_variables]
    _, alone = gradients.values_and_gradients(
        lambda: [gan.discriminator_loss(real, gan.discriminator(fake, training=True))], weights, rest
    )
    for ours, theirs in zip(of_discriminator, alone, strict=True):
        np.testing.assert_array_equal(ops.convert_to_numpy(ours), ops.convert_to_numpy(theirs))

    def through_the_living_discriminator():
        return [gan.generator_loss(gan.discriminator(gan.fake(8), training=True))]

    weights = gan.generator.trainable_variables
    rest = [*gan.discriminator.trainable_variables, *gan.non_trainable_variables]
    _, alone = gradients.values_and_gradients(through_the_living_discriminator, weights, rest)
    for ours, theirs in zip(of_generator, alone, strict=True):
        np.testing.assert_array_equal(ops.convert_to_numpy(ours), ops.convert_to_numpy(theirs))


@pytest.mark.parametrize(("of_generator", "of_discriminator"), [(0.1, 0.0), (0.0, 0.1)])
def test_each_network_follows_its_own_optimizer(of_generator, of_discriminator):
    gan = models.DCGAN(**SMALL, filters=4)
    gan.compile(keras.optimizers.SGD(of_generator), keras.optimizers.SGD(of_discriminator))
    generator, discriminator = values(gan.generator.trainable_weights), values(gan.discriminator.trainable_weights)
    fit(gan)
    assert any_moved(gan.generator.trainable_weights, generator) == (of_generator > 0)
    assert any_moved(gan.discriminator.trainable_weights, discriminator) == (of_discriminator > 0)


def test_a_frozen_discriminator_stands_and_still_teaches():
    gan = models.DCGAN(**SMALL, filters=4)
    gan.discriminator.trainable = False
    gan.compile()
    generator, discriminator = values(gan.generator.trainable_weights), values(gan.discriminator.weights)
    fit(gan)
    assert any_moved(gan.generator.trainable_weights, generator)
    assert not any_moved(gan.discriminator.weights, discriminator)


def test_the_discriminator_learns_to_tell_noise_from_a_pattern():
    gan = models.GAN(**SMALL, generator_units=(8,), discriminator_units=(8,), dropout=(0, 0))
    gan.compile(keras.optimizers.SGD(0.0), keras.optimizers.Adam(0.01))
    history = gan.fit(np.sign(IMAGES), batch_size=8, epochs=30, verbose=0).history
    assert history["discriminator_loss"][-1] < 0.3 < history["discriminator_loss"][0]


@pytest.mark.parametrize("name", ["gan", "dcgan", "wgan", "wgan_gp", "stylegan"])
def test_a_resumed_training_goes_on_as_if_never_stopped(name, tmp_path):
    small = {"gan": {}, "stylegan": {"max_filters": 4}}.get(name, {"filters": 4})
    if name == "gan" and keras.config.backend() == "torch":
        # Keras's dropout draws from PyTorch's own generator there, which no checkpoint holds
        small = {"dropout": (0, 0)}
    gan = models.build(name, **SMALL, **small)
    gan.compile()
    fit(gan, callbacks=[keras.callbacks.ModelCheckpoint(str(tmp_path / "gan.keras"))])
    unbroken = fit(gan, epochs=2)
    resumed = fit(models.load(str(tmp_path / "gan.keras")), epochs=2)
    assert resumed == unbroken


def test_evaluate_moves_nothing():
    gan = models.WGANGP(**SMALL, filters=4)
    gan.compile()
    before = values(gan.weights)
    losses = gan.evaluate(IMAGES, batch_size=8, verbose=0, return_dict=True)
    assert set(losses) == set(gan.loss_names)
    assert np.isfinite(list(losses.values())).all()
    assert not any_moved(gan.weights, before)
    assert fit(gan, validation_data=IMAGES)["val_gradient_penalty"]


def test_a_schedule_reaches_both_optimizers():
    gan = models.DCGAN(**SMALL, filters=4)
    gan.compile()
    fit(gan, callbacks=[keras.callbacks.LearningRateScheduler(lambda epoch: 0.125)])
    assert float(gan.optimizer.generator.learning_rate) == float(gan.optimizer.discriminator.learning_rate) == 0.125


def test_samples_can_be_drawn_in_the_midst_of_training():
    gan = models.WGAN(**SMALL, filters=4)
    gan.compile()
    drawn = []
    fit(
        gan,
        callbacks=[keras.callbacks.LambdaCallback(on_train_batch_end=lambda *_, **__: drawn.append(gan.generate(2)))],
    )
    assert [sample.shape for sample in drawn] == [(2, 8, 8, 1)] * 2


def test_the_seed_decides_the_samples():
    gan = models.DCGAN(**SMALL, filters=4)
    np.testing.assert_array_equal(gan.generate(3, seed=1), gan.generate(3, seed=1))
    assert not np.array_equal(gan.generate(3, seed=1), gan.generate(3, seed=2))
    assert not np.array_equal(gan.generate(3), gan.generate(3))


def test_steps_at_once_are_the_same_steps():
    if keras.config.backend() == "torch":
        pytest.skip("PyTorch runs one step at a time")
    histories = []
    for steps in (1, 2):
        keras.utils.set_random_seed(0)
        gan = models.WGANGP(input_shape=(2,), latent_dim=2, units=(8,), n_critic=2)
        gan.compile(steps_per_execution=steps)
        gan.fit(IMAGES.reshape(-1, 2), batch_size=64, shuffle=False, epochs=2, verbose=0)
        histories.append(values(gan.trainable_weights))
        assert int(gan.optimizer.iterations) == 16
    for one, two in zip(*histories, strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("name", ["dcgan", "wgan_gp"])
def test_half_precision_scales_each_loss_and_still_learns(name):
    if keras.config.backend() == "torch":
        pytest.skip("PyTorch convolves in half precision on a GPU only")
    keras.config.set_dtype_policy("mixed_float16")
    try:
        gan = models.build(name, **SMALL, filters=4)
    finally:
        keras.config.set_dtype_policy("float32")
    gan.compile(keras.optimizers.SGD(0.1))
    critic = values(gan.discriminator.trainable_weights)
    history = fit(gan)
    assert all(np.isfinite(losses).all() for losses in history.values())
    assert any_moved(gan.discriminator.trainable_weights, critic)
    assert float(gan.optimizer.discriminator.dynamic_scale) == 2.0**15


def test_other_data_is_refused_with_its_shape():
    gan = models.DCGAN(**SMALL, filters=4)
    gan.compile()
    with pytest.raises(ModelError, match=r"built for samples of shape \(8, 8, 1\), the data has \(8, 8\)"):
        gan.fit(IMAGES[..., 0], verbose=0)


@pytest.mark.parametrize("argument", [{"loss": "mse"}, {"metrics": ["accuracy"]}])
def test_a_loss_of_another_kind_is_refused(argument):
    with pytest.raises(ModelError, match=f"Leave {next(iter(argument))} out"):
        models.DCGAN(**SMALL, filters=4).compile(**argument)


LOSSES = """
import json, sys
import keras, numpy as np
from keras import ops
from dlteach import models
random = np.random.default_rng(0)
images = random.normal(size=(8, 8, 8, 1)).astype("float32")
noise, share = random.normal(size=(8, 4)).astype("float32"), random.uniform(size=(8, 1, 1, 1)).astype("float32")
histories = {}
for name, config in {"dcgan": {}, "wgan": {"n_critic": 2}, "wgan_gp": {"n_critic": 2}}.items():
    gan = models.build(name, input_shape=(8, 8, 1), latent_dim=4, filters=8, **config)
    for weight in gan.weights:
        if len(weight.shape) > 1:
            weight.assign(random.normal(0, 0.05, weight.shape))
        elif "gamma" in weight.path:
            weight.assign(np.ones(weight.shape))
    # the backends draw different numbers: give them the same ones
    gan.noise = lambda batch, seed=None: ops.convert_to_tensor(noise)
    keras.random.uniform = lambda shape, seed=None: ops.convert_to_tensor(share)
    gan.compile(keras.optimizers.Adam(1e-3, beta_1=0.5))
    history = gan.fit(images, batch_size=8, shuffle=False, epochs=11, verbose=0).history
    histories[name] = {loss: values for loss, values in history.items()}
print("LOSSES" + json.dumps(histories))
"""


@pytest.mark.slow
def test_backends_agree():
    if keras.config.backend() != "tensorflow":
        pytest.skip("compares with TensorFlow, from there only")
    histories = {}
    for backend in ("tensorflow", "jax", "torch"):
        if backend != "tensorflow":
            pytest.importorskip(backend)
        environment = {**os.environ, "KERAS_BACKEND": backend, "JAX_PLATFORMS": "cpu", "CUDA_VISIBLE_DEVICES": ""}
        run = subprocess.run(
            [sys.executable, "-c", LOSSES], env=environment, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stderr[-2000:]
        histories[backend] = json.loads(run.stdout.split("LOSSES")[1])
    for backend in ("jax", "torch"):
        for name, losses in histories["tensorflow"].items():
            for loss, ours in losses.items():
                theirs = histories[backend][name][loss]
                assert theirs[0] == pytest.approx(ours[0], rel=2e-6, abs=1e-7), (backend, name, loss)
                assert theirs[10] == pytest.approx(ours[10], rel=3e-4, abs=1e-6), (backend, name, loss)
