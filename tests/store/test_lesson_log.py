from dlteach.views import Run


def test_a_lesson_goes_on_where_it_stopped(journal):
    assert journal.position("cnn") is None
    journal.record_step("cnn", "cnn-pooling", 2)
    journal.record_step("lstm", "lstm-gates", 0)
    journal.record_step("cnn", "cnn-pooling", 3, kind="skipped", detail="by the learner")
    assert journal.position("cnn") == ("cnn-pooling", 3)
    assert journal.position("lstm") == ("lstm-gates", 0)


def test_restart_and_finish_go_back_to_the_start_and_keep_the_log(journal):
    journal.record_step("cnn", "cnn-pooling", 2)
    journal.restart("cnn")
    assert journal.position("cnn") is None
    journal.record_step("cnn", "cnn-start", 0)
    assert journal.position("cnn") == ("cnn-start", 0)
    journal.finish("cnn")
    assert journal.position("cnn") is None
    assert journal.finished() == ["cnn"]
    assert len(list(journal.events(subject="cnn", kind="step"))) == 2


def test_runs_come_back_as_they_were(journal):
    runs = [
        Run("LeNet-5", {"epochs": 3, "data": "digits", "pooling": True}, {"test accuracy": 0.9917}, 14.25),
        Run("no pooling", {"epochs": 3, "rate": 0.001}, {"test accuracy": 0.5}, 3.0),
    ]
    for run in runs:
        journal.record_run("cnn", run)
    assert journal.runs("cnn") == runs
    assert journal.runs("lstm") == []


def test_predictions_are_kept(journal):
    journal.record_prediction("cnn", "shape_after_c1", "(28, 28, 6)", "(28, 28, 6)", True)
    assert journal.predictions("cnn") == [
        {"function": "shape_after_c1", "given": "(28, 28, 6)", "truth": "(28, 28, 6)", "right": True}
    ]
