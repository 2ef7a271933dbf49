"""Listing, describing and asking for data sets."""

import subprocess
import sys

import pytest

from dlteach import data
from dlteach.errors import DataError


@pytest.mark.parametrize("name", data.names())
def test_every_data_set_says_where_it_comes_from(name):
    info = data.info(name)
    assert info.name == name
    assert min(map(len, (info.title, info.task, info.source, info.licence))) >= 3
    assert len(info.description) > 60


def test_describing_imports_nothing_heavy():
    code = (
        "import sys\nfrom dlteach import data\n[data.info(name) for name in data.names()]\n"
        "heavy = {'numpy', 'keras', 'tensorflow', 'sklearn', 'matplotlib'} & set(sys.modules)\nassert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(DataError, match=r'no data set "digit"\. Choose one of .*digits'):
        data.load("digit")


def test_an_unknown_option_lists_the_known_ones():
    with pytest.raises(DataError, match=r'has no option "colour"\. It takes augment, seed, size'):
        data.load("digits", colour=True)
