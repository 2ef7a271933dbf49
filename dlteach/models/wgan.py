"""WGAN and WGAN-GP: a critic that measures a distance takes the place of a discriminator that tells apart.

WGAN: Arjovsky, Chintala, Bottou (2017), Wasserstein GAN, arXiv:1701.07875, algorithm 1.
WGAN-GP: Gulrajani, Ahmed, Arjovsky, Dumoulin, Courville (2017), Improved training of Wasserstein GANs,
arXiv:1704.00028, algorithm 1; layer sizes of the authors' experiments on MNIST and CIFAR-10.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from dlteach.models import dcgan, gradients, wgan_networks
from dlteach.models.wasserstein import Wasserstein


@keras.saving.register_keras_serializable(package="dlteach")
class WGAN(Wasserstein):
    """The critic is kept Lipschitz by clipping each of its weights to [−clip, clip] after each of its steps.

    The networks are DCGAN's without the sigmoid, images within [−1, 1]; for points, such as `input_shape=(2,)`, they
    are multilayer perceptrons of `units`. RMSprop at 5e-5 is the paper's optimizer: momentum harms here.

    Args:
        input_shape: (size, size, channels) as DCGAN takes them, or (features,).
        latent_dim: numbers of noise z that a sample is made from.
        filters: of the critic's first and the generator's last hidden layer, for images.
        units: of the hidden layers of both networks, for points.
        clip: c, the largest magnitude of a weight of the critic.
        n_critic: steps of the critic for one of the generator.
        warm_up_steps: the first steps of the generator, for which the critic takes `warm_up_n_critic`. The authors'
            code trains the critic 100 steps for each of the generator's first 25: `warm_up_steps=25`.
        warm_up_n_critic: steps of the critic for each of those.

    Reference:
        Arjovsky, Chintala, Bottou (2017), arXiv:1701.07875.

    Example:
        >>> gan = WGAN(input_shape=(28, 28, 1), filters=32)
        >>> gan.compile()
        >>> history = gan.fit(images, batch_size=64, epochs=10)
    """

    def __init__(
        self,
        input_shape: Sequence[int] = (64, 64, 3),
        latent_dim: int = 100,
        filters: int = 64,
        units: Sequence[int] = (512, 512, 512),
        clip: float = 0.01,
        n_critic: int = 5,
        warm_up_steps: int = 0,
        warm_up_n_critic: int = 100,
        **kwargs,
    ):
        if len(tuple(input_shape)) == 1:
            generator, critic = wgan_networks.perceptrons(input_shape[0], latent_dim, units)
        else:
            generator = dcgan.build_generator(input_shape, latent_dim, filters)
            critic = dcgan.build_discriminator(input_shape, filters, name="critic")
        schedule = {"n_critic": n_critic, "warm_up_steps": warm_up_steps, "warm_up_n_critic": warm_up_n_critic}
        super().__init__(generator, critic, **{**schedule, **kwargs})
        self.clip = clip
        self.config = {
            "input_shape": tuple(input_shape),
            "latent_dim": latent_dim,
            "filters": filters,
            "units": tuple(units),
            "clip": clip,
            **schedule,
        }

    def critic_step(self, real) -> dict[str, Any]:
        """Updates the critic once, then clips its weights."""
        logs = super().critic_step(real)
        for weight in self.critic.trainable_variables:
            # w ← clip(w, −c, c)
            weight.assign(ops.clip(weight.value, -self.clip, self.clip))
        return logs

    def default_optimizer(self) -> keras.optimizers.Optimizer:
        """Returns the paper's RMSprop."""
        return keras.optimizers.RMSprop(5e-5)


@keras.saving.register_keras_serializable(package="dlteach")
class WGANGP(Wasserstein):
    """The critic is kept Lipschitz by a penalty on the norm of its gradient where that differs from 1.

    With the defaults it is the paper's MNIST experiment: a generator of 1,554,177 and a critic of 1,030,145 weights,
    images within [0, 1]. The one for CIFAR-10 (5,179,907 and 4,114,689), images within [−1, 1]:

        WGANGP(input_shape=(32, 32, 3), filters=128, batch_normalization=True, output_activation="tanh")

    For points, such as the ring of eight Gaussians, the networks are multilayer perceptrons:

        WGANGP(input_shape=(2,), latent_dim=2, penalty_weight=0.1, output_activation=None)

    Args:
        input_shape: (height, width, channels), or (features,).
        latent_dim: numbers of noise z that a sample is made from.
        filters: of the critic's first and the generator's last hidden layer, for images.
        units: of the hidden layers of both networks, for points.
        batch_normalization: whether the generator of images is normalised; the critic never is, since each sample
            has its own penalty.
        output_activation: of the generator of images; that of points has none.
        penalty_weight: λ, 10 for images, 0.1 for the paper's toy data.
        n_critic: steps of the critic for one of the generator.

    Reference:
        Gulrajani et al. (2017), arXiv:1704.00028.

    Example:
        >>> gan = WGANGP()
        >>> gan.compile()
        >>> history = gan.fit(images, batch_size=50, epochs=10)
    """

    loss_names = ("critic_loss", "wasserstein_distance", "gradient_penalty", "generator_loss")

    def __init__(
        self,
        input_shape: Sequence[int] = (28, 28, 1),
        latent_dim: int = 128,
        filters: int = 64,
        units: Sequence[int] = (512, 512, 512),
        batch_normalization: bool = False,
        output_activation: str | None = "sigmoid",
        penalty_weight: float = 10.0,
        n_critic: int = 5,
        **kwargs,
    ):
        if len(tuple(input_shape)) == 1:
            networks = wgan_networks.perceptrons(input_shape[0], latent_dim, units)
        else:
            networks = wgan_networks.convolutional(
                input_shape, latent_dim, filters, batch_normalization, output_activation
            )
        super().__init__(*networks, n_critic=n_critic, **kwargs)
        self.penalty_weight = penalty_weight
        self.config = {
            "input_shape": tuple(input_shape),
            "latent_dim": latent_dim,
            "filters": filters,
            "units": tuple(units),
            "batch_normalization": batch_normalization,
            "output_activation": output_activation,
            "penalty_weight": penalty_weight,
            "n_critic": n_critic,
        }

    def gradient_penalty(self, real, fake):
        """Returns how far the critic's gradient is from norm 1 between real and generated samples."""
        # ε ~ U[0, 1], one for each sample
        share = keras.random.uniform((ops.shape(real)[0], *[1] * (len(real.shape) - 1)), seed=self.noise_seed)
        # x̂ = ε x + (1 − ε) G(z)
        between = share * real + (1 - share) * fake
        slope = gradients.input_gradient(lambda x: self.critic(x, training=True), between)
        # ‖∇f(x̂)‖₂; the root's own slope is infinite at 0, hence the small number
        norm = ops.sqrt(ops.sum(ops.square(slope), axis=tuple(range(1, len(real.shape)))) + 1e-12)
        # E[(‖∇f(x̂)‖₂ − 1)²]
        return ops.mean(ops.square(norm - 1))

    def critic_losses(self, real, fake, training: bool = True) -> list:
        """Returns what the critic minimises, the distance it estimates, and the penalty before its weight."""
        loss, distance = super().critic_losses(real, fake, training)
        penalty = self.gradient_penalty(real, fake)
        # L = E[f(G(z))] − E[f(x)] + λ E[(‖∇f(x̂)‖₂ − 1)²]
        return [loss + self.penalty_weight * penalty, distance, penalty]

    def default_optimizer(self) -> keras.optimizers.Optimizer:
        """Returns the paper's Adam, without momentum."""
        return keras.optimizers.Adam(1e-4, beta_1=0.0, beta_2=0.9)
