def next_token(model):
    import keras

    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.SGD(global_clipnorm=1.0), loss=loss)


SMALL = {"source_vocabulary_size": 9, "target_vocabulary_size": 7, "units": 5, "embedding_dim": 4}
TOKENS = {
    "inputs": {"source": ("int", (6,), 9), "target": ("int", (4,), 7)},
    "target": ("int", (4,), 7),
    "output": (4, 7),
    "compile": next_token,
}
CASES = [
    {"model": "seq2seq", "config": {**SMALL, "dropout": 0.2, "maxout_dim": 3}, **TOKENS},
    {"model": "seq2seq", "id": "seq2seq_dot", "config": {**SMALL, "attention": "dot", "cell": "lstm"}, **TOKENS},
    {"model": "encoder_decoder", "config": {**SMALL, "num_layers": 2, "bidirectional": True}, **TOKENS},
]
