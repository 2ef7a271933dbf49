"""Source text is found without importing, and is the text that Python itself would run."""

import inspect
import subprocess
import sys

import pytest

from dlteach import errors
from dlteach.content import files
from dlteach.content.source import find_source
from dlteach.errors import ContentError


@pytest.mark.parametrize("name", ["DlteachError", "UsageError"])
def test_it_is_what_python_runs(name):
    found = find_source(f"dlteach.errors:{name}")
    assert found.code + "\n" == inspect.getsource(getattr(errors, name))
    assert found.origin == f"dlteach.errors.{name}"
    assert found.line == inspect.getsourcelines(getattr(errors, name))[1]


def test_a_decorated_function_keeps_its_decorator():
    assert find_source("dlteach.content.deck:Term").code.startswith("@dataclass(frozen=True)\nclass Term:")


def test_a_method_is_found_and_moved_to_the_margin():
    assert find_source("dlteach.errors:DlteachError.__str__").code.startswith("def __str__(self) -> str:\n    where = ")


def test_a_name_is_followed_to_the_file_that_defines_it():
    script = (
        "import sys\n"
        "from dlteach.content.source import find_source\n"
        "found = find_source('dlteach.scratch:conv2d')\n"
        "assert found.code.startswith('def conv2d('), found\n"
        "assert found.path.name == 'convolution.py', found.path\n"
        "assert find_source('dlteach.models:LeNet5').path.name == 'lenet.py'\n"
        "assert not {'keras', 'numpy'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("dlteach.nowhere:conv2d", "no module 'dlteach.nowhere'"),
        ("nowhere.at.all:conv2d", "no module 'nowhere.at.all'"),
        ("dlteach.scratch:conv3d", "Did you mean 'conv2d'"),
        ("dlteach.errors:DlteachError.place_", "'DlteachError' of 'dlteach.errors' has no 'place_'"),
    ],
)
def test_what_does_not_exist_is_named(target, message):
    with pytest.raises(ContentError, match=message):
        find_source(target)


def test_relative_imports_and_circles(tmp_path, monkeypatch):
    package = tmp_path / "harbour"
    (package / "quay").mkdir(parents=True)
    (package / "__init__.py").write_text(
        "from .quay import load as unload\nfrom .circle import lost\n", encoding="utf-8"
    )
    (package / "circle.py").write_text("from harbour import lost\n", encoding="utf-8")
    (package / "quay" / "__init__.py").write_text("from ..crane import lift as load\n", encoding="utf-8")
    (package / "crane.py").write_text("def lift():\n    return 1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert find_source("harbour:unload").code == "def lift():\n    return 1"
    assert find_source("harbour:unload").path == package / "crane.py"
    with pytest.raises(ContentError, match="defines no 'lost'"):
        find_source("harbour:lost")


def test_a_package_is_found_without_importing_it():
    script = (
        "import sys\n"
        "from dlteach.content.files import package_folder\n"
        "assert (package_folder('dlteach.scratch') / '__init__.py').is_file()\n"
        "assert 'dlteach.scratch' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    with pytest.raises(ContentError, match="no package"):
        files.package_folder("dlteach_nowhere.at_all")
