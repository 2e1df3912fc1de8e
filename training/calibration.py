"""What networks are fed when they paint, recorded as the ranges of an 8-bit graph are taken from it."""

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.degrade import draw_mask, latent_mask
from training.denoiser import PLAIN, Denoiser, sample
from training.held_out import held_out_scenes

FIRST = 500  # held-out scenes from here on; evaluation uses the first ones


@torch.no_grad()
def record_painting(
    denoiser: Denoiser, tokenizer: Tokenizer, factor: int, names: list[str], count: int = 16
) -> tuple[list[dict[str, np.ndarray]], list[Tensor]]:
    """Every input of the UNet, by `names` and one row each, and every latent [1, C, h, w] that comes out.

    Scenes are painted in 4, 2 and 1 steps, by turns from exact and hand-like layouts, with conditions left
    out, and with a hole or a degraded latent given.
    """
    channels = denoiser.unet.config.latent
    scenes = held_out_scenes(count, tokenizer, channels, factor, first=FIRST)
    generator = torch.Generator().manual_seed(12)
    fed: list[dict[str, np.ndarray]] = []

    def note(_: torch.nn.Module, inputs: tuple[Tensor, ...]) -> None:
        fed.append({name: value.numpy() for name, value in zip(names, inputs, strict=True)})

    hook = denoiser.unet.register_forward_pre_hook(note)
    painted: list[Tensor] = []
    for index in range(count):
        told = scenes.exactly if index % 2 else scenes.by_hand
        given = type(told)(**{name: value[index : index + 1].clone() for name, value in vars(told).items()})
        shape = given.inpaint_latent.shape
        if index % 4 == 1:
            given.layout = torch.zeros_like(given.layout)
        if index % 4 == 2 and painted:
            given.inpaint_mask = latent_mask(draw_mask(shape[2], shape[3], generator)[None], 1)
            given.inpaint_latent = painted[-1] * (1 - given.inpaint_mask)
        if index % 4 == 3 and painted:
            given.degraded_latent, given.degradation = painted[-1], torch.tensor([0.4])
        noise = torch.randn(shape, generator=generator)
        steps = (4, 2, 4, 1)[index // 4 % 4]
        painted.append(sample(denoiser, given, tokenizer, noise, steps, PLAIN, generator))
    hook.remove()
    return fed, painted
