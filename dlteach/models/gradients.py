"""What Keras 3 has no common function for: gradients inside a training step, on TensorFlow, JAX and PyTorch.

This is the one file of `dlteach.models` that branches on the backend. The adversarial models need it: two networks with
a loss and an optimizer each do not fit the single loss of `fit()`, and a gradient penalty differentiates twice.
Everything here takes functions without arguments that compute losses, so what is differentiated is written once.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import keras
from keras import ops

BACKEND = keras.config.backend()

if BACKEND == "tensorflow":
    import tensorflow as tf

    def input_gradient(f: Callable, x):
        """Returns ∂ Σ f(x) / ∂x; for a function of each sample alone these are the samples' own gradients."""
        with tf.GradientTape() as tape:
            tape.watch(x)
            total = ops.sum(f(x))
        return tape.gradient(total, x)

    def values_and_gradients(losses: Callable, variables: Sequence, state: Sequence, scale: Callable = sum):
        """Returns what `losses()` returns, a list of scalars, and the gradients of their sum.

        Args:
            losses: a function without arguments.
            variables: what to differentiate by.
            state: variables that `losses` reads or updates besides, such as batch statistics and seeds.
            scale: turns the list of scalars into the one that is differentiated.
        """
        with tf.GradientTape() as tape:
            values = losses()
            total = scale(values)
        return values, tape.gradient(total, [variable.value for variable in variables])

    def values_and_gradients_apart(losses: Callable, groups: Sequence, state: Sequence, scale: Callable = list):
        """Returns what `losses()` returns, a list of scalars, and for each the gradients by its own variables alone.

        Args:
            losses: a function without arguments.
            groups: for each loss the variables to differentiate it by.
            state: variables that `losses` reads or updates besides, such as batch statistics and seeds.
            scale: turns the list of scalars into those that are differentiated.
        """
        with tf.GradientTape(persistent=True) as tape:
            values = losses()
            totals = scale(values)
        pairs = zip(totals, groups, strict=True)
        return values, [tape.gradient(total, [variable.value for variable in group]) for total, group in pairs]

    def apply(optimizer: keras.optimizers.Optimizer, gradients: Sequence, variables: Sequence) -> None:
        """Lets an optimizer update the variables."""
        optimizer.apply(gradients, variables)

    def when(condition, action: Callable) -> None:
        """Runs `action()` if the condition, a boolean or a tensor, is true."""

        def act():
            action()
            return 0

        tf.cond(condition, act, lambda: 0)

elif BACKEND == "jax":
    import jax

    def input_gradient(f: Callable, x):
        """Returns ∂ Σ f(x) / ∂x; for a function of each sample alone these are the samples' own gradients."""
        return jax.grad(lambda x: ops.sum(f(x)))(x)

    def values_and_gradients(losses: Callable, variables: Sequence, state: Sequence, scale: Callable = sum):
        """Returns what `losses()` returns, a list of scalars, and the gradients of their sum.

        Args:
            losses: a function without arguments.
            variables: what to differentiate by.
            state: variables that `losses` reads or updates besides, such as batch statistics and seeds.
            scale: turns the list of scalars into the one that is differentiated.
        """

        def pure(values):
            known = [*zip(state, before, strict=True), *zip(variables, values, strict=True)]
            with keras.StatelessScope(state_mapping=known) as scope:
                computed = losses()
                total = scale(computed)
            return total, (computed, [scope.get_current_value(variable) for variable in state])

        before = [variable.value for variable in state]
        (_, (computed, after)), gradients = jax.value_and_grad(pure, has_aux=True)([v.value for v in variables])
        for variable, value in zip(state, after, strict=True):
            variable.assign(value)
        return computed, gradients

    def values_and_gradients_apart(losses: Callable, groups: Sequence, state: Sequence, scale: Callable = list):
        """Returns what `losses()` returns, a list of scalars, and for each the gradients by its own variables alone.

        Args:
            losses: a function without arguments.
            groups: for each loss the variables to differentiate it by.
            state: variables that `losses` reads or updates besides, such as batch statistics and seeds.
            scale: turns the list of scalars into those that are differentiated.
        """

        def pure(values):
            variables = itertools.chain(*groups)
            known = [*zip(state, before, strict=True), *zip(variables, itertools.chain(*values), strict=True)]
            with keras.StatelessScope(state_mapping=known) as scope:
                computed = losses()
                totals = scale(computed)
            return totals, (computed, [scope.get_current_value(variable) for variable in state])

        before = [variable.value for variable in state]
        values = [[variable.value for variable in group] for group in groups]
        totals, pull_back, (computed, after) = jax.vjp(pure, values, has_aux=True)
        for variable, value in zip(state, after, strict=True):
            variable.assign(value)
        # the gradients of loss i: the vector-Jacobian product with a one in place i
        units = [[ops.full_like(t, float(i == j)) for j, t in enumerate(totals)] for i in range(len(totals))]
        return computed, [pull_back(unit)[0][i] for i, unit in enumerate(units)]

    def apply(optimizer: keras.optimizers.Optimizer, gradients: Sequence, variables: Sequence) -> None:
        """Lets an optimizer update the variables."""
        # the stateless way, because a LossScaleOptimizer's conditional must not assign to variables
        state = [[variable.value for variable in group] for group in (optimizer.variables, variables)]
        weights, moments = optimizer.stateless_apply(state[0], gradients, state[1])
        for variable, value in zip([*variables, *optimizer.variables], [*weights, *moments], strict=True):
            variable.assign(value)

    def when(condition, action: Callable) -> None:
        """Runs `action()` if the condition is true; inside a compiled step use `alternation` instead."""
        if bool(condition):
            action()

else:
    import torch

    def input_gradient(f: Callable, x):
        """Returns ∂ Σ f(x) / ∂x; for a function of each sample alone these are the samples' own gradients."""
        with torch.enable_grad():
            x = x if x.requires_grad else x.detach().requires_grad_()
            return torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]

    def values_and_gradients(losses: Callable, variables: Sequence, state: Sequence, scale: Callable = sum):
        """Returns what `losses()` returns, a list of scalars, and the gradients of their sum.

        Args:
            losses: a function without arguments.
            variables: what to differentiate by.
            state: variables that `losses` reads or updates besides, such as batch statistics and seeds.
            scale: turns the list of scalars into the one that is differentiated.
        """
        values = losses()
        gradients = torch.autograd.grad(scale(values), [variable.value for variable in variables])
        return [value.detach() for value in values], list(gradients)

    def values_and_gradients_apart(losses: Callable, groups: Sequence, state: Sequence, scale: Callable = list):
        """Returns what `losses()` returns, a list of scalars, and for each the gradients by its own variables alone.

        Args:
            losses: a function without arguments.
            groups: for each loss the variables to differentiate it by.
            state: variables that `losses` reads or updates besides, such as batch statistics and seeds.
            scale: turns the list of scalars into those that are differentiated.
        """
        values = losses()
        pairs = zip(scale(values), groups, strict=True)
        slopes = [
            list(torch.autograd.grad(total, [variable.value for variable in group], retain_graph=True)) if group else []
            for total, group in pairs
        ]
        return [value.detach() for value in values], slopes

    def apply(optimizer: keras.optimizers.Optimizer, gradients: Sequence, variables: Sequence) -> None:
        """Lets an optimizer update the variables."""
        with torch.no_grad():
            optimizer.apply(gradients, variables)

    def when(condition, action: Callable) -> None:
        """Runs `action()` if the condition, a boolean or a tensor, is true."""
        if bool(condition):
            action()


def run_step(model: keras.Model, step: Callable, *arguments, with_targets: bool = False) -> Any:
    """Runs `step(x)`, or `step(x, y)`, as `train_step` or `test_step` of this backend; returns what its trainer expects.

    TensorFlow and PyTorch hand over the batch. JAX hands over the state of all variables too, in lists, and wants
    the new state back: here `step` sees it through Keras's variables, as it does on the others.
    """
    taken = 2 if with_targets else 1
    if BACKEND != "jax":
        return step(*keras.utils.unpack_x_y_sample_weight(*arguments)[:taken])
    state, data = arguments
    groups = [model.trainable_variables, model.non_trainable_variables, model.metrics_variables]
    if len(state) == 4:  # training: the optimizer's variables stand before those of the metrics
        groups.insert(2, model.optimizer.variables)
    known = zip(itertools.chain(*groups), itertools.chain(*state), strict=True)
    with keras.StatelessScope(state_mapping=known) as scope:
        logs = step(*keras.utils.unpack_x_y_sample_weight(data)[:taken])
    return logs, tuple([scope.get_current_value(variable) for variable in group] for group in groups)


def alternation(model: keras.Model, every_step: Callable, sometimes: Callable, due: Callable) -> Callable | None:
    """Returns the train function that JAX needs for alternating steps; None where `train_step` can decide itself.

    JAX would compile the choice into the program, and XLA runs a convolution inside a conditional fifteen times slower
    on a CPU (63 ms instead of 4 ms). So two programs are compiled and the choice is made between their calls.

    Args:
        model: the compiled model.
        every_step: step that each batch takes.
        sometimes: step that follows where `due(iterations of the optimizer)` is true.
        due: takes a number, returns a boolean.
    """
    if BACKEND != "jax":
        return None
    compiled = model.jit_compile and not model.run_eagerly
    compiler = partial(jax.jit, donate_argnums=0) if compiled else lambda function: function
    first = compiler(partial(run_step, model, every_step))
    second = compiler(partial(run_step, model, sometimes))
    counter = next(i for i, v in enumerate(model.optimizer.variables) if v is model.optimizer.iterations)

    def train_step(state, data):
        logs, state = first(state, data)
        return second(state, data) if due(int(state[2][counter])) else (logs, state)

    def train_function(state, iterator):
        logs, state = train_step(state, next(iterator))
        for data in itertools.islice(iterator, model.steps_per_execution - 1):
            logs, state = train_step(state, data)
        return logs, state

    return train_function


def several_replicas() -> bool:
    """Whether models are built inside a `tf.distribute` strategy, whose devices do not draw one noise together."""
    return BACKEND == "tensorflow" and tf.distribute.get_strategy().num_replicas_in_sync > 1


def settle(model: keras.Model) -> None:
    """Gives the variables their newest values in the midst of `fit()`, where JAX's trainer keeps them elsewhere."""
    if BACKEND == "jax":
        model.jax_state_sync()
