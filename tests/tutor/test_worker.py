"""The real worker process, with a lesson of a few lines."""

import pytest

from dlteach.errors import DlteachError
from dlteach.tutor.messages import Start
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
