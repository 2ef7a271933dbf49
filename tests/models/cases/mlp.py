CASES = [
    {
        "model": "mlp",
        "config": {"hidden_sizes": (32, 16), "dropout": 0.2, "activation": "gelu"},
        "inputs": {"sample": ("float", (8, 8, 1))},
        "target": ("int", (), 10),
        "output": (10,),
        "compile": {"loss": "sparse_categorical_crossentropy"},
    }
]
