# AlexNet at its smallest image: the dense layers then see one pixel of 256 maps
COMMON = {
    "inputs": {"image": ("float", (63, 63, 3))},
    "target": ("int", (), 5),
    "output": (5,),
    "compile": {"loss": "sparse_categorical_crossentropy"},
}
CASES = [
    {
        "model": "alexnet_two_groups",
        "config": {"input_shape": (63, 63, 3), "classes": 5, "filters": (8, 16, 16, 16, 8), "dense_units": 32},
        **COMMON,
    },
]
