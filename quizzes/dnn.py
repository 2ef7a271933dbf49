"""Computed questions on dense networks: fresh numbers each time, wrong answers by named mistakes."""

from __future__ import annotations

import math

from dlteach.drill import Question, computed
from dlteach.quizzes import proofs_dense as proofs
from dlteach.quizzes.mistakes import TWO_DECIMALS, other_than
from dlteach.quizzes.signs import factor, text


@computed("dnn/dense-parameter-count")
def dense_parameter_count(rng):
    """Ask for the number of parameters of one dense layer."""
    inputs, units = rng.choice([3, 5, 8, 20, 64, 100]), rng.choice([4, 10, 16, 32, 128])
    # (inputs + 1) · units
    count = (inputs + 1) * units
    mistakes = {
        inputs * units: "Each unit has a bias, too.",
        inputs * units + 1: "There is one bias a unit, not one for all.",
        inputs * (units + 1): "The biases belong to the units, not to the inputs.",
        inputs + units: "Every input is joined to every unit, so the numbers multiply.",
    }
    return Question(
        f"A dense layer of {units} units reads {inputs} values. How many parameters has it, biases included?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation=f"({inputs} weights + 1 bias) · {units} = {count:,}.",
        lesson="dnn-layers",
    ).proved_by(lambda: proofs.count((units,), inputs))


@computed("dnn/network-parameter-count")
def network_parameter_count(rng):
    """Ask for the number of parameters of a network with two hidden layers."""
    inputs, first = rng.choice([2, 4, 8, 10]), rng.choice([5, 8, 12, 16])
    second, classes = rng.choice([4, 6, 10, 20]), rng.choice([2, 3, 5])
    # Σ (values before + 1) · units
    count = (inputs + 1) * first + (first + 1) * second + (second + 1) * classes
    weights = inputs * first + first * second + second * classes
    mistakes = {
        weights: "Each unit has a bias, too.",
        count - (second + 1) * classes: "The output layer learns as well.",
        count - (inputs + 1) * first: "The first hidden layer learns as well: it reads the inputs.",
        weights + 3: "There is one bias a unit, not one a layer.",
        (inputs + 1) * (first + second + classes): "Each layer reads the one before it, not the input.",
    }
    return Question(
        f"A network reads {inputs} numbers. Its dense layers have {first}, {second} and {classes} units. "
        "How many parameters has it, biases included?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation=f"({inputs} + 1)·{first} + ({first} + 1)·{second} + ({second} + 1)·{classes} = {count:,}.",
        lesson="dnn-layers",
    ).proved_by(lambda: proofs.count((first, second, classes), inputs))


@computed("dnn/neuron-value")
def neuron_value(rng):
    """Ask for the output of one neuron with a ReLU."""
    x, w = rng.sample(range(-3, 5), 2), rng.sample([-2, -1.5, -0.5, 0.5, 1, 1.5, 2], 2)
    b = rng.choice([-1.5, -0.5, 0.5, 1.0, 2.0])
    # max(0, x · w + b)
    z = x[0] * w[0] + x[1] * w[1] + b
    output = max(0.0, z)
    mistakes = {
        z: "That is the weighted sum; the ReLU has not been applied.",
        max(0.0, z - b): "The bias is added, too.",
        max(0.0, z - 2 * b): "The bias is added, not taken away.",
        max(0.0, -z): "The ReLU keeps what is above zero, not what is below.",
        float(sum(x) + sum(w) + b): "Each input is multiplied by its weight.",
    }
    return Question(
        f"A neuron with ReLU has the weights {text(w[0])} and {text(w[1])} and the bias {text(b)}. "
        f"What is its output for the inputs {text(x[0])} and {text(x[1])}?",
        answer=output,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(output, mistakes),
        explanation=f"{text(x[0])}·{factor(w[0])} + {factor(x[1])}·{factor(w[1])} + {factor(b)} = {text(z)}, and "
        f"max(0, {text(z)}) = {output:g}.",
        lesson="dnn-neuron",
    ).proved_by(lambda: proofs.neuron(tuple(x), tuple(w), b))


@computed("dnn/gradient-of-a-weight")
def gradient_of_a_weight(rng):
    """Ask for the gradient of a first-layer weight in a chain of two neurons."""
    x, target = rng.choice([1, 2, 3, 4]), rng.choice([-2, -1, 0, 1])
    w, v = rng.choice([0.5, 1, 1.5, 2]), rng.choice([-2, -1, 0.5, 3])
    # y = v · max(0, w x);  L = ½ (y − t)²;  ∂L/∂w = (y − t) · v · x, where w x > 0
    hidden = w * x
    # without any blame there would be nothing to compute
    target += v * hidden == target
    blame = v * hidden - target
    gradient = float(blame * v * x)
    mistakes = {
        blame * x: "On its way back the blame is multiplied by v.",
        blame * hidden: "That is ∂L/∂v: the weight v was multiplied by h.",
        blame * v: "A weight's blame is multiplied by the input that it met.",
        -gradient: "The sign is turned round: it is y − target, not target − y.",
        2 * gradient: "The ½ in the loss takes the 2 of the square away.",
        blame * v * w: "That is the blame of the input x: it met the weight w.",
    }
    return Question(
        f"x = {x} goes through h = ReLU(w·x) and y = v·h, with w = {w:g} and v = {text(v)}. "
        f"The loss is L = ½ (y − target)² with the target {text(target)}. What is ∂L/∂w?",
        answer=gradient,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(gradient, mistakes),
        explanation=f"h = {hidden:g}, y = {text(v * hidden)}, ∂L/∂y = {text(blame)}. Back through v and on to x: "
        f"{text(blame)} · {factor(v)} · {x} = {text(gradient)}.",
        lesson="dnn-backprop",
    ).proved_by(lambda: proofs.gradient(x, w, v, target))


@computed("dnn/one-step-of-descent")
def one_step_of_descent(rng):
    """Ask for a weight after one step of gradient descent."""
    weight = rng.choice([-1.5, -0.4, 0.3, 0.8, 2.0])
    slope, rate = rng.choice([-4, -2, -0.5, 0.6, 1.5, 3]), rng.choice([0.05, 0.1, 0.2, 0.5])
    # w ← w − η ∂L/∂w; rounded, since 0.3 − 0.1 · 3 leaves a crumb of binary arithmetic, and without a minus before zero
    moved = round(weight - rate * slope, 6) + 0.0
    mistakes = {
        weight + rate * slope: "A step goes against the gradient: subtract.",
        weight - slope: "Multiply the gradient by the learning rate first.",
        -rate * slope: "That is the step; add it to the weight.",
        weight - rate: "Multiply the learning rate by the gradient.",
        weight * (1 - rate * slope): "The step does not depend on the weight itself.",
    }
    return Question(
        f"A weight is {text(weight)}, its gradient is {text(slope)}, and the learning rate is {rate:g}. "
        "What is the weight after one step of gradient descent?",
        answer=moved,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(moved, mistakes),
        explanation=f"{text(weight)} − {rate:g} · {factor(slope)} = {text(moved)}.",
        lesson="dnn-descent",
    ).proved_by(lambda: proofs.step(weight, slope, rate))


@computed("dnn/steps-of-training")
def steps_of_training(rng):
    """Ask for the number of training steps, the last batch of an epoch being smaller."""
    examples, batch = rng.choice([500, 810, 1000, 1437, 2025]), rng.choice([16, 32, 64, 100])
    epochs = rng.choice([3, 5, 10, 20])
    # ⌈examples / batch⌉ · epochs
    steps = math.ceil(examples / batch) * epochs
    mistakes = {
        math.ceil(examples / batch): "That is one epoch.",
        examples // batch * epochs: "The last, smaller batch of each epoch is a step, too.",
        examples * epochs: "A step uses a whole batch, not one example.",
        math.ceil(examples / batch) + epochs: "Every epoch goes through all the batches again.",
        batch * epochs: "The size of a batch is not the number of batches.",
    }
    return Question(
        f"{examples:,} examples, batches of {batch}, {epochs} epochs; the last batch of each epoch may be smaller. "
        "How many training steps is that?",
        answer=steps,
        mistakes=other_than(steps, mistakes),
        explanation=f"{examples:,} / {batch}, rounded up, is {math.ceil(examples / batch)} steps an epoch, times {epochs}.",
        lesson="dnn-descent",
    ).proved_by(lambda: proofs.steps(examples, batch) * epochs)
