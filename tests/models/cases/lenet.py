IMAGE = {"image": ("float", (32, 32, 1))}
CLASSES = {
    "inputs": IMAGE,
    "target": ("int", (), 10),
    "output": (10,),
    "compile": {"loss": "sparse_categorical_crossentropy"},
}


def from_scores(model):
    import keras

    model.compile(optimizer="sgd", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))


CASES = [
    {"model": "lenet5", **CLASSES},
    {"model": "lenet5", "id": "lenet5_strided", "config": {"pooling": "none", "filters": (4, 8)}, **CLASSES},
    {"model": "lenet5_original", **CLASSES, "compile": from_scores},
]
