"""The table of trainings: what differs stands in columns, and repetitions do not push earlier trainings out of sight."""

from dlteach.tutor.runs import NEWEST, comparison
from dlteach.views import Run


def run(title, error, seconds=1.0, **settings):
    return Run(title, settings, {"error": error}, seconds)


def test_only_the_settings_that_differ_have_a_column():
    table = comparison([run("a", 0.5, cell="lstm", units=32), run("b", 0.25, cell="gru", units=32)])
    assert table.columns == ["", "training", "cell", "error", "seconds"]
    assert table.rows == [["1", "a", "lstm", "0.5", "1.0"], ["2", "b", "gru", "0.25", "1.0"]]


def test_a_repeated_training_stands_there_once_as_it_last_was():
    table = comparison([run("a", 0.5, cell="lstm"), run("b", 0.3, cell="lstm"), run("a", 0.4, 2.0, cell="lstm")])
    assert [row[1:] for row in table.rows] == [["a", "0.4", "2.0"], ["b", "0.3", "1.0"]]


def test_a_new_session_with_one_other_setting_keeps_the_earlier_training_in_sight():
    others = [run(f"experiment {number}", 0.1, cell="rnn") for number in range(NEWEST - 3)]
    first, second = run("main", 0.5, cell="lstm"), run("main", 0.4, cell="gru")
    rows = comparison([first, *others, second, *others]).rows
    assert [row[2] for row in rows if row[1] == "main"] == ["lstm", "gru"]


def test_without_a_training_it_says_so():
    assert comparison([]).note == "None yet."


def test_a_table_that_leaves_trainings_out_says_so():
    runs = [run(f"experiment {number}", 0.1, cell="rnn") for number in range(NEWEST + 2)]
    assert comparison(runs).note == f"The newest {NEWEST} of {NEWEST + 2}."
    assert comparison(runs[:NEWEST]).note == ""


def test_settings_that_the_titles_tell_give_way_to_results():
    results = {"accuracy": 0.5, "loss": 0.1, "moved": 0.2, "parameters": 9.0}
    runs = [
        Run(f"filters {count}", {"filters": count, "epochs": epochs}, results, 1.0)
        for count, epochs in ((1, 6), (2, 6))
    ]
    table = comparison([*runs, Run("filters 2", {"filters": 2, "epochs": 9}, results, 1.0)])
    assert table.columns == ["", "training", "epochs", *results, "seconds"]
