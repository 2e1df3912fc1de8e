"""Sharpen the decoder: `python -m training.train_decoder --cache CACHE --out RUN --minutes 10`.

The encoder stays, so latents and everything trained on them stay valid, and this can run before or after
the UNet. The decoder learns to take slightly wrong latents, as a sampler leaves them, to give every patch
as much texture as it had, and to please the observer's features and a patch discriminator, which ask for
detail where L1 settles for blur (Rombach et al. 2022, 3.1). Needs autoencoder.pt and observer.pt in RUN.
After the UNet, with --painted N, it learns from N latents that the UNet has painted as well (painted.py).
"""

import argparse
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.autoencoder import Autoencoder, reconstruction_loss, texture_loss
from training.data import WorldCache
from training.observer import load_observer
from training.painted import Painted, paint_again
from training.run import (
    Loop,
    MovingAverage,
    best_device,
    channels_last,
    descend,
    half_precision,
    need_checkpoint,
)
from training.train_autoencoder import Pictures


class Discriminator(nn.Module):
    """Judges patches of about 40 pixels: picture [B, 3, H, W] -> logits [B, 1, H/8, W/8], above 0 real."""

    def __init__(self, width: int = 48):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, width, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.utils.parametrizations.spectral_norm(nn.Conv2d(width, 2 * width, 4, stride=2, padding=1)),
            nn.LeakyReLU(0.2),
            nn.utils.parametrizations.spectral_norm(nn.Conv2d(2 * width, 4 * width, 4, stride=2, padding=1)),
            nn.LeakyReLU(0.2),
            nn.Conv2d(4 * width, 1, 3, padding=1),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


def adversarial_weight(reconstruction: Tensor, adversarial: Tensor, last: Tensor) -> Tensor:
    """Balance both losses by their gradients at the decoder's last layer (Esser et al. 2021, eq. 7).

    At most 4: a judge whose gradient is small does not know yet, and would be leaned on all the same (31
    was seen, at a hinge loss of 2, that of knowing nothing).
    """
    first = torch.autograd.grad(reconstruction, last, retain_graph=True)[0]
    second = torch.autograd.grad(adversarial, last, retain_graph=True)[0]
    return (first.norm() / (second.norm() + 1e-4)).clamp(0.0, 4.0).detach()


def coarse_loss(restored: Tensor, x: Tensor, cell: int = 8) -> Tensor:
    """L1 between the means of cells of 8 pixels: the same picture from a few steps away."""
    return (F.avg_pool2d(restored, cell) - F.avg_pool2d(x, cell)).abs().mean()


def grid_loss(restored: Tensor, x: Tensor, period: int = 8, window: int = 4) -> Tensor:
    """L1 between what repeats with the cells of the latent, over windows of 4 cells along each side.

    A grid is rough as well: without this the loss of texture is served by one in flat colours.
    """

    def repeated(pictures: Tensor) -> Tensor:
        count, channels, height, width = pictures.shape
        rows, columns = height // (period * window), width // (period * window)
        cells = pictures.reshape(count, channels, rows, window, period, columns, window, period).mean((3, 6))
        return cells - cells.mean((3, 5), keepdim=True)

    return (repeated(restored) - repeated(x)).abs().mean()


def train(
    world: Tensor,
    out: Path,
    minutes: float,
    batch: int = 8,
    crop: int = 128,
    peak: float = 4e-4,
    strength: float = 0.6,
    perceptual: float = 1.0,
    texture: float = 1.5,
    grid: float = 3.0,
    noise: float = 0.08,
    others: int = 1500,
    max_steps: int | None = None,
    painted: Painted | None = None,
) -> None:
    """Train the decoder of `out`/autoencoder.pt into `out`/decoder.pt; world: uint8 [N, 3, H, W].

    Of the crops of a batch, `painted` gives three in eight, which are compared by what is coarse, by their
    texture and by the judges alone: their pixels need not be those of the picture.
    """
    torch.manual_seed(0)
    device = best_device()
    first = need_checkpoint(out / "autoencoder.pt", "train_autoencoder")
    model = channels_last(Autoencoder.load(first)).to(device)
    observer = channels_last(load_observer(out)).to(device)
    discriminator = channels_last(Discriminator()).to(device)
    average = MovingAverage(model.decoder, 0.998)
    optimizer = torch.optim.AdamW(model.decoder.parameters(), lr=peak, betas=(0.5, 0.99), weight_decay=0.0)
    judge = torch.optim.AdamW(discriminator.parameters(), lr=peak, betas=(0.5, 0.99), weight_decay=0.0)
    generator = torch.Generator().manual_seed(7)
    pictures = Pictures(world, others, device)
    kept = {"model": model.decoder, "discriminator": discriminator, "optimizer": optimizer, "judge": judge}
    loop = Loop(out / "decoder.pt", minutes, max_steps, kept, average, generator, {}, save_seconds=60)
    loose = batch * 3 // 8 if painted else 0
    told = batch - loose
    for step in loop:
        loop.set_rate(peak, optimizer, judge)
        x = pictures.batch(told, crop, generator)
        loop.samples += batch
        with torch.no_grad(), half_precision(device):
            z = model.encode(x)
        scale = noise * torch.rand(told, 1, 1, 1, generator=generator).to(device)
        disturbance = torch.randn(z.shape, generator=generator).to(device)
        z = z + z.std((0, 2, 3), keepdim=True) * scale * disturbance
        if painted:
            more, latents = painted.crops(loose, crop, generator)
            x, z = torch.cat([x, more]).contiguous(memory_format=torch.channels_last), torch.cat([z, latents])
        with torch.no_grad(), half_precision(device):
            wanted = observer.maps(x)
        with half_precision(device):
            restored = model.decoder(z.contiguous(memory_format=torch.channels_last))
            verdict = discriminator(restored)
            seen = observer.maps(restored)
        restored = restored.float()
        likeness = sum(
            (1.0 - (a * b).sum(1).mean() for a, b in zip(seen, wanted, strict=True)), z.new_zeros(())
        )
        reconstruction = told / batch * reconstruction_loss(restored[:told], x[:told])
        if painted:
            reconstruction = reconstruction + loose / batch * coarse_loss(restored[told:], x[told:])
        reconstruction = reconstruction + perceptual * likeness
        reconstruction = reconstruction + texture * texture_loss(restored, x) + grid * grid_loss(restored, x)
        adversarial = -verdict.float().mean()
        weight = adversarial_weight(reconstruction, adversarial, model.decoder.last)
        weight = weight * strength * min(1.0, step / 200)
        descend(reconstruction + weight * adversarial, model.decoder, optimizer)

        with half_precision(device):
            real, fake = discriminator(x).float(), discriminator(restored.detach()).float()
        hinge = F.relu(1.0 - real).mean() + F.relu(1.0 + fake).mean()
        judge.zero_grad(set_to_none=True)
        hinge.backward()
        judge.step()
        loop.follow(reconstruction=reconstruction.item(), likeness=likeness.item(), hinge=hinge.item())
        if loop.is_due(100):
            averaged = Autoencoder.load(first).to(device).eval()
            average.applied_to(averaged.decoder)
            loop.log(weight=float(weight), psnr=pictures.quality(averaged))


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--painted", type=int, default=0, help="latents to paint first; needs unet.pt in RUN")
    arguments = parser.parse_args()
    cache, count = WorldCache(arguments.cache), arguments.painted
    world, classes = cache.load()
    painted = None
    if count > 0:
        painted = paint_again(arguments.out, world[:count], classes[:count], cache.seeds[:count])
    train(world, arguments.out, arguments.minutes, painted=painted)


if __name__ == "__main__":
    main()
