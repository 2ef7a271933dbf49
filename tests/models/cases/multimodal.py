def next_token(model):
    import keras

    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.SGD(global_clipnorm=1.0), loss=loss)


CAPTIONS = {
    "inputs": {"image": ("float", (8, 12, 3)), "target": ("int", (4,), 7)},
    "target": ("int", (4,), 7),
    "output": (4, 7),
    "compile": next_token,
}
SMALL = {"input_shape": (8, 12, 3), "vocabulary_size": 7, "filters": (3, 5), "units": 6, "embedding_dim": 4}
FILMS = {
    "inputs": {"film": ("float", (4, 8, 10, 2))},
    "target": ("int", (), 3),
    "output": (3,),
    "compile": {"loss": "sparse_categorical_crossentropy"},
}
FILM = {"input_shape": (4, 8, 10, 2), "classes": 3, "filters": (3, 4), "units": 5}
CASES = [
    {"model": "show_attend_tell", "config": {**SMALL, "cell": "lstm", "dropout": 0.2}, **CAPTIONS},
    {"model": "show_and_tell", "config": SMALL, **CAPTIONS},
    {"model": "c3d", "config": FILM, **FILMS},
    {"model": "c3d", "id": "c3d_recurrent", "config": {**FILM, "window": 1, "cell": "gru"}, **FILMS},
]
