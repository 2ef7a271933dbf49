"""Acronyms and names as they are said: spelled where the field spells them, as words where it says words."""

from __future__ import annotations

import re

# whatever is written wholly in capitals is spelled, unless it stands here
SAID = {
    "GAN": "gan", "DCGAN": "D C gan", "WGAN": "W gan", "BERT": "Bert", "MASK": "mask", "SEP": "sep", "UNK": "unk", "PAD": "pad",
    "CIFAR": "see far", "MNIST": "M nist", "FLOP": "flop", "XOR": "ex or", "AND": "and", "OR": "or", "NOT": "not", "ELMO": "Elmo",
    "JAX": "jacks", "CUDA": "cooda", "RAM": "ram", "NASA": "Nasa", "ZIP": "zip", "PNG": "P N G", "FILE": "file", "NAME": "name",
    "ReLU": "ree loo", "relu": "ree loo", "lrelu": "leaky ree loo", "LeakyReLU": "leaky ree loo", "GELU": "gelu",
    "AdaIN": "ada in", "tanh": "tan h", "softmax": "soft max", "argmax": "arg max", "NumPy": "num pie", "PyTorch": "pie torch",
    "seq2seq": "sequence to sequence", "word2vec": "word to vec", "pix2pix": "pix to pix", "dlteach": "D L teach",
    "GloVe": "glove",
    "RoBERTa": "Roberta", "cuDNN": "C U D N N", "KB": "kilobytes", "MB": "megabytes", "GB": "gigabytes", "TB": "terabytes",
    "IoU": "I o U", "SQuAD": "squad", "iPad": "i pad", "arXiv": "archive", "LeNet": "Le Net",
}  # fmt: skip
# topics and functions that programs and commands write in small letters
SPELLED = {"cnn", "rnn", "lstm", "gru", "gpt", "dnn", "gpu", "cpu", "mlp", "np", "kl", "sgd", "csv", "html", "url"}
SMALL = {
    "gan": "gan",
    "dcgan": "D C gan",
    "wgan": "W gan",
    "stylegan": "style gan",
    "alexnet": "Alex Net",
    "resnet": "Res Net",
}

_WORD = re.compile(r"[^\W\d_]+")
_MIXED = re.compile(r"\b[a-z]+2[a-z]+\b")
_PLURAL = re.compile(r"([A-Z]{2,})s")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def say_names(text: str) -> str:
    """The text with each acronym and each name in humps as it is said."""
    return _WORD.sub(lambda match: _say(match.group()), text)


def say_mixed(text: str) -> str:
    """The text with names such as seq2seq as they are said, before their digit is taken for a number."""
    return _MIXED.sub(lambda match: SAID.get(match.group(), match.group()), text)


def _say(word: str) -> str:
    if word in SAID:
        return SAID[word]
    if word in SMALL:
        return SMALL[word]
    if plural := _PLURAL.fullmatch(word):
        said = _say(plural[1])
        return f"{said}'s" if said[-1].isupper() else f"{said}s"
    if word in SPELLED or (word.isupper() and len(word) > 1):
        return " ".join(word.upper())
    parts = _HUMP.split(word)
    return " ".join(map(_say, parts)) if len(parts) > 1 else word
