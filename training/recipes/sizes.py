"""The recipes: one for two CPU cores, one for a data-centre GPU, one for tests."""

from training.autoencoder import AutoencoderConfig
from training.observer import ObserverConfig
from training.recipes.recipe import Recipe
from training.unet import UNetConfig

# At equal time sixteen channels give back more than eight, and a UNet learns them as well. What ships was
# trained before that was measured, and has eight (docs/model-card.md, "Autoencoders side by side").
CHANNELS = 16

# About two and a half hours on two cores.
CPU = Recipe(
    worlds={(256, 256): 7000, (256, 384): 300, (384, 256): 300, (384, 384): 100},
    others=1500,
    minutes={"world": 8, "observer": 8, "autoencoder": 30, "unet": 75, "decoder": 10, "student": 15},
    batch={"observer": 16, "autoencoder": 16, "decoder": 8, "unet": 16, "student": 16},
    painted=900,
    autoencoder=AutoencoderConfig(CHANNELS),
    unet=UNetConfig(latent=CHANNELS),
)

# 24 minutes and the time to render and compile, on one card of the H100's or H200's class; every stage ends
# within 8 minutes. Give the UNet more with `--stage unet --minutes 16`: it goes on where it stopped.
GPU = Recipe(
    worlds={(256, 256): 60_000, (256, 384): 3000, (384, 256): 3000, (384, 384): 1500, (512, 512): 800},
    others=12_000,
    minutes={"world": 0, "observer": 2, "autoencoder": 5, "unet": 8, "decoder": 3, "student": 4},
    batch={"observer": 64, "autoencoder": 64, "decoder": 32, "unet": 256, "student": 128},
    painted=4000,
    autoencoder=AutoencoderConfig(CHANNELS),
    unet=UNetConfig(latent=CHANNELS, context=256, widths=(128, 256, 512), blocks=(2, 2, 2), attention=2),
    text_layers=3,
    peak={"autoencoder": 1.5e-3, "unet": 1e-3},
)

TINY = Recipe(
    worlds={(128, 128): 50},
    others=8,
    minutes={"world": 5, "observer": 1, "autoencoder": 1, "unet": 1, "decoder": 1, "student": 1},
    batch={"observer": 4, "autoencoder": 8, "decoder": 4, "unet": 8, "student": 8},
    painted=8,
    autoencoder=AutoencoderConfig(4, (24, 24), (1, 1), (32, 16, 16), (1, 1, 1)),
    observer=ObserverConfig(widths=(16, 16, 32, 32), blocks=(1, 1, 1)),
    unet=UNetConfig(latent=4, context=32, widths=(32, 32), blocks=(1, 1), head=32),
    crop=64,
    text_layers=1,
    caption_steps=10,
    steps={"observer": 5, "autoencoder": 60, "decoder": 5, "unet": 60, "student": 5},
    peak={"unet": 2e-3},
)

RECIPES = {"cpu": CPU, "gpu": GPU, "tiny": TINY}
