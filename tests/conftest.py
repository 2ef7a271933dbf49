"""Tests read English, whatever the language of whoever runs them, and programs they start hear Ctrl-C.

A shell that runs the tests in the background has them ignore Ctrl-C, and programs inherit that.
"""

import os
import signal

os.environ["DLTEACH_LANG"] = "en"
signal.signal(signal.SIGINT, signal.default_int_handler)
