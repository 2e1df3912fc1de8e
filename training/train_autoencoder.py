"""Train the autoencoder: `python -m training.train_autoencoder --cache CACHE --out RUN --minutes 15`.

Stops when the budget is spent, saves as it goes, and goes on where it stopped.
"""

import argparse
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from training.autoencoder import Autoencoder, AutoencoderConfig, reconstruction_loss
from training.data import HELD_OUT_SEED, WorldCache, draw_others, render_uint8
from training.metrics import psnr
from training.run import (
    Loop,
    MovingAverage,
    best_device,
    channels_last,
    descend,
    from_unit,
    half_precision,
    need_checkpoint,
    to_unit,
)


def random_crops(pictures: Tensor, count: int, size: int, generator: torch.Generator) -> Tensor:
    """[count, 3, size, size] uint8 from uint8 pictures [N, 3, H, W], mirrored half the time."""
    height, width = pictures.shape[2:]
    draws = torch.rand(count, 4, generator=generator).tolist()
    crops = []
    for index, top, left, mirrored in draws:
        y, x = int(top * (height - size + 1)), int(left * (width - size + 1))
        crop = pictures[int(index * len(pictures)), :, y : y + size, x : x + size]
        crops.append(crop.flip(-1) if mirrored < 0.5 else crop)
    return torch.stack(crops)


class Pictures:
    """What autoencoder and decoder learn from: the world and everything else pictures are made of."""

    def __init__(self, world: Tensor, others: int, device: torch.device, share: float = 0.5):
        size = world.shape[-1]
        self.device, self.share = device, share
        self.world = world.to(device)
        self.others = draw_others(0, others, size).to(device)
        held_out, _ = render_uint8(list(range(HELD_OUT_SEED, HELD_OUT_SEED + 8)), size, size)
        self.held_out = to_unit(held_out).to(device)

    def batch(self, count: int, crop: int, generator: torch.Generator) -> Tensor:
        """Random crops [count, 3, crop, crop] in -1..1."""
        quota = round(count * self.share)
        parts = ((self.world, count - quota), (self.others, quota))
        x = torch.cat([random_crops(pictures, share, crop, generator) for pictures, share in parts])
        return to_unit(x).contiguous(memory_format=torch.channels_last)

    @torch.no_grad()
    def quality(self, autoencoder: Autoencoder) -> float:
        """Mean PSNR in dB on held-out scenes."""
        restored = autoencoder.decoder(autoencoder.encode(self.held_out))
        return psnr(from_unit(restored), from_unit(self.held_out)).mean().item()


def rescaled(z: Tensor, x: Tensor, scale: float) -> tuple[Tensor, Tensor]:
    """Latents and pictures made smaller alike: what decodes to a picture, smaller, decodes to it smaller.

    Asking for this keeps the latent smooth, which a diffusion model learns faster (Kouzelis et al. 2025).
    """
    size = [round(side * scale) for side in z.shape[2:]]
    factor = x.shape[-1] // z.shape[-1]
    smaller = F.interpolate(z, size, mode="area")
    return smaller, F.interpolate(x, [side * factor for side in size], mode="area")


def train(
    world: Tensor,
    out: Path,
    minutes: float,
    config: AutoencoderConfig,
    batch: int = 16,
    crop: int = 128,
    peak: float = 1e-3,
    regularisation: float = 1e-3,
    equivariance: float = 0.25,
    others: int = 1500,
    max_steps: int | None = None,
    save_seconds: float = 60,
) -> Autoencoder:
    """Train for the budget and return the averaged model; `out` keeps checkpoint and log.

    world: uint8 pictures [N, 3, H, W]. `regularisation` weighs the KL; a codebook's loss counts whole, as in
    the paper's code. `equivariance` is the share of steps that decode rescaled latents.
    """
    torch.manual_seed(0)
    device = best_device()
    model = channels_last(Autoencoder(config)).to(device)
    average = MovingAverage(model, 0.998)
    optimizer = torch.optim.AdamW(model.parameters(), lr=peak, betas=(0.9, 0.99), weight_decay=1e-4)
    generator = torch.Generator().manual_seed(1)
    pictures = Pictures(world, others, device)
    kept = {"model": model, "optimizer": optimizer}
    described = {"config": model.state()["config"]}
    path = out / "autoencoder.pt"
    loop = Loop(path, minutes, max_steps, kept, average, generator, described, save_seconds)
    for _ in loop:
        loop.set_rate(peak, optimizer)
        x = pictures.batch(batch, crop, generator)
        loop.samples += len(x)
        scale, chance = torch.rand(2, generator=generator).tolist()
        with half_precision(device):
            z, shape = model.regularised(x)
            if chance < equivariance:
                z, x = rescaled(z, x, (0.5, 0.625, 0.75)[int(scale * 3)])
            restored = model.decoder(z.contiguous(memory_format=torch.channels_last))
        reconstruction = reconstruction_loss(restored.float(), x)
        # A codebook that counts for little is left behind by an encoder whose latents grow.
        weight = 1.0 if config.codebook else regularisation
        descend(reconstruction + weight * shape, model, optimizer)
        loop.follow(reconstruction=reconstruction.item(), regularisation=shape.item())
        if loop.is_due(200):
            quality = pictures.quality(average.applied_to(Autoencoder(config)).to(device))
            loop.log(psnr=quality)
    return Autoencoder.load(need_checkpoint(path, "train_autoencoder"))


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--channels", type=int, default=8)
    arguments = parser.parse_args()
    world, _ = WorldCache(arguments.cache).load()
    train(world, arguments.out, arguments.minutes, AutoencoderConfig(channels=arguments.channels))


if __name__ == "__main__":
    main()
