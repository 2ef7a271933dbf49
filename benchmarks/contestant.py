"""Runs one contestant: `python -m benchmarks.contestant benchmarks.ours.training:cnn '{"quick": true}'`."""

from __future__ import annotations

import importlib
import json
import os
import sys

from benchmarks.pace import Pace


def main(place: str, options: str = "{}") -> None:
    """Calls the function that the place names with a pace and the options."""
    # the contest is told on the real standard output; whatever a library prints goes to the error output
    results = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    module, function = place.split(":")
    getattr(importlib.import_module(module), function)(Pace(sys.stdin, results), **json.loads(options))


if __name__ == "__main__":
    main(*sys.argv[1:])
