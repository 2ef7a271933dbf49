"""`dlteach lesson`: play a lesson."""

from __future__ import annotations

from pathlib import Path

import click

from dlteach.content.lesson import LEVELS


@click.command()
@click.argument("topic")
@click.option("--level", type=click.Choice(LEVELS), default="basic", show_default=True, help="Depth of the overviews.")
@click.option("--data", metavar="NAME", help="Another data set than the lesson's own, such as fashion_mnist.")
@click.option("--epochs", type=click.IntRange(1, 10_000), help="Train for so many epochs.")
@click.option("--set", "pairs", metavar="KEY=VALUE", multiple=True, help="Change a setting of the lesson. Repeatable.")
@click.option(
    "--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, help="Fixes split and weights."
)
@click.option(
    "--device", type=click.Choice(["auto", "cpu", "gpu"]), default="auto", show_default=True, help="Where to train."
)
@click.option(
    "--devices", type=click.IntRange(1, 4096), default=1, show_default=True, metavar="N", help="Share each batch by N."
)
@click.option(
    "--precision",
    type=click.Choice(["auto", "float32", "mixed_bfloat16", "mixed_float16"]),
    default="auto",
    show_default=True,
    help="What to compute in.",
)
@click.option("--backend", type=click.Choice(["tensorflow", "jax", "torch"]), help="What Keras runs on.")
@click.option("--save", type=click.Path(path_type=Path), metavar="F.keras", help="Save the trained model.")
@click.option(
    "--report", type=click.Path(path_type=Path), metavar="F.html", help="Write the lesson with your results as a page."
)
@click.option("--speak", is_flag=True, help="Read the lesson aloud, in two voices; any key stops the voice.")
@click.option("--plain", is_flag=True, help="No colours and no drawing; pictures are told in words.")
@click.option("--yes", is_flag=True, help="Play straight through without asking.")
@click.option("--restart", is_flag=True, help="Start over instead of going on where you stopped.")
def command(
    topic: str,
    level: str,
    data: str | None,
    epochs: int | None,
    pairs: tuple[str, ...],
    seed: int,
    device: str,
    devices: int,
    precision: str,
    backend: str | None,
    save: Path | None,
    report: Path | None,
    speak: bool,
    plain: bool,
    yes: bool,
    restart: bool,
) -> None:
    """Learn an architecture: build it, train it, open it up.

    TOPIC is a lesson's name, such as cnn; `dlteach topics` lists them. Stop at any time: the next call goes on there.
    """
    from dlteach.tutor import options
    from dlteach.tutor.lessons import lesson_of
    from dlteach.tutor.opening import open_lesson

    lesson = lesson_of(topic)
    wishes = options.Options(
        level=level,
        data=options.check_data(lesson, data),
        epochs=epochs,
        given=options.parse_settings(lesson, pairs),
        seed=seed,
        device=device,
        devices=devices,
        precision=precision,
        backend=backend,
        save=options.check_writable(save, ".keras", "--save"),
        report=options.check_writable(report, ".html", "--report"),
        yes=yes,
        speak=speak,
        restart=restart,
    )
    open_lesson(lesson, wishes, plain)
