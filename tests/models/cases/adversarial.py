def own_optimizers(model):
    model.compile()


def slower(model):
    import keras

    model.compile(keras.optimizers.SGD(0.01), discriminator_optimizer="adam")


IMAGES = {"data": ("float", (8, 8, 1)), "output": (1,), "compile": own_optimizers}
NOISE = {"inputs": {"noise": ("float", (6,))}}
SMALL = {"input_shape": (8, 8, 1), "latent_dim": 6}

CASES = [
    {
        "model": "gan",
        "config": {**SMALL, "generator_units": (16,), "discriminator_units": (8,), "minibatch_kernels": 4},
        **NOISE,
        **IMAGES,
    },
    {
        "model": "gan",
        "id": "gan_points",
        "config": {
            "input_shape": (2,),
            "latent_dim": 6,
            "generator_units": (16,),
            "discriminator_units": (8,),
            "pieces": 2,
            "dropout": (0, 0),
            "output_activation": None,
            "saturating": True,
        },
        **NOISE,
        **IMAGES,
        "data": ("float", (2,)),
        "compile": slower,
    },
    {"model": "dcgan", "config": {**SMALL, "filters": 4}, **NOISE, **IMAGES},
    {"model": "wgan", "config": {**SMALL, "filters": 4, "n_critic": 1, "clip": 0.02}, **NOISE, **IMAGES},
    {"model": "wgan_gp", "config": {**SMALL, "filters": 4, "n_critic": 2}, **NOISE, **IMAGES},
    {
        "model": "wgan_gp",
        "id": "wgan_gp_points",
        "config": {"input_shape": (2,), "latent_dim": 6, "units": (8, 8), "penalty_weight": 0.1},
        **NOISE,
        **IMAGES,
        "data": ("float", (2,)),
    },
    {
        "model": "stylegan",
        "config": {**SMALL, "mapping_layers": 2, "max_filters": 4},
        **NOISE,
        **IMAGES,
    },
    {
        "model": "stylegan2",
        "config": {**SMALL, "mapping_layers": 2, "max_filters": 4},
        **NOISE,
        **IMAGES,
    },
]
