"""The peer of our GPT: the model and the training step that one writes in PyTorch, at nanoGPT's CPU configuration.

Block 64, batch 12, 4 layers, 4 heads, width 128, no dropout, GELU by the error function, AdamW, clipping to norm 1.

    python benchmarks/peers/torch_gpt.py            # prints steps per second, eager
    python benchmarks/peers/torch_gpt.py --compile  # with torch.compile
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import time

import torch
from torch import nn
from torch.nn import functional

VOCABULARY, BLOCK, BATCH, LAYERS, HEADS, WIDTH = 65, 64, 12, 4, 4, 128


class Block(nn.Module):
    """One pre-norm block: causal self-attention and a feed-forward network."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.attention_norm = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.output = nn.Linear(width, width)
        self.feed_forward_norm = nn.LayerNorm(width)
        self.expand = nn.Linear(width, 4 * width)
        self.contract = nn.Linear(4 * width, width)

    def forward(self, x):
        """(batch, time, width) → the same."""
        batch, time_, width = x.shape
        parts = self.qkv(self.attention_norm(x)).chunk(3, dim=-1)
        query, key, value = (part.view(batch, time_, self.heads, -1).transpose(1, 2) for part in parts)
        mixed = functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        x = x + self.output(mixed.transpose(1, 2).reshape(batch, time_, width))
        return x + self.contract(functional.gelu(self.expand(self.feed_forward_norm(x))))


class GPT(nn.Module):
    """GPT-2's form with a tied output layer."""

    def __init__(self, vocabulary=VOCABULARY, block=BLOCK, layers=LAYERS, heads=HEADS, width=WIDTH):
        super().__init__()
        self.block = block
        self.tokens = nn.Embedding(vocabulary, width)
        self.places = nn.Embedding(block, width)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        for module in self.modules():
            if isinstance(module, nn.Linear | nn.Embedding):
                nn.init.normal_(module.weight, std=0.02)
            if isinstance(module, nn.Linear):
                nn.init.zeros_(module.bias)
        for module in self.blocks:
            for layer in (module.output, module.contract):
                nn.init.normal_(layer.weight, std=0.02 / math.sqrt(2 * layers))

    def forward(self, tokens):
        """(batch, time) → logits, (batch, time, vocabulary)."""
        x = self.tokens(tokens) + self.places.weight[: tokens.shape[1]]
        for block in self.blocks:
            x = block(x)
        return self.norm(x) @ self.tokens.weight.T

    @torch.no_grad()
    def generate(self, tokens, count: int):
        """Reads the last `block` tokens afresh for each new one, as nanoGPT does."""
        for _ in range(count):
            probabilities = self(tokens[:, -self.block :])[:, -1].softmax(-1)
            tokens = torch.cat([tokens, torch.multinomial(probabilities, 1)], dim=1)
        return tokens


def make_optimizer(model, rate=1e-3, fused=False):
    """AdamW with weight decay on matrices only."""
    matrices = [p for p in model.parameters() if p.ndim > 1]
    vectors = [p for p in model.parameters() if p.ndim == 1]
    groups = [{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.99), fused=fused or None)


def make_step(model, rate=1e-3):
    """One step of training, gradients clipped to norm 1."""
    optimizer = make_optimizer(model, rate)
    parameters = list(model.parameters())

    def step(inputs, targets):
        optimizer.zero_grad(set_to_none=True)
        loss = functional.cross_entropy(model(inputs).flatten(0, 1), targets.flatten())
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        return loss

    return step


def measure(compiled: bool = False, rounds: int = 5, steps: int = 40) -> dict[str, float]:
    """Median steps per second over some rounds; the first step, which may compile, is told apart."""
    torch.manual_seed(0)
    model = GPT()
    # 12 · 128² matrices and 13 · 128 vectors a block, both embeddings, the last normalization
    expected = LAYERS * (12 * WIDTH**2 + 13 * WIDTH) + (VOCABULARY + BLOCK) * WIDTH + 2 * WIDTH
    assert sum(p.numel() for p in model.parameters()) == expected
    step = make_step(torch.compile(model) if compiled else model)
    texts = torch.randint(0, VOCABULARY, (BATCH, BLOCK + 1))
    begin = time.perf_counter()
    step(texts[:, :-1], texts[:, 1:])
    first = time.perf_counter() - begin
    rates = []
    for _ in range(rounds):
        begin = time.perf_counter()
        for _ in range(steps):
            loss = step(texts[:, :-1], texts[:, 1:])
        loss.item()
        rates.append(steps / (time.perf_counter() - begin))
    return {"steps_per_second": statistics.median(rates), "first_step_seconds": first, "parameters": expected}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--compile", action="store_true")
    print(json.dumps(measure(parser.parse_args().compile)))
