"""Distil the few-step student: `python -m training.train_student --cache CACHE --out RUN --minutes 15`.

The student jumps from any noise level straight to the latent. Its jump from one level has to agree with
its own jump from the next lower one, where the teacher's guided step leads (latent consistency, Luo et al.
2023): guidance is folded in, so that painting takes one network call a step. A small discriminator of
latents asks for detail that agreement alone would average away (as Sauer et al. 2024). Needs unet.pt.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from training.autoencoder import Autoencoder
from training.conditions import Conditions
from training.data import World, WorldCache
from training.denoiser import PLAIN, Denoiser, Guidance, guided_velocity
from training.flow import noisy, shifted
from training.lessons import prepare
from training.run import (
    Loop,
    MovingAverage,
    best_device,
    channels_last,
    descend,
    half_precision,
    need_checkpoint,
)
from training.train_decoder import adversarial_weight
from training.train_unet import sample_sheet

LEVELS = 16


class LatentDiscriminator(nn.Module):
    """Judges latents with their layout: [B, C + K, h, w] -> logits [B, 1, h/4, w/4], above 0 real."""

    def __init__(self, channels: int, width: int = 96):
        super().__init__()
        norm = nn.utils.parametrizations.spectral_norm
        self.layers = nn.Sequential(
            nn.Conv2d(channels, width, 3, padding=1),
            nn.LeakyReLU(0.2),
            norm(nn.Conv2d(width, 2 * width, 4, stride=2, padding=1)),
            nn.LeakyReLU(0.2),
            norm(nn.Conv2d(2 * width, 2 * width, 4, stride=2, padding=1)),
            nn.LeakyReLU(0.2),
            nn.Conv2d(2 * width, 1, 3, padding=1),
        )

    def forward(self, latent: Tensor, layout: Tensor) -> Tensor:
        return self.layers(torch.cat([latent, layout], dim=1))


def jump(model: Denoiser, x: Tensor, sigmas: Tensor, conditions: Conditions) -> Tensor:
    """The latent that the model sees in x at levels [B]: x0 = x - sigma v."""
    return x - sigmas[:, None, None, None] * model(x, sigmas * 1000.0, conditions).float()


def train(
    worlds: Sequence[World],
    out: Path,
    minutes: float,
    guidance: Guidance,
    batch: int = 16,
    peak: float = 2e-4,
    strength: float = 0.3,
    others: int = 1500,
    max_steps: int | None = None,
    save_seconds: float = 120,
) -> None:
    """Distil `out`/unet.pt into `out`/student.pt; `guidance` is what gets folded in."""
    device = best_device()
    autoencoder = Autoencoder.load(need_checkpoint(out / "autoencoder.pt", "train_autoencoder")).eval()
    lessons = prepare(worlds, autoencoder, out / "examples.pt", others)
    tokenizer = Tokenizer.from_file(str(out / "tokenizer.json"))
    taught = need_checkpoint(out / "unet.pt", "train_unet")
    torch.manual_seed(0)
    teacher = channels_last(Denoiser.load(taught)).to(device).eval().requires_grad_(False)
    model, target = (channels_last(Denoiser.load(taught)).to(device) for _ in range(2))
    target.requires_grad_(False)
    config = model.unet.config
    discriminator = channels_last(LatentDiscriminator(config.latent + config.layout)).to(device)
    average = MovingAverage(model, 0.995)
    model.text.requires_grad_(False)
    optimizer = torch.optim.AdamW(model.unet.parameters(), lr=peak, betas=(0.5, 0.99), weight_decay=0.0)
    judge = torch.optim.AdamW(discriminator.parameters(), lr=peak, betas=(0.5, 0.99), weight_decay=0.0)
    generator = torch.Generator().manual_seed(9)
    kept = {"model": model, "discriminator": discriminator, "optimizer": optimizer, "judge": judge}
    described = model.state() | {"mean": lessons.mean, "std": lessons.std}
    path = out / "student.pt"
    loop = Loop(path, minutes, max_steps, kept, average, generator, described, save_seconds)
    for step in loop:
        loop.set_rate(peak, optimizer, judge)
        x0, conditions = lessons.batch(batch, tokenizer, generator)
        loop.samples += len(x0)
        noise = torch.randn(x0.shape, generator=generator).to(device)
        # Half of the levels are those that sampling in four steps visits.
        level = torch.randint(1, LEVELS + 1, (len(x0),), generator=generator)
        visited = torch.rand(len(x0), generator=generator) < 0.5
        level = torch.where(visited, (level + 3) // 4 * 4, level).to(device)
        sigmas, lower = shifted(level / LEVELS), shifted((level - 1) / LEVELS)
        x = noisy(x0, noise, sigmas)
        with torch.no_grad(), half_precision(device):
            velocity = guided_velocity(teacher, conditions, tokenizer, guidance)(x, sigmas * 1000.0)
            following = x + (lower - sigmas)[:, None, None, None] * velocity
            average.applied_to(target)
            wanted = jump(target, following, lower, conditions)
        with half_precision(device):
            painted = jump(model, x, sigmas, conditions)
            verdict = discriminator(painted, conditions.layout)
        agreement = F.huber_loss(painted, wanted, delta=0.5)
        adversarial = -verdict.float().mean()
        weight = adversarial_weight(agreement, adversarial, model.unet.conv_out.weight)
        weight = weight * strength * min(1.0, step / 100)
        descend(agreement + weight * adversarial, model, optimizer)

        with half_precision(device):
            real = discriminator(x0, conditions.layout).float()
            fake = discriminator(painted.detach(), conditions.layout).float()
        hinge = F.relu(1.0 - real).mean() + F.relu(1.0 + fake).mean()
        judge.zero_grad(set_to_none=True)
        hinge.backward()
        judge.step()
        loop.follow(agreement=agreement.item(), hinge=hinge.item())
        if loop.is_due(50):
            loop.log(weight=float(weight))
    student = average.applied_to(target)
    fresh = torch.Generator().manual_seed(4)
    sample_sheet(student, autoencoder, tokenizer, lessons, out / "student.png", 4, PLAIN, fresh)


def main() -> None:
    """Distil from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=15)
    arguments = parser.parse_args()
    train(WorldCache.sizes(arguments.cache), arguments.out, arguments.minutes, Guidance())


if __name__ == "__main__":
    main()
