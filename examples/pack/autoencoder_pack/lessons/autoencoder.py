"""What the lesson on autoencoders builds, trains and looks at."""

from collections.abc import Iterator
from typing import Any

import keras

from dlteach.inspect.pictures import tile
from dlteach.language import choose
from dlteach.training.lab import Lab
from dlteach.views import Picture, Result, Truth, View

from .autoencoder_bench import autoencoder

SHOWN = 8


def network(lab: Lab) -> Iterator[View]:
    """The network, before it has learned anything."""
    model = _new(lab)
    told = choose(
        en="{count:,} parameters, with a code of {code} numbers",
        de="{count:,} Parameter, mit einem Code aus {code} Zahlen",
    )
    yield Result(told.format(count=model.count_params(), code=lab.settings["code"]))


def parameters(lab: Lab) -> Truth:
    """Counted by Keras."""
    pixels, code = _pictures(lab)[0].shape[1], int(lab.settings["code"])
    words = choose(
        en=f"{pixels} · {code} + {code} on the way in, {code} · {pixels} + {pixels} on the way out.",
        de=f"{pixels} · {code} + {code} auf dem Hinweg, {code} · {pixels} + {pixels} auf dem Rückweg.",
    )
    return Truth(f"{_new(lab).count_params()}", words)


def train(lab: Lab) -> Iterator[View]:
    """Rebuild the training pictures; measured on pictures that were never seen."""
    train_set, test_set = _pictures(lab)
    model = _new(lab)
    lab.compile(model, "dense", optimizer=keras.optimizers.Adam(0.01), loss="mean_squared_error")
    fitted = lab.fit(model, train_set, train_set, kind="dense", epochs=20, title="Autoencoder")
    lab.keep("main", model)
    error = float(model.evaluate(test_set, test_set, verbose=0))
    lab.log("autoencoder", {"test error": error}, fitted.seconds)
    mean = ((test_set - train_set.mean(axis=0)) ** 2).mean()
    told = choose(
        en="error on new pictures {error:.4f}; always answering the mean picture gives {mean:.4f}",
        de="Fehler auf neuen Bildern {error:.4f}; immer mit dem mittleren Bild zu antworten ergibt {mean:.4f}",
    )
    yield Result(told.format(error=error, mean=mean))


def pairs(lab: Lab) -> Iterator[View]:
    """Pictures and what the network makes of them."""
    model = lab.trained(train)
    test_set = _pictures(lab)[1][:SHOWN]
    side = round(test_set.shape[1] ** 0.5)
    rows = [*test_set, *model.predict_on_batch(test_set)]
    tiles = [tile(row.reshape(side, side)) for row in rows]
    title = choose(en="In above, out below", de="Oben hinein, unten heraus")
    words = choose(
        en="The upper row is what went in, the lower row came out.",
        de="Die obere Reihe ging hinein, die untere kam heraus.",
    )
    yield Picture(title, tiles, words, columns=SHOWN)


def _new(lab: Lab) -> keras.Model:
    keras.utils.set_random_seed(lab.seed)
    return autoencoder(_pictures(lab)[0].shape[1], int(lab.settings["code"]))


def _pictures(lab: Lab) -> tuple[Any, Any]:
    """Training and test pictures, one row a picture."""
    data = lab.dataset()
    return data.x_train.reshape(len(data.x_train), -1), data.x_test.reshape(len(data.x_test), -1)
