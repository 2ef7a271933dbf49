"""The experiments of the GPT lesson: temperature, how much context helps, loss against size."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from dlteach.inspect.words import listed, signed
from dlteach.lessons.gpt_bench import (
    as_prose,
    build_gpt,
    held_out,
    loss_on,
    numbered,
    prompt,
    spelled,
    stretches,
    surprises,
    text,
    vocabulary,
)
from dlteach.lessons.gpt_counting import Counting
from dlteach.lessons.gpt_training import trained
from dlteach.training.lab import Lab
from dlteach.views import Curve, Series, Table, Text, Truth, View

TEMPERATURES = (0.0, 0.5, 1.0, 1.5)
SAMPLES = 6
WIDTHS = (8, 16, 32, 64)
SCALING_STEPS = 300
SCALING_LAYERS = 2
ORDERS = (0, 1, 2, 4, 6)
PLACES = (1, 2, 4, 8, 16, 32, 64, 128, 256)


def temperature(lab: Lab) -> Iterator[View]:
    """The same prompt continued at four temperatures, and how many of the words are words of the training text."""
    model, words = trained(lab), prompt(lab)
    known = set(text(lab).extra["text_train"].split())
    tokens = np.tile(numbered(lab, words)[-model.config["max_sequence_length"] :], (SAMPLES, 1))
    rows = []
    for heat in TEMPERATURES:
        drawn = model.generate(tokens, 100, temperature=heat, seed=lab.seed)[:, tokens.shape[1] :]
        texts = [spelled(lab, row) for row in drawn]
        yield Text(f"**T = {heat:g}.** {as_prose(words)}*{as_prose(texts[0])}*")
        # the first piece may end the prompt's last word, and the last one may be cut off
        written = [word for one in texts for word in one.split()[1:-1]]
        rows.append(
            [
                f"{heat:g}",
                f"{100 * np.mean([word in known for word in written]):.0f} %" if written else "–",
                f"{100 * len(set(written)) / len(written):.0f} %" if written else "–",
            ]
        )
    yield Table(
        f"What temperature trades, in {SAMPLES} continuations",
        ["temperature", "words of the training text", "words that are different"],
        rows,
        numeric=[0, 1, 2],
        note="T = 0 always takes the likeliest character, so all its continuations are one and the same.",
        name="temperature",
    )


def by_place(lab: Lab) -> tuple[list[int], list[float]]:
    """How many characters have been read, and the mean surprise at the next one, on the test text."""
    if "by place" not in lab.memory:
        lost = surprises(trained(lab), *held_out(lab, "test", len(text(lab).x_test))).mean(axis=0)
        lab.memory["by place"] = [float(value) for value in lost]
    lost = lab.memory["by place"]
    # places 2^k to 2^(k+1) − 1 together, since single ones are noisy; the last group reaches to the end
    bounds = [place for place in PLACES if 2 * place <= len(lost)]
    ends = [*(place - 1 for place in bounds[1:]), len(lost)]
    means = [float(np.mean(lost[place - 1 : end])) for place, end in zip(bounds, ends, strict=True)]
    return bounds, means


def context_gain(lab: Lab) -> Truth:
    """How much lower the loss is with much context than with a single character."""
    bounds, means = by_place(lab)
    return Truth(
        f"{means[0]:.2f}",
        f"With {bounds[-1]} and more characters read, it is {means[-1]:.2f}. "
        f"e^{means[0]:.2f} = {np.exp(means[0]):.1f}: after one character it is as unsure as between that many equal choices.",
    )


def context(lab: Lab) -> Iterator[View]:
    """The loss against the number of characters the network has read."""
    bounds, means = by_place(lab)
    halved = next((place for place, mean in zip(bounds, means, strict=True) if mean < (means[0] + min(means)) / 2), 1)
    yield Curve(
        "Loss against context",
        [Series("test text", means, [float(place) for place in bounds])],
        f"With one character read the loss is {means[0]:.2f} nats, at the end {means[-1]:.2f}. Half of the gain is reached "
        f"with {halved} characters.",
        x_label="characters read, at least",
        y_label="nats",
        name="context",
    )


def counting(lab: Lab) -> Iterator[View]:
    """The network beside plain counting, on the whole test text."""
    data, model = text(lab), trained(lab)
    size = len(vocabulary(lab))
    tokens = np.append(data.x_train.ravel(), data.y_train[-1, -1])
    test = np.append(data.x_test.ravel(), data.y_test[-1, -1])
    losses = {f"counting, {order} back": Counting(tokens, size, order).surprise(test) for order in ORDERS}
    ours = loss_on(lab, model, "test", len(data.x_test))
    losses["GPT"] = ours
    yield Table(
        "Loss on the test text",
        ["predictor", "nats a character", "perplexity"],
        [[name, f"{loss:.3f}", f"{np.exp(loss):.2f}"] for name, loss in losses.items()],
        numeric=[1, 2],
        note="Counting backs off to a shorter memory where the longer one was never seen (Witten and Bell 1991).",
        name="counting",
    )
    best = min((name for name in losses if name != "GPT"), key=lambda name: losses[name])
    if losses[best] < ours:
        yield Text(
            f"Plain counting wins here: *{best}* loses {losses[best]:.3f} nats, your network {ours:.3f}. Counting has stored "
            f"every run of up to {max(ORDERS) + 1} characters of the training text. Where a text repeats its phrases, as "
            "manuals do, that is hard to beat for a small network that was trained briefly. On large and varied texts it is the "
            "other way round: there most long runs are new, and a table has nothing to say about them."
        )
    else:
        yield Text(
            f"Your network, at {ours:.3f} nats, beats the best counting, {losses[best]:.3f}. Counting must have seen the very "
            "same characters before; the network generalizes from similar ones."
        )


def scaling(lab: Lab) -> Iterator[View]:
    """Networks of four widths, trained equally long: loss against parameters, on logarithmic axes."""
    sizes, losses, rows = [], [], []
    for width in WIDTHS:
        model = build_gpt(lab, hidden_dim=width, num_layers=SCALING_LAYERS, num_heads=4)
        taken, fitted = list(stretches(lab, model, SCALING_STEPS, f"width {width}"))[-1]
        # weights of the blocks only, as Kaplan and colleagues count
        inner = sum(block.count_params() for block in model.blocks)
        loss = loss_on(lab, model)
        sizes.append(inner)
        losses.append(loss)
        rows.append([str(width), f"{inner:,}", f"{fitted.seconds:.1f}", f"{loss:.3f}"])
        lab.log(
            f"GPT, width {width}",
            {"validation loss": loss, "parameters": model.count_params()},
            fitted.seconds,
            steps=taken,
            layers=SCALING_LAYERS,
            heads=4,
            width=width,
        )
    columns = ["width", "parameters in the blocks", "seconds", "validation loss"]
    title = f"{SCALING_LAYERS} layers, {SCALING_STEPS} steps each"
    yield Table(title, columns, rows, numeric=[0, 1, 2, 3], name="sizes")
    exponent = -float(np.polyfit(np.log(sizes), np.log(losses), 1)[0])
    falls = all(after < before for before, after in pairwise(losses))
    told = listed([f"{loss:.2f}" for loss in losses])
    yield Curve(
        "Your first scaling curve",
        [Series("validation loss", losses, [round(float(np.log10(size)), 2) for size in sizes])],
        f"From {sizes[0]:,} to {sizes[-1]:,} parameters the loss is {told}"
        + (": larger is better every time." if falls else "; not every step to a larger size helped."),
        x_label="log₁₀ of the parameters",
        y_label="nats",
        log_y=True,
        name="scaling",
    )
    yield Text(
        "A straight line through the points gives loss ∝ N^−α, where N is the number of parameters, with "
        f"α = {signed(exponent, '.3f')}. Kaplan and colleagues (2020) found α = 0.076 over six orders of magnitude, with enough "
        "data and training for each size. Ours are tiny and stop early, so only the shape is to be compared."
    )
