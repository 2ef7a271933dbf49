"""The bench a lesson works at: its settings, data set, trained models and the way to report what happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, overload

import keras

from dlteach import data, models
from dlteach.errors import ContentError, ModelError
from dlteach.training.choices import Choices, choose
from dlteach.training.devices import Device
from dlteach.training.fit import Fitted, fit
from dlteach.training.interruptions import Interruptions
from dlteach.training.memory import as_memory_error
from dlteach.training.stop import StopRequest
from dlteach.training.twin import twin
from dlteach.views import Progress, Run

SettingValue = str | int | float | bool
Kind = TypeVar("Kind", bound=keras.Model)
Step: TypeAlias = "Callable[[Lab], Iterable[Any]]"


class Lab:
    """What a lesson's functions are given.

    Args:
        folder: where trained models are kept between sessions.
        device: what Keras runs on.
        settings: every setting of the lesson by name, defaults filled in.
        data_name: name of the data set.
        seed: of the split, the first weights and the order of training.
        epochs: the learner's wish for the number of epochs; None leaves it to the lesson.
        report: is called with each `Progress` and `Run`.
        say: is called with each line that the learner should know, such as that a training goes on where it stopped.

    Attributes:
        interruptions: keeps trainings on disk while they run, so that they can go on after an interruption.
        memory: whatever a lesson's functions want to remember for each other during this session.
    """

    def __init__(
        self,
        folder: Path,
        device: Device,
        *,
        settings: Mapping[str, SettingValue] | None = None,
        data_name: str = "",
        seed: int = 0,
        epochs: int | None = None,
        report: Callable[[Progress | Run], None] = lambda message: None,
        say: Callable[[str], None] = lambda text: None,
    ):
        self.folder = folder
        self.device = device
        self.settings = dict(settings or {})
        self.data_name = data_name
        self.seed = seed
        self.epochs = epochs
        self.report = report
        self.stop = StopRequest()
        self.interruptions = Interruptions(folder, self._wishes(), say)
        self._datasets: dict[str, Any] = {}
        self._models: dict[str, keras.Model] = {}
        self.memory: dict[str, Any] = {}

    def dataset(self, **options: Any) -> data.Dataset:
        """The lesson's data set, loaded once for each set of options; the split follows the lab's seed."""
        key = repr(sorted(options.items()))
        if key not in self._datasets:
            self._datasets[key] = data.load(self.data_name, seed=self.seed, **options)
        return self._datasets[key]

    def choices(self, kind: str) -> Choices:
        """The fast settings for a kind of model on this device; see `dlteach.training.choices`."""
        return choose(self.device, kind)

    def compile(self, model: keras.Model, kind: str, **options: Any) -> Choices:
        """Compiles a model with the fast settings for its kind and returns them.

        Args:
            model: what will be trained.
            kind: of the model, for `dlteach.training.choices`.
            options: of the model's own `compile`, such as `optimizer`, `loss` and `metrics`.
        """
        choices = self.choices(kind)
        model.compile(
            **options,
            jit_compile=choices.jit_compile,
        )
        return choices

    def fit(self, model: keras.Model, x: Any, y: Any, *, kind: str, epochs: int, title: str, **options: Any) -> Fitted:
        """Trains a compiled model as `dlteach.training.fit.fit` does; the learner's number of epochs wins if one was given.

        Called by a function of a lesson, a training that was interrupted goes on where it stopped.

        Raises:
            DeviceError: the device has not enough memory.
        """
        arguments: dict[str, Any] = {
            "epochs": self.epochs or epochs,
            "choices": self.choices(kind),
            "seed": self.seed,
            "title": title,
            "report": self.report,
            "stop": self.stop,
            "checkpoint": self.interruptions.next(title),
        }
        try:
            if self.device.backend == "tensorflow" and self.device.replicas > 1:
                with twin(model, self.device.replicas) as (copy, keeping):
                    options["callbacks"] = [*keeping, *(options.get("callbacks") or [])]
                    return fit(copy, x, y, **arguments, **options)
            return fit(model, x, y, **arguments, **options)
        except Exception as error:
            raise as_memory_error(error) or error from None

    def keep(self, name: str, model: keras.Model) -> None:
        """Keeps a trained model under a name, in memory and on disk, so that a resumed lesson finds it."""
        self._models[name] = model
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = self.folder / f"{name}.partial.keras"
        model.save(unfinished)
        unfinished.replace(self._file(name))

    def kept(self, name: str) -> keras.Model | None:
        """The model kept under a name, in this session or an earlier one; None when there is none."""
        if name not in self._models and self._file(name).exists():
            try:
                self._models[name] = models.load(str(self._file(name)))
            except ModelError:
                # written by another version or cut short: as good as none
                return None
        return self._models.get(name)

    @overload
    def trained(self, step: Step, *, name: str = "main") -> keras.Model: ...

    @overload
    def trained(self, step: Step, kind: type[Kind], name: str = "main") -> Kind: ...

    def trained(self, step: Step, kind: type[keras.Model] = keras.Model, name: str = "main") -> keras.Model:
        """The model that a training step keeps; where the learner skipped that step it is done now, its views unseen.

        Args:
            step: a function of the lesson that trains and ends in `lab.keep(name, model)`.
            kind: what the model is; one of another kind, from an earlier version of the lesson, is trained again.
            name: what the model is kept under.

        Raises:
            ContentError: the step kept no such model.
        """
        if not isinstance(self.kept(name), kind):
            for _ in step(self):
                pass
        model = self.kept(name)
        if not isinstance(model, kind):
            code = getattr(step, "__code__", None)
            raise ContentError(
                f"{getattr(step, '__name__', step)} kept no {kind.__name__} under the name “{name}”",
                f'Let it end in lab.keep("{name}", model).',
                place=f"{code.co_filename}:{code.co_firstlineno}" if code else None,
            )
        return model

    def log(self, title: str, results: Mapping[str, float], seconds: float, **settings: SettingValue) -> None:
        """Enters a finished training in the run log, with the lab's settings and the ones given."""
        common: dict[str, SettingValue] = {"data": self.data_name, "seed": self.seed, **self.settings, **settings}
        self.report(Run(title, common, {name: float(value) for name, value in results.items()}, seconds))

    def _wishes(self) -> dict[str, SettingValue | None]:
        """All that the learner can choose and a training hangs on."""
        return {
            "data": self.data_name,
            "epochs": self.epochs,
            "seed": self.seed,
            "backend": self.device.backend,
            "devices": self.device.replicas,
            "precision": keras.config.dtype_policy().name,
            **self.settings,
        }

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.keras"
