"""What a real BERT and its masking say, for the numbers the deck asks for."""

import numpy as np

from dlteach import models
from dlteach.lessons import bert_bench


def shape_of_output():
    return models.BERT(30, num_layers=1)(models.BERT.pack(np.ones((8, 128), "int32")))["sequence_output"].shape


def how_many_become_mask():
    return round(1000 * 0.15 * bert_bench.HIDDEN)
