"""What WGAN and WGAN-GP share: a critic that takes several steps, then a generator that takes one.

Arjovsky, Chintala, Bottou (2017), Wasserstein GAN, arXiv:1701.07875, algorithm 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
from keras import ops

from dlteach.errors import ModelError
from dlteach.models import gradients
from dlteach.models.adversarial import Adversarial


class Wasserstein(Adversarial):
    """The critic f takes `n_critic` steps, then the generator one, on any backend.

    The critic maximises E[f(x)] − E[f(G(z))]. While f is 1-Lipschitz its maximum is the Wasserstein-1 distance between
    real and generated samples; WGAN and WGAN-GP differ in how they hold f so. One step of `fit()` is one step of the
    critic on a fresh batch; the generator's step follows when it is due.

    On a CPU leave `jit_compile` at its default with TensorFlow: there XLA runs convolutions of a conditional slowly.

    Args:
        generator: functional model, noise (latent_dim,) → sample.
        critic: functional model, sample → score (1,), unbounded.
        n_critic: steps of the critic for one of the generator.
        warm_up_steps: the first steps of the generator, for which the critic takes `warm_up_n_critic`.
        warm_up_n_critic: steps of the critic for each of those.

    Raises:
        ModelError: the critic would take less than one step.
    """

    # the critic's first, the generator's last
    loss_names: tuple[str, ...] = ("critic_loss", "wasserstein_distance", "generator_loss")
    train_function: Callable | None

    def __init__(
        self,
        generator: keras.Model,
        critic: keras.Model,
        n_critic: int = 5,
        warm_up_steps: int = 0,
        warm_up_n_critic: int = 100,
        **kwargs,
    ):
        if n_critic < 1 or warm_up_n_critic < 1:
            raise ModelError("the critic takes less than one step", "Give n_critic and warm_up_n_critic of 1 or more.")
        super().__init__(generator, critic, **kwargs)
        self.n_critic = n_critic
        self.warm_up_steps = warm_up_steps
        self.warm_up_n_critic = warm_up_n_critic

    @property
    def critic(self) -> keras.Model:
        """The discriminator under the name the paper gives it."""
        return self.discriminator

    def generator_is_due(self, critic_steps):
        """Returns whether the generator moves after so many steps of the critic, a number or a tensor."""
        warm_up = self.warm_up_steps * self.warm_up_n_critic
        early = (critic_steps <= warm_up) & (critic_steps % self.warm_up_n_critic == 0)
        return early | ((critic_steps > warm_up) & ((critic_steps - warm_up) % self.n_critic == 0))

    def critic_losses(self, real, fake, training: bool = True) -> list:
        """Returns what the critic minimises, and the distance it estimates."""
        # W ≈ E[f(x)] − E[f(G(z))]
        distance = ops.mean(self.critic(real, training=training)) - ops.mean(self.critic(fake, training=training))
        return [-distance, distance]

    def generator_loss(self, scores):
        """Returns −E[f(G(z))]."""
        return -ops.mean(scores)

    def judge(self, samples, training: bool = True):
        """Returns the critic's scores, the critic held still: no gradients for its weights, no change of its statistics."""
        weights = [ops.stop_gradient(variable.value) for variable in self.critic.trainable_variables]
        state = [variable.value for variable in self.critic.non_trainable_variables]
        scores, _ = self.critic.stateless_call(weights, state, samples, training=training)
        return scores

    def losses_of(self, real, training: bool = True) -> list:
        """Returns the losses in the order of `loss_names`, from one batch of generated samples."""
        fake = self.fake(ops.shape(real)[0], training)
        losses = self.critic_losses(real, ops.stop_gradient(fake), training)
        return [*losses, self.generator_loss(self.judge(fake, training))]

    def critic_step(self, real) -> dict[str, Any]:
        """Updates the critic once; the generator stands."""
        values = self._update(
            self.critic,
            self.optimizer.discriminator,
            lambda: self.critic_losses(real, ops.stop_gradient(self.fake(ops.shape(real)[0]))),
        )
        for tracker, value in zip(self.trackers, values, strict=False):
            tracker.update_state(value)
        return self.get_metrics_result()

    def generator_step(self, real) -> dict[str, Any]:
        """Updates the generator once, on as many samples as there are real ones; the critic stands."""
        values = self._update(
            self.generator,
            self.optimizer.generator,
            lambda: [self.generator_loss(self.judge(self.fake(ops.shape(real)[0])))],
        )
        self.trackers[-1].update_state(values[0])
        return self.get_metrics_result()

    def step(self, real) -> dict[str, Any]:
        """Updates the critic, and the generator when its turn has come."""
        self.critic_step(real)
        due = self.generator_is_due(self.optimizer.iterations.value)
        gradients.when(due, lambda: self.generator_step(real))
        return self.get_metrics_result()

    def make_train_function(self, force: bool = False) -> None:
        """Prepares the compiled steps of `fit()`."""
        steps = self.checked(self.critic_step), self.checked(self.generator_step)
        alternating = gradients.alternation(self, *steps, self.generator_is_due)
        if alternating is None:
            super().make_train_function(force)
        elif force or self.train_function is None:
            self.train_function = alternating

    def _update(self, network: keras.Model, optimizer: keras.optimizers.Optimizer, losses) -> list:
        """Moves one network along the gradient of the first of the losses; returns them all."""
        moving = network.trainable_variables
        still = self.generator if network is self.critic else self.critic
        state = [*still.trainable_variables, *self.non_trainable_variables, *self.optimizer.variables]
        values, slopes = gradients.values_and_gradients(
            losses, moving, state, lambda values: optimizer.scale_loss(values[0])
        )
        gradients.apply(optimizer, slopes, moving)
        return values
