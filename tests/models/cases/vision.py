def loss_of_places(model):
    from dlteach.models import FCOSLoss

    model.compile(optimizer="sgd", loss=FCOSLoss())


CASES = [
    {
        "model": "fcos_resnet50",
        "id": "fcos_plain",
        "config": {
            "input_shape": (32, 32, 3),
            "classes": 3,
            "backbone": (4, 8),
            "pyramid_filters": 8,
            "extra_levels": 1,
            "head_layers": 1,
            "groups": 2,
        },
        "inputs": {"image": ("float", (32, 32, 3))},
        "target": ("int", (80, 8), 2),
        "output": (80, 8),
        "compile": loss_of_places,
    },
    {
        "model": "unet",
        "config": {"input_shape": (44, 44, 1), "classes": 3, "filters": (4, 6, 8)},
        "inputs": {"image": ("float", (44, 44, 1))},
        "target": ("int", (4, 4), 3),
        "output": (4, 4, 3),
        "compile": {"loss": "sparse_categorical_crossentropy"},
    },
    {
        "model": "unet",
        "id": "unet_same",
        "config": {
            "input_shape": (16, 24, 3),
            "classes": 3,
            "filters": (4, 6, 8),
            "padding": "same",
            "batch_normalization": True,
            "skip_connections": False,
        },
        "inputs": {"image": ("float", (16, 24, 3))},
        "target": ("int", (16, 24), 3),
        "output": (16, 24, 3),
        "compile": {"loss": "sparse_categorical_crossentropy"},
    },
]
