"""Computed questions on BERT: fresh numbers each time, wrong answers by named mistakes."""

from __future__ import annotations

import math

from dlteach.drill import Question, computed
from dlteach.quizzes import proofs_language as proofs
from dlteach.quizzes.mistakes import TWO_DECIMALS, other_than


@computed("bert/embedding-parameters")
def embedding_parameters(rng):
    """Ask for the parameters of BERT's input."""
    size, width = rng.choice([100, 500, 1000, 8000, 30522]), rng.choice([32, 64, 128, 256])
    length = rng.choice([64, 128, 256, 512])
    # V w for tokens, T w for places, 2 w for segments, 2 w for the normalization
    count = (size + length + 2 + 2) * width
    mistakes = {
        (size + length + 2) * width: "The normalization behind the sum has a scale and a shift.",
        (size + length + 2 + 1) * width: "The normalization has a scale and a shift: 2 · w.",
        (size + 2 + 2) * width: "Each place has a learned vector, too.",
        (size + length + 2 * length + 2) * width: "There are two segment vectors, not two for each place.",
        size * width: "Places, segments and the normalization come on top.",
    }
    return Question(
        f"BERT's input adds a token, a place and a segment embedding, and normalizes the sum. With {size:,} tokens, "
        f"{length} places, 2 segments and the width {width}: how many parameters are that?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation=f"({size:,} + {length} + 2) · {width} for the tables and 2 · {width} for the normalization: {count:,}.",
        lesson="bert-input",
    ).proved_by(lambda: proofs.embedding_count((size, length, 2), width))


@computed("bert/classifier-parameters")
def classifier_parameters(rng):
    """Ask for the parameters of pooler and classifier."""
    width, classes = rng.choice([32, 64, 128, 256, 768]), rng.choice([2, 3, 5, 10])
    # pooler w² + w, classifier w c + c
    count = width * width + width + width * classes + classes
    mistakes = {
        width * classes + classes: "The pooler, a square dense layer, comes first.",
        width * width + width: "That is the pooler; the classifier reads from it.",
        width * width + width * classes: "Both dense layers have biases.",
        width * width + width + width * classes: "The classifier has a bias for each class.",
    }
    return Question(
        f"Behind a BERT of width {width} stand its pooler, a dense layer from {width} to {width}, and a classifier for "
        f"{classes} classes. How many parameters have the two together?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation=f"{width}² + {width} for the pooler, {width} · {classes} + {classes} for the classifier: {count:,}.",
        lesson="bert-build",
    ).proved_by(lambda: proofs.dense_count((width, width, classes)))


@computed("bert/seen-by-all")
def seen_by_all(rng):
    """Ask how many attention weights an encoder layer has."""
    length, heads = rng.randint(3, 12), rng.choice([1, 2, 4])
    # T² for each head
    count = heads * length * length
    mistakes = {
        heads * length * (length + 1) // 2: "That is with a causal mask, as GPT has it.",
        length * length: "Each head has weights of its own.",
        heads * length * (length - 1): "Each token also looks at itself.",
        2 * heads * length: "Each token has a weight for every token.",
    }
    return Question(
        f"A text of {length} tokens goes through one layer of a BERT with {heads} head{'s' * (heads > 1)}; nothing is padded. "
        "How many of its attention weights are other than zero, all heads together?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation=f"Every token sees every token: {heads} · {length}² = {count}.",
        lesson="bert-both",
    ).proved_by(lambda: proofs.weights_without_mask(length, heads))


@computed("bert/cosine")
def cosine(rng):
    """Ask for the cosine similarity of two vectors."""
    first = (rng.choice([1, 2, 3]), rng.choice([0, 1, 2]))
    second = (rng.choice([-2, -1, 1, 2]), rng.choice([1, 2, 3]))
    # a · b / (|a| |b|)
    product = first[0] * second[0] + first[1] * second[1]
    similarity = product / (math.hypot(*first) * math.hypot(*second))
    mistakes = {
        float(product): "That is the dot product; divide it by both lengths.",
        product / (math.hypot(*first) ** 2 * math.hypot(*second) ** 2): "Divide by the lengths, not by their squares.",
        product / math.hypot(*first): "Divide by the length of the second one, too.",
        math.dist(first, second): "That is their distance.",
        -similarity: "Mind the sign.",
    }
    return Question(
        f"What is the cosine similarity of the vectors {_text(first)} and {_text(second)}? (Two decimals.)",
        answer=similarity,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(similarity, mistakes),
        explanation=f"The dot product is {product}, the lengths are {math.hypot(*first):.3f} and {math.hypot(*second):.3f}: "
        f"{similarity:.3f}.".replace("-", "−"),
        lesson="bert-inside",
    ).proved_by(lambda: proofs.cosine(first, second))


@computed("bert/hidden-loss")
def hidden_loss(rng):
    """Ask for the loss over the hidden places only."""
    first, second = rng.sample([0.5, 0.25, 0.2, 0.1, 0.05, 0.8], 2)
    seen = rng.choice([0.9, 0.6, 0.3])
    # −(log p₁ + log p₂) / 2 over the chosen places
    loss = -(math.log(first) + math.log(second)) / 2
    mistakes = {
        -(math.log(first) + math.log(second) + math.log(seen)) / 3: "The word that was not chosen does not count.",
        -(math.log(first) + math.log(second)) / 3: "The mean is over the two chosen places.",
        -(math.log(first) + math.log(second)): "That is the sum; the loss is the mean.",
        -math.log((first + second) / 2): "The logarithms are averaged, not the probabilities.",
    }
    return Question(
        f"Of three words two were hidden. The network gave the right words the probabilities {first:g} and {second:g} at the "
        f"hidden places, and {seen:g} at the one that was not chosen. What is the loss of the masked language model, in nats? "
        "(Two decimals.)",
        answer=loss,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(loss, mistakes),
        explanation=f"−(log {first:g} + log {second:g}) / 2 = {loss:.3f}. Places that were not chosen are left out.",
        lesson="bert-masking",
    ).proved_by(lambda: proofs.loss_where_chosen((first, second, seen), (1, 1, 0)))


def _text(vector):
    return f"({vector[0]}, {vector[1]})".replace("-", "−")
