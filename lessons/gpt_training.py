"""Building and training the lesson's GPT, with samples of what it writes on the way."""

from __future__ import annotations

import math
from collections.abc import Iterator

from dlteach import inspect
from dlteach.lessons.gpt_bench import (
    as_prose,
    build_gpt,
    loss_on,
    prompt,
    stretches,
    surprises,
    text,
    vocabulary,
    windows,
    written,
)
from dlteach.models import GPT
from dlteach.training.lab import Lab
from dlteach.views import Curve, Result, Series, Table, Text, Truth, View

ENDS = (0.05, 0.15, 0.4, 0.7, 1.0)
SAMPLE_TEMPERATURE = 0.7
TRAINING_SAMPLE = 64


def pieces(lab: Lab) -> Iterator[View]:
    """What stands between token numbers and scores, with the shape behind each piece."""
    model = build_gpt(lab)
    block, width, size = int(lab.settings["block"]), int(lab.settings["width"]), len(vocabulary(lab))
    inner = f"{block}, {width}"
    rows = [
        ["token embedding", inner, f"{size * width:,}", "a vector for each character"],
        ["positions", inner, f"{block * width:,}", "plus a vector for each place"],
        *(
            [block_.name.replace("_", " "), inner, f"{block_.count_params():,}", "look back, then think"]
            for block_ in model.blocks
        ),
        ["last normalization", inner, f"{2 * width:,}", "even sizes before the scores"],
        ["scores", f"{block}, {size}", "0", "the embedding, read backwards"],
    ]
    counted = sum(int(row[2].replace(",", "")) for row in rows)
    assert counted == model.count_params()
    yield Table(
        f"From {block} characters to {block} × {size} scores",
        ["piece", "shape after it", "parameters", "what it does"],
        rows,
        numeric=[1, 2],
        note=f"{counted:,} parameters in all.",
        name="pieces",
    )


def gpt(lab: Lab) -> Iterator[View]:
    """The summary of the network that will be trained."""
    yield inspect.summary(build_gpt(lab)).table()


def block_parameters(lab: Lab) -> Truth:
    """The parameters of one block, asked of the model."""
    count, width = build_gpt(lab).blocks[0].count_params(), int(lab.settings["width"])
    return Truth(
        str(count),
        f"Attention: queries, keys, values and output, 4·{width}² weights and 4·{width} biases. Feed-forward: {width} to "
        f"{4 * width} and back, 8·{width}² weights and 5·{width} biases. Two normalizations: 4·{width}. Together "
        f"12·{width}² + 13·{width} = {12 * width**2 + 13 * width:,}.",
    )


def train_gpt(lab: Lab) -> Iterator[View]:
    """Trains the GPT in stretches; after each it writes a line, so that one sees it learn."""
    model, steps, words = build_gpt(lab), int(lab.settings["steps"]), prompt(lab)
    training, validation, at = [], [], []

    def look(step: int) -> Text:
        at.append(float(step))
        training.append(float(surprises(model, *windows(lab, TRAINING_SAMPLE, lab.seed + 1)).mean()))
        validation.append(loss_on(lab, model))
        line = as_prose(written(lab, model, words, SAMPLE_TEMPERATURE, lab.seed))
        return Text(f"**Step {step}**, validation loss {validation[-1]:.2f}: {as_prose(words)}*{line}*")

    yield look(0)
    done, seconds, compiling, ended = 0, 0.0, 0.0, ""
    for taken, fitted in stretches(lab, model, steps, "GPT", ENDS):
        done += taken
        seconds += fitted.seconds
        compiling = compiling or fitted.compile_seconds
        ended = " You ended it early." if fitted.stopped else ""
        yield look(done)
    lab.keep("main", model)
    lab.memory.pop("by place", None)
    yield Curve(
        "Loss, as training goes on",
        [Series("training text", training, at), Series("validation text", validation, at)],
        f"The validation loss falls from {validation[0]:.2f} to {validation[-1]:.2f} in {done:,} steps; on pieces of the "
        f"training text it ends at {training[-1]:.2f}.",
        x_label="step",
        y_label="nats a character",
        name="loss",
    )
    loss = loss_on(lab, model, "test", len(text(lab).x_test))
    yield Text(
        f"{done:,} steps in {seconds:.1f} s of training, after {compiling:.1f} s of compiling.{ended} On the test text it "
        f"loses {loss:.3f} nats a character: {loss / math.log(2):.2f} bits, a perplexity of {math.exp(loss):.2f}."
    )
    yield Result(f"validation loss {validation[-1]:.3f}, test loss {loss:.3f}")
    lab.log(
        "GPT",
        {"validation loss": validation[-1], "test loss": loss, "parameters": model.count_params()},
        seconds,
        steps=done,
    )


def trained(lab: Lab) -> GPT:
    """The trained network; it is trained now when that step was skipped, or when the text has changed since."""
    model = lab.kept("main")
    if model is None or model.config["vocabulary_size"] != len(vocabulary(lab)):
        for _ in train_gpt(lab):
            pass
        model = lab.kept("main")
    assert isinstance(model, GPT)
    return model
