"""The numbers and shapes of written questions are held equal to the real Keras layers they speak of."""

import math

import keras
import numpy as np
import pytest
from keras import layers, ops
from scipy.stats import wasserstein_distance

from dlteach import models, scratch
from dlteach.content.decks import SHAPE, deck_topics, load_deck
from dlteach.lessons import bert_bench
from dlteach.models.resnet_cifar import IdentityShortcut


def count(layer, *input_shape):
    with keras.StatelessScope(initialize_variables=False):
        layer.build((None, *input_shape))
    return layer.count_params()


def trainable(layer, *input_shape):
    layer.build((None, *input_shape))
    return sum(int(np.prod(weight.shape)) for weight in layer.trainable_weights)


def seen_by_two_convolutions():
    """How many of 15 pixels, lit one by one, the middle value behind two convolutions notices."""
    x = ops.reshape(ops.eye(15), (15, 15, 1))
    for _ in range(2):
        x = layers.Conv1D(1, 3, kernel_initializer="ones")(x)
    return int((keras.ops.convert_to_numpy(x)[:, 5, 0] > 0).sum())


def best_answer_among_three_real_and_one_made():
    """The answer that costs a discriminator least where three of four samples are real."""
    answers = np.arange(1, 1000) / 1000
    loss = keras.losses.BinaryCrossentropy()
    costs = [float(loss(np.array([[1.0, 1.0, 1.0, 0.0]]), np.full((1, 4), answer))) for answer in answers]
    return answers[int(np.argmin(costs))]


def small_gan():
    return models.GAN(generator_units=(8,), discriminator_units=(8,))


def small_critic():
    return models.WGANGP(filters=4).critic


def sets_of_weights(kind):
    layer = kind(7)
    with keras.StatelessScope(initialize_variables=False):
        layer.build((None, None, 3))
    return layer.cell.kernel.shape[-1] // 7


def with_weights(model):
    return [layer for layer in model.layers if isinstance(layer, layers.Conv2D | layers.Dense)]


def residual_additions(blocks):
    """In BERT a normalization follows each addition, inside the blocks."""
    model = models.BERT(vocabulary_size=5, num_layers=blocks, num_heads=1, hidden_dim=2, intermediate_dim=2)
    return sum(
        isinstance(layer, layers.LayerNormalization) for block in model.blocks for layer in block._flatten_layers()
    )


TRUTH = {
    "alexnet/layers": lambda: len(with_weights(models.AlexNet(input_shape=(67, 67, 3), classes=2))),
    "alexnet/flattened": lambda: models.AlexNet(classes=2).get_layer("flatten").output.shape[-1],
    "resnet/option-a-shape": lambda: IdentityShortcut(64, 2)(ops.zeros((1, 16, 16, 32))).shape[1:],
    "resnet/layers-of-110": lambda: len(with_weights(models.ResNet20(n=18))),
    "resnet/in-transformers": lambda: residual_additions(12),
    "dnn/dense-parameters": lambda: count(layers.Dense(10), 84),
    "dnn/batch-and-epoch": lambda: len(list(range(0, 1000, 50))),
    "dnn/two-to-sixteen-parameters": lambda: count(layers.Dense(16), 2) + count(layers.Dense(2), 16),
    "dnn/batch-output-shape": lambda: layers.Dense(5).compute_output_shape((64, 20)),
    "rnn/simple-rnn-parameters": lambda: count(layers.SimpleRNN(64), None, 10),
    "rnn/output-shape": lambda: layers.SimpleRNN(32, return_sequences=True).compute_output_shape((8, 50, 1)),
    "rnn/last-output-shape": lambda: layers.SimpleRNN(32).compute_output_shape((8, 50, 1)),
    "gru/number-of-states": lambda: len(layers.GRU(7, return_state=True)(ops.ones((1, 4, 2)))) - 1,
    "gru/sets-of-weights": lambda: sets_of_weights(layers.GRU),
    "gru/parameters-2-32": lambda: count(layers.GRU(32), None, 2),
    "gru/output-shape": lambda: layers.GRU(20, return_sequences=True).compute_output_shape((16, 30, 4)),
    "cnn/receptive-field-of-two": seen_by_two_convolutions,
    "cnn/pooling-parameters": lambda: count(layers.MaxPooling2D(2), 10, 10, 16),
    "cnn/second-map-shape": lambda: layers.Conv2D(16, 5).compute_output_shape((None, 14, 14, 6))[1:],
    "cnn/second-convolution-parameters": lambda: count(layers.Conv2D(16, 5), 14, 14, 6),
    "cnn/same-padding-stride-two": lambda: layers.Conv2D(8, 3, strides=2, padding="same").compute_output_shape(
        (None, 28, 28, 3)
    )[1:],
    "lstm/parameters-10-64": lambda: count(layers.LSTM(64), None, 10),
    "lstm/sets-of-weights": lambda: sets_of_weights(layers.LSTM),
    "lstm/last-output-shape": lambda: layers.LSTM(64).compute_output_shape((32, 50, 10)),
    "lstm/all-outputs-shape": lambda: layers.LSTM(64, return_sequences=True).compute_output_shape((32, 50, 10)),
    "choosing/sixteen-patches": lambda: math.prod(
        layers.Conv2D(1, 16, strides=16).compute_output_shape((None, 224, 224, 3))[1:3]
    ),
    "gpt/perplexity-of-two": lambda: round(
        float(
            ops.exp(keras.losses.SparseCategoricalCrossentropy()(ops.zeros((1,)), ops.convert_to_tensor([[0.5, 0.5]])))
        ),
        5,
    ),
    "gpt/shape-of-logits": lambda: models.GPT(94, num_layers=1, num_heads=4, hidden_dim=128)(ops.ones((16, 64))).shape,
    "gpt/shape-of-attention": lambda: (
        layers.MultiHeadAttention(4, 2)(ops.ones((16, 64, 8)), ops.ones((16, 64, 8)), return_attention_scores=True)[
            1
        ].shape
    ),
    "bert/shape-of-output": lambda: (
        models.BERT(30, num_layers=1)(models.BERT.pack(np.ones((8, 128), "int32")))["sequence_output"].shape
    ),
    "gan/score-of-collapse": lambda: float(
        scratch.minibatch_discrimination(ops.ones((64, 3)), ops.ones((3, 1, 2)), ops.zeros((1,)))[0, -1]
    ),
    "gan/best-answer-number": best_answer_among_three_real_and_one_made,
    "gan/generator-output-shape": lambda: small_gan().generator(ops.ones((16, 100))).shape,
    "gan/discriminator-output-shape": lambda: small_gan().discriminator(ops.ones((16, 28, 28, 1))).shape,
    "dcgan/generator-map-shape": lambda: layers.Conv2DTranspose(32, 4, 2, padding="same").compute_output_shape(
        (16, 8, 8, 64)
    ),
    "dcgan/discriminator-map-shape": lambda: layers.Conv2D(64, 4, 2, padding="same").compute_output_shape(
        (16, 64, 64, 3)
    ),
    "dcgan/norm-parameters": lambda: trainable(layers.BatchNormalization(), 8, 8, 64),
    "dcgan/leaky-value": lambda: round(float(layers.LeakyReLU(negative_slope=0.2)(ops.array([-3.0]))[0]), 6),
    "wgan/distance-of-a-shift": lambda: wasserstein_distance(np.arange(5.0), np.arange(5.0) - 4),
    "wgan/penalty-of-three": lambda: float(scratch.gradient_penalty(ops.array([[3.0]]))),
    "wgan/critic-shape": lambda: models.input_gradient(small_critic(), ops.ones((32, 28, 28, 1))).shape,
    "wgan/height-shape": lambda: small_critic()(ops.ones((32, 28, 28, 1))).shape,
    "bert/how-many-become-mask": lambda: round(1000 * 0.15 * bert_bench.HIDDEN),
}
WRITTEN = [
    question
    for topic in deck_topics()
    for question in load_deck(topic).questions
    if question.kind in ("number", "shape")
]


@pytest.mark.parametrize("question", WRITTEN, ids=lambda question: question.id)
def test_the_written_answer_is_what_keras_says(question):
    truth = TRUTH[question.id]()
    if SHAPE.fullmatch(question.answer):
        assert tuple(int(size) for size in question.answer.strip("()").split(",")) == tuple(truth)
    else:
        assert float(question.answer) == truth


def test_keras_starts_the_forget_gate_open():
    """What the question lstm/why-forget-bias-one says of Keras, whose order is input, forget, candidate, output."""
    layer = layers.LSTM(2)
    layer.build((None, None, 3))
    assert ops.convert_to_numpy(layer.cell.bias).tolist() == [0, 0, 1, 1, 0, 0, 0, 0]


def test_the_lstm_hands_on_its_hidden_state():
    """What the question lstm/what-is-handed-on says."""
    out, hidden, cell = layers.LSTM(3, return_state=True, unroll=True)(ops.ones((1, 4, 2)))
    assert ops.convert_to_numpy(out).tolist() == ops.convert_to_numpy(hidden).tolist()
    assert ops.convert_to_numpy(out).tolist() != ops.convert_to_numpy(cell).tolist()


def test_dropout_leaves_a_prediction_alone():
    """What the question cnn/dropout-when-predicting says: scaled up in training, untouched in prediction."""
    layer, x = layers.Dropout(0.5), ops.ones((1, 100))
    assert set(ops.convert_to_numpy(layer(x, training=False)).ravel().tolist()) == {1.0}
    assert set(ops.convert_to_numpy(layer(x, training=True)).ravel().tolist()) == {0.0, 2.0}


def test_decks_with_numbers_are_all_proved():
    """A new deck's numbers have to be added here."""
    asked = {
        question.id
        for topic in deck_topics()
        for question in load_deck(topic).questions
        if question.kind in ("number", "shape")
    }
    assert asked == set(TRUTH)
