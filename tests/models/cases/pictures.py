def own_optimizers(model):
    model.compile()


CASES = [
    {
        "model": "edsr_baseline",
        "config": {"input_shape": (8, 8, 3), "filters": 4, "blocks": 2, "residual_scaling": 0.1},
        "inputs": {"small": ("float", (8, 8, 3))},
        "target": ("float", (16, 16, 3)),
        "output": (16, 16, 3),
        "compile": {"loss": "mae"},
    },
    {
        "model": "edsr_baseline",
        "id": "edsr_over_bicubic",
        "config": {"input_shape": (None, None, 1), "filters": 4, "blocks": 1, "scale": 4, "over_bicubic": True},
        "inputs": {"small": ("float", (6, 8, 1))},
        "target": ("float", (24, 32, 1)),
        "output": (24, 32, 1),
        "compile": {"loss": "mae"},
    },
    {
        "model": "pix2pix",
        "config": {"input_shape": (8, 8, 2), "output_channels": 1, "filters": 4, "depth": 3, "halvings": 1},
        "inputs": {"source": ("float", (8, 8, 2))},
        "target": ("float", (8, 8, 1)),
        "output": (2, 2, 1),
        "compile": own_optimizers,
    },
]
