"""Latents as a sampler leaves them, each with the picture that it should have been.

A decoder that has only seen encoded pictures shows the softness of painted latents as blur. Here pictures
are encoded, buried in noise up to a random level and painted again from there by the run's own denoiser:
what is coarse stays where it was, what is fine is the denoiser's, so that the picture still says how rough
each patch should look.
"""

import random
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.autoencoder import Autoencoder
from training.conditions import Conditions, read_labels
from training.denoiser import Denoiser
from training.examples import encode_pictures
from training.flow import noisy, sample_euler
from training.run import channels_last, half_precision, need_checkpoint, to_unit
from training.text import encode
from training.world.layouts import area_fractions

LEVELS = (0.3, 1.0)
STEPS = 4


@dataclass
class Painted:
    """Pictures uint8 [N, 3, H, W] and latents [N, C, h, w] as the decoder takes them."""

    pictures: Tensor
    latents: Tensor

    def crops(self, count: int, size: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """Random squares [count, 3, size, size] in -1..1, and the latents of the same places."""
        factor = self.pictures.shape[-1] // self.latents.shape[-1]
        cells = size // factor
        height, width = self.latents.shape[2:]
        pictures, latents = [], []
        for index, top, left in torch.rand(count, 3, generator=generator).tolist():
            i = int(index * len(self.latents))
            y, x = int(top * (height - cells + 1)), int(left * (width - cells + 1))
            latents.append(self.latents[i, :, y : y + cells, x : x + cells])
            y, x = y * factor, x * factor
            pictures.append(self.pictures[i, :, y : y + size, x : x + size])
        return to_unit(torch.stack(pictures)), torch.stack(latents)


@torch.no_grad()
def paint_again(run: Path, pictures: Tensor, classes: Tensor, seeds: list[int], batch: int = 16) -> Painted:
    """What `run`/unet.pt makes of scenes: pictures uint8 [N, 3, H, W], class maps [N, H, W], their seeds."""
    state = need_checkpoint(run / "unet.pt", "train_unet")
    autoencoder = Autoencoder.load(need_checkpoint(run / "autoencoder.pt", "train_autoencoder"))
    device, factor = pictures.device, autoencoder.config.factor
    autoencoder = channels_last(autoencoder).to(device).eval()
    labels = read_labels(seeds, classes)
    denoiser = channels_last(Denoiser.load(state)).to(device).eval()
    tokenizer = Tokenizer.from_file(str(run / "tokenizer.json"))
    mean, std = (state[name].to(device)[:, None, None] for name in ("mean", "std"))
    generator, dice, latents = torch.Generator().manual_seed(21), random.Random(21), []
    for rows in torch.arange(len(pictures)).split(batch):
        z = (encode_pictures(autoencoder, to_unit(pictures[rows])) - mean) / std
        count, channels, height, width = z.shape
        given = Conditions.absent(count, channels, height, width, tokenizer).to(device)
        given.input_ids = encode(tokenizer, [labels.caption(i, dice) for i in rows.tolist()]).to(device)
        given.class_labels = torch.tensor([labels.scene[i] for i in rows.tolist()]).to(device)
        given.layout = area_fractions(classes[rows], factor).to(device)
        low, high = LEVELS
        sigmas = low + (high - low) * torch.rand(len(z), generator=generator).to(device)
        x = noisy(z, torch.randn(z.shape, generator=generator).to(device), sigmas)
        with half_precision(device):
            x = sample_euler(
                lambda at, time, given=given: denoiser(at, time, given).float(), x, STEPS, sigmas
            )
        latents.append(x * std + mean)
    return Painted(pictures, torch.cat(latents))
