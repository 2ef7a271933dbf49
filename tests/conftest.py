"""Tests read English, whatever the language of whoever runs them."""

import os

os.environ["DLTEACH_LANG"] = "en"
