"""The real worker process, with a lesson of a few lines."""

import pytest

from dlteach.errors import DlteachError
from dlteach.tutor.messages import Notice, Start
from dlteach.tutor.worker import Worker
from dlteach.views import Progress, Result, Text, Truth

LESSON = """
import keras, numpy as np
from dlteach.views import Result, Text, Truth

def see(lab):
    print("library noise on standard output")
    yield Text(f"seed {lab.seed}, filters {lab.settings['filters']}")
    yield Result("seen")

def guess(lab):
    return Truth("42", "because")

def broken(lab):
    yield Text("before")
    raise ValueError("a wrong shape")

def endless(lab):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    lab.compile(model, "dense", optimizer="sgd", loss="mse")
    fitted = lab.fit(model, np.zeros((640, 2)), np.zeros((640, 1)), kind="dense", epochs=100000, title="endless")
    lab.keep("main", model)
    yield Result(f"stopped {fitted.stopped}")
"""


@pytest.fixture(scope="module")
def worker(tmp_path_factory):
    folder = tmp_path_factory.mktemp("worker")
    lesson = folder / "small.py"
    lesson.write_text(LESSON)
    started = Worker(Start(str(lesson), str(folder / "kept"), "digits", 7, None, None, "cpu", {"filters": 6}))
    yield started
    started.close()


def test_what_a_function_yields_arrives_in_order(worker):
    assert list(worker.call("see")) == [Text("seed 7, filters 6"), Result("seen")]


def test_a_prediction_s_truth(worker):
    assert list(worker.call("guess")) == [Truth("42", "because")]


def test_a_failure_names_the_line_of_the_lesson_and_the_worker_goes_on(worker):
    with pytest.raises(DlteachError) as error:
        list(worker.call("broken"))
    line = LESSON.splitlines().index('    raise ValueError("a wrong shape")') + 1
    assert f"small.py:{line}" in str(error.value)
    assert "a wrong shape" in str(error.value)
    assert list(worker.call("guess")) == [Truth("42", "because")]


def test_saving_before_there_is_a_model_says_what_to_do(worker, tmp_path):
    with pytest.raises(DlteachError, match="no trained model"):
        worker.save(tmp_path / "a.keras")


def test_a_training_stops_when_asked_and_keeps_its_model(worker, tmp_path):
    seen = []
    for answer in worker.call("endless"):
        seen.append(answer)
        if isinstance(answer, Progress) and answer.phase == "training":
            worker.stop_training()
    assert seen[0].phase == "compiling"
    assert seen[-1] == Result("stopped True")
    worker.save(tmp_path / "a.keras")
    assert (tmp_path / "a.keras").stat().st_size > 0


def test_an_ended_process_is_told_with_the_place_kept(tmp_path):
    lesson = tmp_path / "small.py"
    lesson.write_text("import os\nos._exit(3)\n")
    ended = Worker(Start(str(lesson), str(tmp_path), "digits", 0, None, None, "cpu", {}))
    try:
        with pytest.raises(DlteachError, match="ended with code 3"):
            ended.ready()
    finally:
        ended.close()


SLOW = """
import keras, numpy as np
from dlteach.training import resuming
from dlteach.views import Result

resuming.SECONDS_BETWEEN = 0.0
resuming.TIMES_AS_LONG = 0

def train(lab):
    keras.utils.set_random_seed(lab.seed)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1), keras.layers.Dropout(0.5)])
    lab.compile(model, "dense", optimizer="adam", loss="mse")
    x = np.random.default_rng(0).normal(size=(640, 2)).astype("float32")
    fitted = lab.fit(model, x, x[:, :1], kind="dense", epochs=40, title="a training", batch_size=8)
    losses = ", ".join(repr(loss) for loss in fitted.history["loss"])
    yield Result(f"{losses}; {model.get_weights()[0].tolist()!r}")
"""


@pytest.mark.slow
def test_a_training_that_was_killed_goes_on_and_ends_the_same(tmp_path):
    lesson = tmp_path / "small.py"
    lesson.write_text(SLOW)

    def trained(folder, until=None):
        """What the training says; with `until`, the process is killed after that epoch."""
        worker = Worker(Start(str(lesson), str(folder), "digits", 7, None, None, "cpu", {}))
        said = []
        try:
            for answer in worker.call("train"):
                said.append(answer)
                if until and isinstance(answer, Progress) and answer.epoch_end and answer.epoch == until:
                    worker._process.kill()
            worker.forget("train")
        except DlteachError:
            # killed
            assert until
        finally:
            worker.close()
        return said

    alone = trained(tmp_path / "alone")[-1]
    assert isinstance(alone, Result)
    for epoch in (5, 20):
        assert not isinstance(trained(tmp_path / "killed", epoch)[-1], Result)
    said = trained(tmp_path / "killed")
    (notice,) = [answer for answer in said if isinstance(answer, Notice)]
    assert notice.text.startswith("a training: training goes on at epoch ")
    assert int(notice.text.split()[7]) >= 20
    assert said[-1] == alone
    assert not list((tmp_path / "killed" / "checkpoints").iterdir())
