"""Models of any size on any machine: built, counted and summarised without allocating a weight."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import keras
from keras.src.backend.common import global_state
from keras.src.random.seed_generator import global_seed_generator

# Keras's list of variables to be created later; there is no public way to empty it
WAITING = "uninitialized_variables"


@contextmanager
def weightless() -> Iterator[None]:
    """Within this context a model is built without its weights: shapes and counts are known, numbers are not.

    A model built here can be summarised and counted; it cannot be called on numbers, trained or saved.
    A model with 1.5 billion parameters takes a second and some megabytes instead of 6 GB.

    Example:
        >>> with weightless():
        ...     model = dlteach.models.build("resnet152")
        >>> model.count_params()
        60344232
    """
    # Keras's global random state is made now where there is none yet; made inside it would stay without a value
    global_seed_generator()
    waiting = global_state.get_global_attribute(WAITING, [], set_to_default=True)
    before = len(waiting)
    try:
        with keras.StatelessScope(initialize_variables=False):
            yield
    finally:
        # Keras would create these weights after all the next time a layer of its own kind is called
        del waiting[before:]
