CLASSES = {
    "target": ("int", (), 3),
    "output": (3,),
    "compile": {"loss": "sparse_categorical_crossentropy"},
}


def next_character(model):
    import keras

    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.SGD(global_clipnorm=1.0), loss=loss)


CASES = [
    {
        "model": "rnn",
        "config": {"input_shape": (None, 2), "classes": 3, "units": 5},
        "inputs": {"sequence": ("float", (7, 2))},
        **CLASSES,
    },
    {
        "model": "lstm",
        "config": {"input_shape": (7, 2), "classes": 3, "units": 5, "num_layers": 2, "dropout": 0.2},
        "inputs": {"sequence": ("float", (7, 2))},
        **CLASSES,
    },
    {
        "model": "gru",
        "config": {"vocabulary_size": 9, "embedding_dim": 4, "classes": 3, "units": 5, "bidirectional": True},
        "inputs": {"token_ids": ("int", (7,), 9)},
        **CLASSES,
    },
    {
        "model": "sequence_forecaster",
        "config": {"input_shape": (None, 2), "horizon": 4, "targets": 2, "units": 5},
        "inputs": {"sequence": ("float", (7, 2))},
        "target": ("float", (4, 2)),
        "output": (4, 2),
        "compile": {"loss": "mse"},
    },
    {
        "model": "char_rnn",
        "config": {"vocabulary_size": 9, "embedding_dim": 4, "units": 5, "num_layers": 2, "dropout": 0.2},
        "inputs": {"token_ids": ("int", (7,), 9)},
        "target": ("int", (7,), 9),
        "output": (7, 9),
        "compile": next_character,
    },
]
