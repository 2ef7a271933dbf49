"""WGAN and WGAN-GP: counts of the experiments, clipping, the penalty's laws, the order of steps, and eight modes."""

import keras
import numpy as np
import pytest
from keras import ops

from dlteach import models
from dlteach.errors import ModelError

CIFAR = {"input_shape": (32, 32, 3), "filters": 128, "batch_normalization": True, "output_activation": "tanh"}


def trainable(model):
    return sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)


def values(weights):
    return [ops.convert_to_numpy(weight).copy() for weight in weights]


def moved(weights, before):
    return [not np.array_equal(ops.convert_to_numpy(new), old) for new, old in zip(weights, before, strict=True)]


def points(n=16, seed=0):
    return np.random.default_rng(seed).normal(size=(n, 2)).astype("float32")


@pytest.mark.parametrize(("config", "generator", "critic"), [({}, 1_554_177, 1_030_145), (CIFAR, 5_179_907, 4_114_689)])
def test_parameters_of_the_gradient_penalty_experiments(config, generator, critic):
    with models.weightless():
        gan = models.WGANGP(**config)
    assert trainable(gan.generator) == generator
    assert trainable(gan.critic) == critic
    assert gan.generator.output_shape[1:] == gan.config["input_shape"]


def test_wgan_is_dcgan_without_the_sigmoid():
    with models.weightless():
        gan = models.WGAN()
    assert (trainable(gan.generator), trainable(gan.critic)) == (3_576_704, 2_765_568)


def test_losses_are_differences_of_means():
    gan = models.WGAN(input_shape=(2,), units=(4,))
    real, fake = (ops.convert_to_tensor(points(seed=seed)) for seed in (1, 2))
    on_real, on_fake = (ops.convert_to_numpy(gan.critic(x)) for x in (real, fake))
    loss, distance = (float(value) for value in gan.critic_losses(real, fake))
    assert loss == pytest.approx(on_fake.mean() - on_real.mean(), rel=1e-5)
    assert distance == pytest.approx(on_real.mean() - on_fake.mean(), rel=1e-5)
    assert float(gan.generator_loss(gan.critic(fake))) == pytest.approx(-on_fake.mean(), rel=1e-5)


def test_every_weight_of_the_critic_is_clipped():
    gan = models.WGAN(input_shape=(8, 8, 1), filters=4, latent_dim=4, clip=0.003)
    gan.compile("sgd")
    gan.fit(np.random.default_rng(0).normal(size=(8, 8, 8, 1)), batch_size=4, verbose=0)
    assert all(np.abs(weight).max() <= 0.003 for weight in values(gan.critic.trainable_weights))
    assert max(np.abs(weight).max() for weight in values(gan.generator.trainable_weights)) > 0.003


@pytest.mark.parametrize("name", ["wgan", "wgan_gp"])
def test_one_moves_while_the_other_stands(name):
    gan = models.build(name, input_shape=(8, 8, 1), filters=4, latent_dim=4)
    gan.compile(keras.optimizers.SGD(0.1))
    real = ops.convert_to_tensor(np.random.default_rng(0).normal(size=(4, 8, 8, 1)).astype("float32"))

    generator, critic = values(gan.generator.trainable_weights), values(gan.critic.trainable_weights)
    gan.critic_step(real)
    assert not any(moved(gan.generator.trainable_weights, generator))
    changed = moved(gan.critic.trainable_weights, critic)
    still = [weight.path for weight, new in zip(gan.critic.trainable_weights, changed, strict=True) if not new]
    # a bias of the last layer drops out of a difference of scores and of a gradient by x
    assert still in ([], ["score/bias"])

    generator, critic = values(gan.generator.trainable_weights), values(gan.critic.weights)
    gan.generator_step(real)
    assert all(moved(gan.generator.trainable_weights, generator))
    assert not any(moved(gan.critic.weights, critic))


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"n_critic": 5}, [5, 10, 15, 20]),
        ({"n_critic": 1}, list(range(1, 21))),
        ({"n_critic": 3, "warm_up_steps": 2, "warm_up_n_critic": 6}, [6, 12, 15, 18]),
    ],
)
def test_the_generator_has_its_turn(config, expected):
    gan = models.WGAN(input_shape=(2,), units=(4,), **config)
    assert [step for step in range(1, 21) if gan.generator_is_due(step)] == expected
    gan.compile()
    gan.fit(points(20), batch_size=1, verbose=0)
    assert int(gan.optimizer.generator.iterations) == len(expected)
    assert int(gan.optimizer.discriminator.iterations) == 20


def test_the_authors_warm_up():
    gan = models.WGAN(input_shape=(2,), units=(4,), warm_up_steps=25)
    turns = [step for step in range(1, 2521) if gan.generator_is_due(step)]
    assert turns == [*range(100, 2501, 100), 2505, 2510, 2515, 2520]


def test_a_linear_critic_of_norm_one_has_no_penalty():
    gan = models.WGANGP(input_shape=(2,), units=())
    real, fake = (ops.convert_to_tensor(points(seed=seed)) for seed in (1, 2))
    for norm in (1.0, 3.0, 0.0):
        # f(x) = w·x + b has the gradient w everywhere: the penalty is (‖w‖ − 1)²
        gan.critic.set_weights([np.array([[0.6], [0.8]]) * norm, np.array([7.0])])
        assert float(gan.gradient_penalty(real, fake)) == pytest.approx((norm - 1) ** 2, abs=1e-5)


def test_each_sample_is_mixed_by_its_own_share(monkeypatch):
    gan = models.WGANGP(input_shape=(1,), units=())
    seen = []

    def remember(f, x):
        seen.append(ops.convert_to_numpy(x).ravel())
        return ops.ones_like(x)

    monkeypatch.setattr(models.wgan.gradients, "input_gradient", remember)
    gan.gradient_penalty(ops.ones((2000, 1)), ops.zeros((2000, 1)))
    # real 1 and fake 0 leave ε itself: uniform on [0, 1]
    share = seen[0]
    assert len(np.unique(share)) > 1900
    assert (share.min(), share.max()) == (pytest.approx(0, abs=0.01), pytest.approx(1, abs=0.01))
    np.testing.assert_allclose(np.histogram(share, 4, (0, 1))[0] / 2000, 0.25, atol=0.05)


def test_the_critic_takes_a_step_at_least():
    with pytest.raises(ModelError, match="less than one step"):
        models.WGAN(input_shape=(2,), units=(), n_critic=0)


@pytest.mark.slow
def test_eight_gaussians_are_all_found():
    from dlteach import data

    ring = data.load("gaussians")
    keras.utils.set_random_seed(0)
    gan = models.WGANGP(input_shape=(2,), latent_dim=2, units=(128, 128, 128), penalty_weight=0.1)
    gan.compile(keras.optimizers.Adam(1e-3, beta_1=0.5, beta_2=0.9), steps_per_execution=16)
    gan.fit(np.tile(ring.x_train, (2, 1)), batch_size=256, epochs=40, verbose=0)
    centres = np.stack([ring.x_train[ring.y_train == mode].mean(axis=0) for mode in range(8)])
    apart = np.linalg.norm(gan.generate(2000, seed=0)[:, None] - centres, axis=2)
    found = np.bincount(apart.argmin(axis=1)[apart.min(axis=1) < 0.15], minlength=8)
    assert (found >= 40).all(), found
    assert found.sum() > 1200
