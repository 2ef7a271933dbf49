"""The referee: starts every contestant, lets them run laps in turn, and compares the medians.

Laps are interleaved, so that a machine which grows slower for a while does so for everybody.
"""

from __future__ import annotations

import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
# idle threads of the one before go on spinning for a while
PAUSE = 0.5


@dataclass(frozen=True)
class Contestant:
    """One way to do a job: `place` is "module:function"; `needs` are modules it cannot do without."""

    label: str
    place: str
    options: dict[str, Any] = field(default_factory=dict)
    backend: str | None = None
    needs: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)

    def missing(self) -> list[str]:
        """Modules that are not installed."""
        return [name for name in self.needs if importlib.util.find_spec(name) is None]


@dataclass
class Score:
    """What a contestant reported: numbers when it was ready, and its laps."""

    label: str
    ready: dict[str, Any]
    laps: list[dict[str, Any]] = field(default_factory=list)

    @property
    def rates(self) -> list[float]:
        """Work a second, lap by lap."""
        return [lap["work"] / lap["seconds"] for lap in self.laps]

    @property
    def rate(self) -> float:
        """The median of `rates`."""
        return statistics.median(self.rates)


class ContestError(RuntimeError):
    """A contestant fell."""


def run(contestants: list[Contestant], laps: int) -> dict[str, Score]:
    """Lets the contestants run so many laps, in turn, and returns the score of each by label.

    Raises:
        ContestError: a contestant ended early; the message ends with what it said.
    """
    runners = [_Runner(contestant) for contestant in contestants]
    try:
        # one after the other: compiling uses every core
        scores = [Score(runner.contestant.label, runner.start()) for runner in runners]
        for lap in range(laps):
            pairs = list(zip(runners, scores, strict=True))
            # every second round backwards, so that nobody always runs behind the same other
            for runner, score in pairs if lap % 2 == 0 else reversed(pairs):
                time.sleep(PAUSE)
                score.laps.append(runner.lap())
    finally:
        for runner in runners:
            runner.stop()
    return {score.label: score for score in scores}


class _Runner:
    def __init__(self, contestant: Contestant):
        self.contestant = contestant
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> dict[str, Any]:
        contestant = self.contestant
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", **contestant.environment}
        environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
        if contestant.backend:
            environment["KERAS_BACKEND"] = contestant.backend
        command = [sys.executable, "-m", "benchmarks.contestant", contestant.place, json.dumps(contestant.options)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
        )
        return self._hear()

    def lap(self) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write("lap\n")
        self._process.stdin.flush()
        return self._hear()

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _hear(self) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise ContestError(f"{self.contestant.label} ended with {self._process.wait()}; it said why above")
        return json.loads(line)
