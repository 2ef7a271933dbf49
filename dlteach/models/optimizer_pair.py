"""Two optimizers that `fit()` sees as one, for models in which two networks play against each other."""

from __future__ import annotations

from typing import Any

import keras


@keras.saving.register_keras_serializable(package="dlteach")
class OptimizerPair(keras.optimizers.Optimizer):
    """One optimizer for the generator and one for the discriminator; checkpoints hold the state of both.

    `learning_rate` reads the generator's and sets both, so `keras.callbacks.LearningRateScheduler` works.
    `iterations` counts the discriminator's updates.

    Args:
        generator: optimizer of the generator's weights.
        discriminator: optimizer of the discriminator's weights; another object, since it keeps other moments.
        name: name of the pair.
    """

    def __init__(
        self,
        generator: keras.optimizers.Optimizer,
        discriminator: keras.optimizers.Optimizer,
        name: str = "optimizer_pair",
    ):
        super().__init__(learning_rate=0.0, name=name)
        self.generator = generator
        self.discriminator = discriminator
        self._parts: list[tuple[keras.optimizers.Optimizer, list]] = []

    def build_parts(self, generator_variables: list, discriminator_variables: list) -> None:
        """Creates the state of both optimizers."""
        self._parts = [(self.generator, generator_variables), (self.discriminator, discriminator_variables)]
        for optimizer, variables in self._parts:
            optimizer.build(variables)
        self.built = True

    @property
    def variables(self) -> list:
        """State of the pair and of both its parts."""
        return [*super().variables, *self.generator.variables, *self.discriminator.variables]

    @property
    def iterations(self):
        """Number of the discriminator's updates."""
        return self.discriminator.iterations

    @property
    def learning_rate(self):
        """The generator's; setting it sets both."""
        return self.generator.learning_rate

    @learning_rate.setter
    def learning_rate(self, value):
        self.generator.learning_rate = value
        self.discriminator.learning_rate = value

    def finalize_variable_values(self, var_list) -> None:
        """Lets both replace weights by their moving averages, where they were made with `use_ema=True`."""
        for optimizer, variables in self._parts:
            optimizer.finalize_variable_values(variables)

    def save_own_variables(self, store) -> None:
        """Stores nothing: both parts are stored by themselves."""

    def load_own_variables(self, store) -> None:
        """Loads nothing: both parts are loaded by themselves."""

    def get_config(self) -> dict[str, Any]:
        """Returns the name and the configuration of both optimizers."""
        serialize = keras.saving.serialize_keras_object
        return {
            "name": self.name,
            "generator": serialize(self.generator),
            "discriminator": serialize(self.discriminator),
        }

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> OptimizerPair:
        """Builds the pair that `get_config` described."""
        parts = {
            part: keras.saving.deserialize_keras_object(config[part], custom_objects=custom_objects)
            for part in ("generator", "discriminator")
        }
        return cls(**parts, name=config["name"])
