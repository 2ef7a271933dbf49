"""The network of the lesson."""

import keras


def autoencoder(pixels: int, code: int) -> keras.Model:
    """Pixels to a short code, and the code back to pixels in (0, 1)."""
    picture = keras.Input((pixels,))
    squeezed = keras.layers.Dense(code, activation="relu", name="code")(picture)
    rebuilt = keras.layers.Dense(pixels, activation="sigmoid", name="picture")(squeezed)
    return keras.Model(picture, rebuilt)
