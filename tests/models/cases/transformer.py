SMALL = {"vocabulary_size": 11, "num_layers": 2, "num_heads": 2, "hidden_dim": 8, "max_sequence_length": 9}
PACKED = {"token_ids": ("int", (6,), 11), "segment_ids": ("int", (6,), 2), "padding_mask": ("int", (6,), 2)}


def next_token(model):
    import keras

    model.compile(optimizer="sgd", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))


def both_tasks(model):
    import keras

    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer="sgd", loss={"token_logits": loss, "next_sentence_logits": loss})


CASES = [
    {
        "model": "transformer_base",
        "config": {**SMALL, "intermediate_dim": 16},
        "inputs": {"source": ("int", (5,), 11), "target": ("int", (6,), 11)},
        "target": ("int", (6,), 11),
        "output": (6, 11),
        "compile": next_token,
    },
    {
        "model": "gpt2_small",
        "config": SMALL,
        "inputs": {"token_ids": ("int", (7,), 11)},
        "target": ("int", (7,), 11),
        "output": (7, 11),
        "compile": next_token,
    },
    {
        "model": "gpt1",
        "config": {**SMALL, "approximate": False},
        "inputs": {"token_ids": ("int", (7,), 11)},
        "target": ("int", (7,), 11),
        "output": (7, 11),
        "compile": next_token,
    },
    {
        "model": "bert_base",
        "config": SMALL,
        "inputs": PACKED,
        "target": {"sequence_output": ("float", (6, 8)), "pooled_output": ("float", (8,))},
        "output": (8,),
        "compile": {"loss": "mse"},
    },
    {
        "model": "bert_classifier",
        "config": {"backbone": SMALL, "classes": 3},
        "inputs": PACKED,
        "target": ("int", (), 3),
        "output": (3,),
        "compile": next_token,
    },
    {
        "model": "bert_pretraining",
        "config": {"backbone": SMALL},
        "inputs": PACKED,
        "target": {"token_logits": ("int", (6,), 11), "next_sentence_logits": ("int", (), 2)},
        "output": (2,),
        "compile": both_tasks,
    },
]
