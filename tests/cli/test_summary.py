"""`dlteach summary` and `dlteach models`, as a user calls them."""

import json
import subprocess
import sys

import keras
import pytest
from click.testing import CliRunner

from dlteach.cli import run
from dlteach.cli.summary import command


def invoke(*arguments):
    return CliRunner().invoke(command, list(arguments), catch_exceptions=False)


def test_a_named_model():
    shown = invoke("lenet5", "--plain").output
    assert "61,706" in shown
    assert "14×14" in shown
    assert "\x1b" not in shown


def test_another_shape_and_number_of_classes():
    told = json.loads(invoke("lenet5", "--input-shape", "28,28,3", "--classes", "5", "--json").output)
    assert told["input_shapes"] == [[28, 28, 3]]
    assert told["rows"][-1]["output_shape"] == [5]


def test_a_file_of_any_keras_project(tmp_path):
    path = tmp_path / "mine.keras"
    keras.Sequential([keras.layers.Input((3,)), keras.layers.Dense(2)], name="mine").save(path)
    assert json.loads(invoke(str(path), "--json").output)["parameters"] == 8


def test_a_file_with_code_is_refused(tmp_path, capsys):
    path = tmp_path / "code.keras"
    keras.Sequential([keras.layers.Input((3,)), keras.layers.Lambda(lambda x: x * 2)]).save(path)
    assert run(["summary", str(path)]) == 1
    told = capsys.readouterr().err
    assert "carries Python code" in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["lenet6"], 1, "lenet5"),
        (["nothing.keras"], 1, "no file"),
        (["lenet5", "--input-shape", "28,x"], 2, "is no shape"),
        (["lenet5", "--input-shape", "0,4,1"], 2, "is no shape"),
        (["lenet5", "--classes", "0"], 2, "0"),
    ],
)
def test_what_cannot_be_meant(arguments, code, told, capsys):
    assert run(["summary", *arguments]) == code
    shown = capsys.readouterr().err
    assert told in shown
    assert "Traceback" not in shown


def test_a_wrong_name_is_told_without_keras():
    script = (
        "import sys\nfrom dlteach.cli import run\nassert run(['summary', 'nothing']) == 1\n"
        "assert not {'keras', 'tensorflow', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)


def test_the_list_of_models_is_light_and_complete():
    script = (
        "import sys\nfrom dlteach.cli import run\nassert run(['models', '--plain']) == 0\n"
        "assert not {'keras', 'tensorflow', 'numpy'} & set(sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
    from dlteach import models

    for name in models.names():
        assert name in shown
    assert "61,706" in shown
    assert "1998" in shown
