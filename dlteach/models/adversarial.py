"""What every generative adversarial network shares: two networks in one model that `fit()` trains on any backend.

Goodfellow, Pouget-Abadie, Mirza, Xu, Warde-Farley, Ozair, Courville, Bengio (2014), Generative adversarial nets,
arXiv:1406.2661.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras import ops

from dlteach.errors import ModelError
from dlteach.models import gradients
from dlteach.models.architecture import Architecture
from dlteach.models.optimizer_pair import OptimizerPair


class Adversarial(Architecture):
    """A generator G and a discriminator D as one `keras.Model`: noise in, D(G(noise)) out.

    Call it, or predict, with noise; fit it with real samples alone:

        model.compile()                  # the paper's optimizers, or compile(generator's, discriminator's)
        model.fit(images, batch_size=64, epochs=10)
        model.generate(16, seed=0)

    In each step both networks move at once, each along the gradient of its own loss by its own weights, at the old
    weights of both.

    Args:
        generator: functional model, noise (latent_dim,) → sample.
        discriminator: functional model, sample → score (1,), a logit for most.
    """

    loss_names: tuple[str, ...] = ("discriminator_loss", "generator_loss")

    def __init__(self, generator: keras.Model, discriminator: keras.Model, **kwargs):
        noise = keras.Input(generator.input_shape[1:], name="noise")
        super().__init__(inputs=noise, outputs=discriminator(generator(noise)), **kwargs)
        self.generator = generator
        self.discriminator = discriminator
        self.latent_dim = generator.input_shape[-1]
        self.sample_shape = tuple(discriminator.input_shape[1:])
        self.noise_seed = keras.random.SeedGenerator()
        self.trackers = [keras.metrics.Mean(name=name) for name in self.loss_names]

    def discriminator_loss(self, real, on_fake, training: bool = True):
        """Returns the loss that D minimises: binary cross-entropy with real = 1 and generated = 0.

        Args:
            real: real samples, (batch, *input_shape).
            on_fake: D's scores of generated ones, (batch, 1).
            training: whether batch statistics and dropout work as in training.
        """
        on_real = self.discriminator(real, training=training)
        # −log D(x) − log(1 − D(G(z))), with D = σ(score): softplus(−s) = −log σ(s), softplus(s) = −log(1 − σ(s))
        return ops.mean(ops.softplus(-on_real)) + ops.mean(ops.softplus(on_fake))

    def generator_loss(self, scores):
        """Returns the loss that G minimises, given D's scores of what it made: −log D(G(z))."""
        return ops.mean(ops.softplus(-scores))

    def noise(self, batch, seed=None):
        """Returns standard normal noise, (batch, latent_dim)."""
        return keras.random.normal((batch, self.latent_dim), seed=self.noise_seed if seed is None else seed)

    def fake(self, batch, training: bool = True):
        """Returns a batch of generated samples that gradients pass through."""
        return self.generator(self.noise(batch), training=training)

    def losses_of(self, real, training: bool = True) -> list:
        """Returns the losses in the order of `loss_names`, both from one look at one batch of generated samples."""
        on_fake = self.discriminator(self.fake(ops.shape(real)[0], training), training=training)
        return [self.discriminator_loss(real, on_fake, training), self.generator_loss(on_fake)]

    def step(self, real) -> dict[str, Any]:
        """Updates both networks once and returns the mean losses of the epoch so far."""
        first, second = self.optimizer.discriminator, self.optimizer.generator
        judge, forger = self.discriminator.trainable_variables, self.generator.trainable_variables
        values, slopes = gradients.values_and_gradients_apart(
            lambda: self.losses_of(real),
            [judge, forger],
            [*self.non_trainable_variables, *self.optimizer.variables],
            lambda losses: [first.scale_loss(losses[0]), second.scale_loss(losses[1])],
        )
        gradients.apply(first, slopes[0], judge)
        gradients.apply(second, slopes[1], forger)
        return self.track(values)

    def track(self, values) -> dict[str, Any]:
        """Adds losses to the means that `fit()` reports and returns the means."""
        for tracker, value in zip(self.trackers, values, strict=True):
            tracker.update_state(value)
        return self.get_metrics_result()

    def checked(self, step: Callable) -> Callable:
        """Returns `step` behind a check that it is given what the discriminator reads."""

        def run(real):
            if tuple(real.shape[1:]) != self.sample_shape:
                raise ModelError(
                    f"{type(self).__name__} was built for samples of shape {self.sample_shape}, "
                    f"the data has {tuple(real.shape[1:])}",
                    "Build it with input_shape=… of your data, or reshape the data (a gray image has one channel).",
                )
            return step(ops.cast(real, keras.config.floatx()))

        return run

    def train_step(self, *arguments):
        """Runs one step of `fit()`."""
        return gradients.run_step(self, self.checked(self.step), *arguments)

    def test_step(self, *arguments):
        """Runs one step of `evaluate()`: the same losses on other samples, nothing moves."""
        step = self.checked(lambda real: self.track(self.losses_of(real, training=False)))
        return gradients.run_step(self, step, *arguments)

    def default_optimizer(self) -> keras.optimizers.Optimizer:
        """Returns the optimizer of the paper."""
        return keras.optimizers.Adam(2e-4, beta_1=0.5)

    def compile(self, optimizer: Any = None, discriminator_optimizer: Any = None, **kwargs) -> None:
        """Prepares `fit()`.

        Args:
            optimizer: of the generator; by default the paper's.
            discriminator_optimizer: of the discriminator; by default a second one like the generator's.
            **kwargs: `run_eagerly`, `steps_per_execution`, `jit_compile` as of `keras.Model.compile`.

        Raises:
            ModelError: a loss or metrics were given, the model brings its own; or several devices share the training on
                TensorFlow.
        """
        if gradients.several_replicas():
            raise ModelError(
                f"{type(self).__name__} cannot be trained on several devices on TensorFlow",
                "Use JAX, which draws one noise for all of them (--backend jax or KERAS_BACKEND=jax), or one device.",
            )
        for name in ("loss", "loss_weights", "metrics", "weighted_metrics"):
            if kwargs.pop(name, None) is not None:
                raise ModelError(f"{type(self).__name__} brings its own losses", f"Leave {name} out of compile().")
        if isinstance(optimizer, OptimizerPair):
            pair = optimizer
        else:
            first = keras.optimizers.get(optimizer) if optimizer is not None else self.default_optimizer()
            second = discriminator_optimizer if discriminator_optimizer is not None else _like(first)
            pair = OptimizerPair(self._scaled(first), self._scaled(keras.optimizers.get(second)))
        super().compile(optimizer=pair, **{**kwargs, "auto_scale_loss": False})
        pair.build_parts(self.generator.trainable_variables, self.discriminator.trainable_variables)

    def compile_from_config(self, config: dict[str, Any]) -> None:
        """Compiles a loaded model as the saved one was."""
        self.compile(**keras.saving.deserialize_keras_object(config))

    @property
    def metrics(self) -> list:
        """The running means of the losses."""
        return list(self.trackers)

    def generate(self, n: int = 16, seed: int | None = None) -> np.ndarray:
        """Returns n generated samples, (n, *input_shape); the same ones for the same seed."""
        gradients.settle(self)
        seed = keras.random.SeedGenerator() if seed is None else seed
        return self.generator.predict(self.noise(n, seed), verbose=0)

    def save_own_variables(self, store) -> None:
        """Stores the state of the random numbers too, so that a resumed training goes on as if never stopped."""
        super().save_own_variables(store)
        for name, state in self._random_states():
            store[name] = state

    def load_own_variables(self, store) -> None:
        """Loads the state of the random numbers where the file has it."""
        for name, state in self._random_states():
            if name in store:
                state.assign(store[name])

    def _random_states(self) -> list[tuple[str, Any]]:
        weights = {id(weight) for weight in self.weights}
        states = [state for state in self.non_trainable_variables if id(state) not in weights]
        return [(f"random_state_{number}", state) for number, state in enumerate(states)]

    def _scaled(self, optimizer: keras.optimizers.Optimizer) -> keras.optimizers.Optimizer:
        # 16-bit gradients underflow unless the loss is scaled up; bfloat16 has the range of float32
        if self.dtype_policy.name != "mixed_float16" or isinstance(optimizer, keras.optimizers.LossScaleOptimizer):
            return optimizer
        return keras.optimizers.LossScaleOptimizer(optimizer)


def _like(optimizer: keras.optimizers.Optimizer) -> keras.optimizers.Optimizer:
    return type(optimizer).from_config(optimizer.get_config())
