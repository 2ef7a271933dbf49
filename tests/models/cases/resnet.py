COMMON = {
    "inputs": {"image": ("float", (32, 32, 3))},
    "target": ("int", (), 5),
    "output": (5,),
    "compile": {"loss": "sparse_categorical_crossentropy"},
}
SMALL = {"input_shape": (32, 32, 3), "classes": 5, "filters": (4, 4, 8, 8)}
CASES = [
    {"model": "resnet18", "config": SMALL, **COMMON},
    {"model": "resnet50", "config": {**SMALL, "stride_on_first": True}, **COMMON},
    {"model": "resnet20", "config": {"classes": 5, "n": 1, "filters": (4, 8, 12)}, **COMMON},
    {
        "model": "resnet20",
        "id": "plain20",
        "config": {"classes": 5, "n": 1, "residual": False, "batch_normalization": False},
        **COMMON,
    },
]
