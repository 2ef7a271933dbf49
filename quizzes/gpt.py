"""Computed questions on GPTs: fresh numbers each time, wrong answers by named mistakes."""

from __future__ import annotations

import math

from dlteach.drill import Question, computed
from dlteach.quizzes import proofs_language as proofs
from dlteach.quizzes.mistakes import TWO_DECIMALS, other_than


@computed("gpt/block-parameters")
def block_parameters(rng):
    """Ask for the number of parameters of one block."""
    width = rng.choice([16, 24, 32, 48, 64, 96])
    # attention 4 w² + 4 w, feed-forward 8 w² + 5 w, two normalizations 4 w
    count = 12 * width**2 + 13 * width
    mistakes = {
        12 * width**2: "Biases and normalizations have 13 · w numbers.",
        12 * width**2 + 9 * width: "The two normalizations have a scale and a shift each: 4 · w.",
        4 * width**2 + 4 * width: "That is attention alone.",
        11 * width**2
        + 12 * width: "Attention has four matrices: queries, keys, values, and the one that mixes the heads.",
        6 * width**2 + 7 * width: "The feed-forward network widens to 4 · w and comes back: 8 · w² weights.",
    }
    return Question(
        f"A GPT block has the width {width}: attention with four square matrices, a feed-forward network that widens four "
        "times and comes back, and two normalizations with scale and shift. Everything linear has biases. How many "
        "parameters has it?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation=f"12 · {width}² + 13 · {width} = {count:,}.",
        lesson="gpt-build",
    ).proved_by(lambda: proofs.block_count(width))


@computed("gpt/embedding-parameters")
def embedding_parameters(rng):
    """Ask for the parameters outside the blocks."""
    size, width = rng.choice([65, 94, 256, 1000, 5000]), rng.choice([32, 64, 96, 128])
    length = rng.choice([64, 128, 256, 512])
    # V w for tokens, T w for places, 2 w for the last normalization; the output is tied
    count = (size + length + 2) * width
    mistakes = {
        (2 * size + length + 2) * width: "The output layer is the embedding itself, read backwards.",
        (size + 2) * width: "Each place has a vector, too.",
        (size + length) * width: "The last normalization has a scale and a shift.",
        size * length * width: "Tokens and places have a table each; the tables are added, not multiplied.",
    }
    return Question(
        f"A GPT knows {size:,} tokens, reads {length} at once, and has the width {width}. It ends in a normalization and tied "
        "weights, without an output bias. How many parameters has it outside its blocks?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation=f"({size:,} + {length} + 2) · {width} = {count:,}.",
        lesson="gpt-build",
    ).proved_by(lambda: proofs.embedding_count((size, length), width))


@computed("gpt/temperature-probability")
def temperature_probability(rng):
    """Ask for a probability at a temperature."""
    high, low = rng.choice([1, 1.5, 2, 2.5, 3]), rng.choice([-1, -0.5, 0, 0.5])
    heat = rng.choice([0.5, 0.8, 1.25, 2, 4])
    # softmax over two: 1 / (1 + e^−((a − b) / T))
    chance = _first_of_two((high - low) / heat)
    mistakes = {
        _first_of_two(high - low): "Divide the scores by T first.",
        _first_of_two((high - low) * heat): "Scores are divided by T, not multiplied.",
        1 - chance: "That is the probability of the other token.",
        min(1.0, _first_of_two(high - low) / heat): "The scores are divided by T, not the probabilities.",
    }
    return Question(
        f"There are two tokens, with the scores {_text(high)} and {_text(low)}. At the temperature {heat:g}, what is the "
        "probability of the first? (Two decimals.)",
        answer=chance,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(chance, mistakes),
        explanation=f"1 / (1 + e^−({_text(high - low)} / {heat:g})) = {chance:.3f}.",
        lesson="gpt-temperature",
    ).proved_by(lambda: proofs.tempered((high, low), heat))


@computed("gpt/perplexity-of-tokens")
def perplexity_of_tokens(rng):
    """Ask for the perplexity on a text of two tokens."""
    first, second = rng.sample([0.5, 0.25, 0.2, 0.125, 0.1, 0.05, 0.8, 0.4], 2)
    # e^(−(log p₁ + log p₂) / 2) = 1 / √(p₁ p₂)
    perplexity = 1 / math.sqrt(first * second)
    mistakes = {
        1 / (first * second): "Take the mean over the tokens: the square root, for two.",
        (1 / first + 1 / second) / 2: "The logarithms are averaged, not the numbers 1 / p.",
        2 / (first + second): "The logarithms are averaged, not the probabilities.",
        -math.log(first * second) / 2: "That is the loss; the perplexity is e to it.",
    }
    return Question(
        f"A model gave the two tokens of a text the probabilities {first:g} and {second:g}. What is its perplexity on this "
        "text? (Two decimals.)",
        answer=perplexity,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(perplexity, mistakes),
        explanation=f"Mean loss −(log {first:g} + log {second:g}) / 2 = {math.log(perplexity):.3f} nats; e to it is "
        f"1 / √({first:g} · {second:g}) = {perplexity:.2f}.",
        lesson="gpt-loss",
    ).proved_by(lambda: proofs.perplexity((first, second)))


@computed("gpt/nucleus-size")
def nucleus_size(rng):
    """Ask how many tokens top-p keeps."""
    chances = rng.choice(
        [
            (0.4, 0.3, 0.15, 0.1, 0.05),
            (0.6, 0.2, 0.1, 0.06, 0.04),
            (0.3, 0.25, 0.2, 0.15, 0.1),
            (0.85, 0.06, 0.05, 0.03, 0.01),
        ]
    )
    share = rng.choice([0.37, 0.57, 0.66, 0.78, 0.88, 0.93])
    # the fewest likeliest ones that reach p together
    kept = next(count for count in range(1, 6) if sum(chances[:count]) >= share)
    mistakes = {
        kept - 1: "Together they must reach p; these fall short of it.",
        kept + 1: "One fewer reaches p already.",
        sum(chance >= 1 - share for chance in chances): "p is compared with the sum, not with single probabilities.",
        5: "Not all are needed.",
    }
    mistakes = {count: remark for count, remark in mistakes.items() if 1 <= count <= 5}
    told = ", ".join(f"{chance:g}" for chance in chances)
    reached = f"The first {kept} add up to" if kept > 1 else "The first alone has"
    return Question(
        f"Five tokens have the probabilities {told}. How many of them does nucleus sampling with p = {share:g} keep?",
        answer=kept,
        mistakes=other_than(kept, mistakes),
        explanation=f"{reached} {sum(chances[:kept]):g}, which is at least {share:g}"
        + ("; one fewer would not do." if kept > 1 else "."),
        lesson="gpt-temperature",
    ).proved_by(lambda: proofs.kept_by_nucleus(chances, share))


@computed("gpt/generated-length")
def generated_length(rng):
    """Ask how long the text is that generation returns."""
    window = rng.choice([16, 32])
    prompt, new = rng.randint(3, window - 3), rng.randint(5, 40)
    count = prompt + new
    mistakes = {
        new: "The prompt comes back in front of what was added.",
        min(count, window): f"After {window} tokens the model forgets the beginning, but it goes on writing.",
        window + new: "What counts is how long the prompt is, not how much the model could read.",
        window: f"That is how much it reads at once. It writes as many tokens as it is asked for: {new}.",
        count + 1: "The first new token is one of those that were asked for.",
    }
    return Question(
        f"A GPT reads at most {window} tokens at once. It is given a prompt of {prompt} tokens, and `generate` is called with "
        f"`max_new_tokens={new}` and without an end token. How many tokens does the text have that it returns?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation=f"{prompt} + {new} = {count}: each pass adds one token"
        + (f", and from token {window + 1} on it reads the last {window} only." if count > window else "."),
        lesson="gpt-next-token",
    ).proved_by(lambda: proofs.generated_length(window, prompt, new))


@computed("gpt/weights-under-the-mask")
def weights_under_the_mask(rng):
    """Ask how many attention weights the causal mask leaves."""
    length, heads = rng.randint(3, 12), rng.choice([1, 2, 4])
    # 1 + 2 + … + T for each head
    count = heads * length * (length + 1) // 2
    mistakes = {
        heads * length * length: "That is without a mask.",
        heads * length * (length - 1) // 2: "Each token also sees itself.",
        length * (length + 1) // 2: "Each head has weights of its own.",
        heads * (length * length // 2): "The diagonal is not halved.",
    }
    return Question(
        f"A text of {length} tokens goes through one layer of a GPT with {heads} head{'s' * (heads > 1)}. How many of its "
        "attention weights can be other than zero, all heads together?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation=f"The first token sees 1, the last {length}: {heads} · {length} · {length + 1} / 2 = {count}.",
        lesson="gpt-mask",
    ).proved_by(lambda: proofs.weights_under_mask(length, heads))


def _first_of_two(difference):
    return 1 / (1 + math.exp(-difference))


def _text(number):
    return f"{number:g}".replace("-", "−")
