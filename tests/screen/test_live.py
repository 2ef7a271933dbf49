import contextlib
import time

import pytest

from dlteach.views import Progress


def report(epoch, step, **known):
    return Progress("LeNet5", "training", epoch, 3, step, 10, elapsed=epoch + step / 10, **known)


def train(screen):
    with screen.progress() as progress:
        progress.update(Progress("LeNet5", "compiling", 1, 3, 0, 10, 0.0))
        for epoch in (1, 2, 3):
            for step in (5, 10):
                progress.update(report(epoch, step, loss=1 / (epoch + step / 10), accuracy=0.9))
            progress.update(
                report(
                    epoch,
                    10,
                    loss=0.5 / epoch,
                    accuracy=0.9,
                    validation_loss=0.6,
                    validation_accuracy=0.8,
                    epoch_end=True,
                )
            )


def test_plain_progress_is_one_line_an_epoch(drawn):
    assert drawn(train, plain=True).split("\n") == [
        "LeNet5",
        "epoch 1/3: loss 0.5000, accuracy 90.00 %, validation loss 0.6000, validation accuracy 80.00 %, 2.0 s",
        "epoch 2/3: loss 0.2500, accuracy 90.00 %, validation loss 0.6000, validation accuracy 80.00 %, 3.0 s",
        "epoch 3/3: loss 0.1667, accuracy 90.00 %, validation loss 0.6000, validation accuracy 80.00 %, 4.0 s",
        "",
    ]


@pytest.mark.parametrize("last", [80, 33])
def test_many_epochs_are_told_in_few_lines_with_the_first_and_the_last(drawn, last):
    def train(screen):
        with screen.progress() as progress:
            for epoch in range(1, last + 1):
                progress.update(Progress("LeNet5", "training", epoch, 80, 10, 10, float(epoch), loss=1, epoch_end=True))

    told = [line.split(":")[0] for line in drawn(train, plain=True).splitlines()[1:]]
    assert len(told) <= 16
    assert told[0] == "epoch 1/80"
    assert told[-1] == f"epoch {last}/80"
    assert len(set(told)) == len(told)


def test_slow_epochs_are_told_one_by_one(drawn, monkeypatch):
    from dlteach.screen import live

    monkeypatch.setattr(live, "LONG_SILENCE", 0.0)

    def train(screen):
        with screen.progress() as progress:
            for epoch in range(1, 41):
                progress.update(Progress("LeNet5", "training", epoch, 40, 10, 10, float(epoch), loss=1, epoch_end=True))

    assert len(drawn(train, plain=True).splitlines()) == 41


@pytest.mark.parametrize(("width", "height"), [(80, 24), (40, 12)])
def test_what_stands_at_the_end_is_the_last_state_and_its_curve(drawn, width, height):
    pyte = pytest.importorskip("pyte")
    terminal = pyte.Screen(width, height)
    # A terminal that turns a line feed into a new line, as the operating system's does.
    terminal.set_mode(pyte.modes.LNM)
    pyte.Stream(terminal).feed(drawn(train, width=width, height=height))
    shown = [line.rstrip() for line in terminal.display]
    assert shown[0] == "LeNet5"
    assert shown[1].startswith("epoch 3/3")
    assert sum("epoch 3/3" in line for line in shown) == 1
    assert any("validation loss" in line for line in shown)


@pytest.mark.parametrize("above", [6, 9])
def test_the_curve_shrinks_to_leave_in_sight_what_stands_above(drawn, above):
    pyte = pytest.importorskip("pyte")
    terminal = pyte.Screen(80, 24)
    terminal.set_mode(pyte.modes.LNM)

    def told(screen):
        screen.interactive = True
        for number in range(above):
            screen.line(f"prose {number}")
        train(screen)

    pyte.Stream(terminal).feed(drawn(told))
    shown = [line.rstrip() for line in terminal.display]
    assert shown[0] == "prose 0"
    assert any("epoch" in line and "→" in line for line in shown[:22])
    assert shown[22:] == ["", ""]


def test_redraws_are_at_most_eight_a_second(drawn):
    def many(screen):
        with screen.progress() as progress:
            for step in range(200):
                progress.update(report(1, step, loss=1.0))
                time.sleep(0.002)

    start = time.monotonic()
    written = drawn(many)
    assert written.count("epoch 1/3") <= 8 * (time.monotonic() - start) + 2


def test_a_wait_says_what_it_waits_for_and_leaves_nothing(drawn):
    def wait(screen):
        with screen.wait("starting Keras"):
            time.sleep(0.2)

    assert drawn(wait, plain=True) == "starting Keras\n"
    pyte = pytest.importorskip("pyte")
    terminal = pyte.Screen(80, 24)
    terminal.set_mode(pyte.modes.LNM)
    written = drawn(wait)
    assert "starting Keras" in written
    pyte.Stream(terminal).feed(written)
    assert not "".join(terminal.display).strip()


def test_a_training_that_raises_leaves_its_progress_standing(drawn):
    def stop(screen):
        with contextlib.suppress(KeyboardInterrupt), screen.progress() as progress:
            progress.update(report(1, 5, loss=1.0))
            raise KeyboardInterrupt
        screen.line("stopped")

    written = drawn(stop)
    assert "epoch 1/3" in written
    assert written.endswith("stopped\n")
