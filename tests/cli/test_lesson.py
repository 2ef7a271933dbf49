"""The CNN lesson through the real program: straight through a pipe, in a pseudo-terminal, stopped, killed and resumed."""

import html.parser
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "dlteach", "lesson", "cnn"]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def straight(home, tmp_path_factory):
    """One straight play through a pipe with a short training, its report and its model."""
    out = tmp_path_factory.mktemp("out")
    environment = {**os.environ, "DLTEACH_HOME": str(home)}
    arguments = ["--epochs", "1", "--set", "augment=0", "--report", str(out / "r.html"), "--save", str(out / "m.keras")]
    done = subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, env=environment, stdin=subprocess.DEVNULL, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done, out


def test_a_pipe_gets_plain_text_without_escapes_or_boxes(straight):
    done, _ = straight
    assert "\x1b" not in done.stdout
    assert not re.search("[\u2500-\u259f]", done.stdout)
    assert done.stderr == ""


def test_every_section_is_played_and_the_accuracy_told(straight):
    from dlteach.content.lessons import load_lesson

    done, _ = straight
    for section in load_lesson("cnn").sections:
        assert section.title in done.stdout.replace("\n", " ") or section.title in done.stdout
    assert re.search(r"^test accuracy \d+\.\d\d %$", done.stdout, flags=re.M)
    assert "It is 28, 28, 6." in done.stdout
    assert "61,706 parameters" in done.stdout.replace("\n", " ")


def test_one_line_an_epoch(straight):
    done, _ = straight
    assert len(re.findall(r"epoch 1/1", done.stdout)) == len(re.findall(r"^epoch ", done.stdout, flags=re.M))


def test_the_saved_model_loads_in_another_program(straight):
    _, out = straight
    program = (
        "import dlteach.models\n"
        f"model = dlteach.models.load({str(out / 'm.keras')!r})\n"
        "print(model.count_params(), model.output_shape)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "61706 (None, 10)" in done.stdout, done.stderr


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.loaded, self.ids, self.pictures = [], set(), 0

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.ids.add(found.get("id"))
        self.pictures += tag in ("img", "svg")
        if tag in ("img", "script", "link", "iframe"):
            self.loaded += [found[name] for name in ("src", "href") if name in found]


def test_the_report_holds_all_sections_and_pictures_and_loads_nothing(straight):
    from dlteach.content.lessons import load_lesson

    _, out = straight
    page = Page()
    page.feed((out / "r.html").read_text())
    assert {section.label for section in load_lesson("cnn").sections} <= page.ids
    assert page.pictures >= 8
    assert all(address.startswith("data:") for address in page.loaded)


def test_figures_are_left_as_png(straight, home):
    figures = list(home.glob("lessons/cnn/*/figures/*.png"))
    assert len(figures) >= 8
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in figures)


@pytest.mark.parametrize(
    ("arguments", "part", "code"),
    [
        (["--set", "filters=0"], "filters=0 is out of range", 2),
        (["--set", "filtres=3"], "Did you mean “filters”?", 2),
        (["--data", "mnits"], "Did you mean “mnist”?", 2),
        (["--save", "model.h5"], "does not end in .keras", 2),
        (["--report", "/nowhere/r.html"], "there is no folder", 2),
        (["--backend", "torch"], "is not installed", 1),
        (["--epochs", "0"], "is not in the range", 2),
    ],
)
def test_impossible_wishes_are_refused_at_once(arguments, part, code, tmp_path):
    if "torch" in arguments:
        from dlteach.training.quiet import installed

        if installed("torch"):
            pytest.skip("torch is installed here")
    environment = {**os.environ, "DLTEACH_HOME": str(tmp_path)}
    done = subprocess.run([*COMMAND, "--yes", *arguments], capture_output=True, text=True, env=environment)
    assert done.returncode == code
    assert part in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_lesson_is_answered_with_the_nearest():
    done = subprocess.run([sys.executable, "-m", "dlteach", "lesson", "cmn"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "cnn" in done.stderr


def test_a_data_set_that_cannot_be_had_names_the_embedded_one(tmp_path):
    environment = {
        **os.environ,
        "DLTEACH_HOME": str(tmp_path),
        "KERAS_HOME": str(tmp_path),
        "http_proxy": "http://127.0.0.1:9",
    }
    environment["https_proxy"] = environment["http_proxy"]
    done = subprocess.run(
        [*COMMAND, "--yes", "--data", "mnist"], capture_output=True, text=True, env=environment, timeout=120
    )
    assert done.returncode == 1
    assert "digits" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


class Terminal:
    """The program in a pseudo-terminal of 80×24."""

    def __init__(self, home, *arguments):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(DLTEACH_HOME=str(home), TERM="xterm-256color", COLUMNS="80", LINES="24")
            os.execv(sys.executable, [*COMMAND, *arguments])
        self.text = ""

    def read_until(self, part, seconds=90):
        end = time.monotonic() + seconds
        seen = len(self.text)
        while part not in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.text[seen:]):
            assert time.monotonic() < end, f"waited for {part!r}; saw {self.text[seen:][-1500:]}"
            if select.select([self.fd], [], [], 0.5)[0]:
                try:
                    self.text += os.read(self.fd, 65536).decode("utf-8", "replace")
                except OSError:
                    break
        return self.text[seen:]

    def type(self, line):
        os.write(self.fd, f"{line}\n".encode())

    def end(self):
        """The exit code, once the program has ended by itself."""
        try:
            while os.read(self.fd, 65536):
                pass
        except OSError:
            pass
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def test_quit_and_come_back(tmp_path):
    first = Terminal(tmp_path)
    first.read_until("Enter on")
    first.type("j pooling")
    first.read_until("A pooling layer cuts")
    first.type("q")
    first.read_until("Go on with: dlteach lesson cnn")
    assert first.end() == 0

    second = Terminal(tmp_path)
    second.read_until("You stopped at")
    second.type("")
    second.read_until("A pooling layer cuts")
    second.type("q")
    assert second.end() == 0


def test_killed_and_resumed_by_section(tmp_path):
    first = Terminal(tmp_path)
    first.read_until("Enter on")
    first.type("j 3")
    first.read_until("one small window")
    os.kill(first.pid, signal.SIGKILL)
    os.waitpid(first.pid, 0)
    second = Terminal(tmp_path)
    second.read_until("You stopped at")
    second.type("q")
    assert second.end() == 0
    third = Terminal(tmp_path, "--restart")
    shown = third.read_until("Enter on")
    assert "You stopped at" not in shown
    third.type("q")
    assert third.end() == 0


def test_ctrl_c_ends_a_training_gracefully_and_the_lesson_goes_on(tmp_path):
    terminal = Terminal(tmp_path, "--epochs", "500")
    terminal.read_until("Enter on")
    terminal.type("j cnn-training")
    # what is to be read before the training has a screen of its own
    terminal.read_until("Enter on")
    terminal.type("")
    terminal.read_until("epoch 2/500", 120)
    os.write(terminal.fd, b"\x03")
    while "You ended it early" not in terminal.read_until("Enter on"):
        terminal.type("")
    # input() overlooks a Ctrl-C that comes between its prompt and its waiting
    time.sleep(1)
    os.write(terminal.fd, b"\x03")
    assert terminal.end() == 130


def test_the_worker_ends_with_a_killed_program(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.read_until("Enter on")
    children = f"/proc/{terminal.pid}/task/{terminal.pid}/children"
    if not os.path.exists(children):
        pytest.skip("children are told by Linux alone")
    end = time.monotonic() + 20
    while not (workers := Path(children).read_text().split()):
        assert time.monotonic() < end
    os.kill(terminal.pid, signal.SIGKILL)
    os.waitpid(terminal.pid, 0)
    end = time.monotonic() + 30
    while any(os.path.exists(f"/proc/{worker}") for worker in workers):
        assert time.monotonic() < end
        time.sleep(0.2)
