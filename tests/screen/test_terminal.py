"""The screen in a real pseudo-terminal: keys, pauses, interruption."""

import os
import select
import struct
import sys
import time

import pytest

pty = pytest.importorskip("pty")
fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")


def play(script, keys, rows=24, columns=80):
    """Runs the script in a terminal, types each key when the text before it has appeared, and returns all output."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
        time.sleep(0.1)
        os.execv(
            sys.executable, [sys.executable, "-c", f"from dlteach.screen import Screen\nscreen = Screen()\n{script}"]
        )
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    written, seen, end = b"", 0, time.monotonic() + 30
    waiting = list(keys)
    while time.monotonic() < end:
        if waiting and waiting[0][0].encode() in written[seen:]:
            # A prompt is printed just before it is waited at: an interrupt in between belongs to neither.
            time.sleep(0.3)
            seen = len(written)
            os.write(terminal, waiting.pop(0)[1].encode())
        if not select.select([terminal], [], [], 0.2)[0]:
            continue
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        written += data
    os.close(terminal)
    os.waitpid(child, 0)
    return written.decode()


def test_a_line_can_be_edited_and_recalled():
    script = "print('got', [screen.ask('Term?'), screen.ask('Again?')])"
    # Backspace mends the first answer; the up key brings it back for the second.
    assert "got ['gate', 'gate']" in play(script, [("Term?", "gatt\x7fe\r"), ("Again?", "\x1b[A\r")])


def test_ctrl_c_and_ctrl_d_reach_the_caller():
    script = (
        "for expected in (KeyboardInterrupt, EOFError):\n"
        "    try:\n        screen.ask(expected.__name__ + '?')\n"
        "    except BaseException as error:\n        print('raised', type(error) is expected)"
    )
    written = play(script, [("KeyboardInterrupt?", "\x03"), ("EOFError?", "\x04")])
    assert written.count("raised True") == 2


def test_a_full_screen_pauses_and_goes_on():
    script = (
        "for i in range(30): screen.line(f'line {i}')\nprint('end', screen.interactive, screen.width, screen.height)"
    )
    written = play(script, [("more: Enter", "\r")], rows=20, columns=70)
    before, after = written.split("more: Enter")
    assert "line 17" in before
    assert "line 18" not in before
    assert "line 29" in after
    assert "end True 70 20" in after


def test_the_pause_can_be_replaced():
    script = "screen.pause_handler = lambda: print('paused here')\nfor i in range(30): screen.line(f'line {i}')"
    assert play(script, [], rows=10).count("paused here") == 3
