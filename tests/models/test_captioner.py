"""The captioner against NumPy's own reading of the equations: convolutions, attention over places, GRU steps."""

import keras
import numpy as np
import pytest

from dlteach.errors import ModelError
from dlteach.models import ImageCaptioner, build

IMAGES = np.random.default_rng(0).random((2, 4, 6, 1)).astype("float32")
TARGET = np.array([[1, 3, 4], [1, 5, 3]], "int32")


def small(**config):
    settings = {"input_shape": (4, 6, 1), "vocabulary_size": 6, "filters": (2, 3), "units": 5, "embedding_dim": 4}
    model = ImageCaptioner(**{**settings, **config})
    random = np.random.default_rng(1)
    model.set_weights([random.normal(size=w.shape).astype("float32") * 0.7 for w in model.get_weights()])
    return model


def convolve(x, kernel, bias):
    """3×3, zeros around, then the rectifier: one picture (height, width, channels)."""
    padded = np.pad(x, [(1, 1), (1, 1), (0, 0)])
    height, width = x.shape[:2]
    out = np.zeros((height, width, kernel.shape[-1])) + bias
    for down in range(3):
        for right in range(3):
            out += padded[down : down + height, right : right + width] @ kernel[down, right]
    return np.maximum(out, 0)


def places_of(model, image):
    x = convolve(image.astype("float64"), *model.encoder.get_layer("conv_1").get_weights())
    x = x.reshape(2, 2, 3, 2, -1).max(axis=(1, 3))
    return convolve(x, *model.encoder.get_layer("conv_2").get_weights()).reshape(6, -1)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def gru(x, h, kernel, recurrent_kernel, bias):
    xz, xr, xg = np.split(x @ kernel + bias[0], 3)
    hz, hr, hg = np.split(h @ recurrent_kernel + bias[1], 3)
    z = sigmoid(xz + hz)
    return z * h + (1 - z) * np.tanh(xg + sigmoid(xr + hr) * hg)


@pytest.mark.parametrize("attention", ["additive", None])
def test_it_equals_numpy(attention):
    model = small(attention=attention)
    decoder = model.get_layer("decoder")
    embedding = decoder.embedding.get_weights()[0]
    start, start_bias = decoder.starts[0].get_weights()
    output, output_bias = model.get_layer("output").get_weights()
    logits, looks = np.zeros((2, 3, 6)), np.zeros((2, 3, 6))
    for example, image in enumerate(IMAGES):
        a = places_of(model, image)
        if attention:
            summary = a.mean(axis=0)
        else:
            kernel, bias = model.encoder.get_layer("summary").get_weights()
            summary = np.maximum(a.ravel() @ kernel + bias, 0)
        s = np.tanh(summary @ start + start_bias)
        for i, token in enumerate(TARGET[example]):
            context = summary
            if attention:
                query, key = decoder.query.get_weights()[0], decoder.key.get_weights()[0]
                scores = np.array([np.asarray(decoder.score) @ np.tanh(s @ query + place @ key) for place in a])
                looks[example, i] = np.exp(scores) / np.exp(scores).sum()
                context = looks[example, i] @ a
            s = gru(np.concatenate([embedding[token], context]), s, *decoder.cells[0].get_weights())
            logits[example, i] = np.concatenate([s, context, embedding[token]]) @ output + output_bias
    found = model.predict_on_batch({"image": IMAGES, "target": TARGET})
    np.testing.assert_allclose(found, logits, atol=2e-5)
    if attention:
        weights = model.attention_weights(IMAGES, TARGET)
        assert weights.shape == (2, 3, 2, 3)
        np.testing.assert_allclose(weights.reshape(2, 3, 6), looks, atol=1e-5)
    else:
        with pytest.raises(ModelError, match="no attention"):
            model.attention_weights(IMAGES, TARGET)


@pytest.mark.parametrize("attention", ["additive", None])
def test_a_greedy_caption_equals_reading_afresh(attention):
    model = small(attention=attention)
    expected = np.zeros((2, 6), "int32")
    expected[:, 0] = 1
    for place in range(5):
        logits = np.asarray(model.predict_on_batch({"image": IMAGES, "target": expected[:, :-1]}))
        following = logits[:, place].argmax(axis=-1)
        following[(expected == 2).any(axis=1)] = 0
        expected[:, place + 1] = following
    np.testing.assert_array_equal(model.caption(IMAGES, 1, 2, max_length=5), expected[:, 1:])


def test_it_learns_which_side_is_bright():
    """Two pictures, two sentences: word 3 or 4 after a common beginning."""
    keras.utils.set_random_seed(0)
    images = np.zeros((64, 4, 6, 1), "float32")
    left = np.arange(64) % 2 == 0
    images[left, :, :3] = 1
    images[~left, :, 3:] = 1
    following = np.where(left[:, None], [[5, 3, 2]], [[5, 4, 2]]).astype("int32")
    target = np.concatenate([np.ones((64, 1), "int32"), following[:, :-1]], axis=1)
    model = ImageCaptioner((4, 6, 1), 6, filters=(4, 8), units=8, embedding_dim=4)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.02), loss=loss)
    model.fit({"image": images, "target": target}, following, batch_size=32, epochs=25, verbose=0)
    np.testing.assert_array_equal(model.caption(images[:2], 1, 2, max_length=3), following[:2])


def test_pictures_of_another_shape_are_refused():
    model = build("show_attend_tell")
    with pytest.raises(ModelError, match=r"shape \(1, 8, 8, 3\)"):
        model.caption(np.zeros((1, 8, 8, 3)), 1, 2)
    with pytest.raises(ModelError, match="max_length is 0"):
        model.caption(np.zeros((1, 24, 24, 3)), 1, 2, max_length=0)
