"""What real GRU layers have, for the numbers their deck asks for."""

from keras import layers, ops

from dlteach.quizzes.proofs import count


def number_of_states():
    return len(layers.GRU(7, return_state=True)(ops.ones((1, 4, 2)))) - 1


def sets_of_weights():
    layer = layers.GRU(7)
    layer.build((None, None, 3))
    return layer.cell.kernel.shape[-1] // 7


def parameters_2_32():
    return count("GRU", (32,), (None, None, 2))


def output_shape():
    return layers.GRU(20, return_sequences=True).compute_output_shape((16, 30, 4))
