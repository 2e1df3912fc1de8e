"""Train what restoring is compared with: `python -m training.train_regression --cache CACHE --out RUN`.

The same UNet as the painter's, which answers with the undamaged latent at once, as a regression does: from
silence at noise level 1, seeing the degraded latent alone. It starts from the run's painter, which knows
that input already, so that a few minutes make it a strong rival. Evaluation only; no pack holds it.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F

from training.autoencoder import Autoencoder
from training.conditions import Conditions
from training.data import World, WorldCache
from training.denoiser import Denoiser
from training.examples import draw_batch
from training.lessons import Lessons, prepare
from training.run import (
    Loop,
    MovingAverage,
    best_device,
    channels_last,
    descend,
    half_precision,
    need_checkpoint,
)


def regress(model: Denoiser, conditions: Conditions) -> Tensor:
    """The latent [B, C, h, w] that the degraded one most likely comes from, in one call."""
    silence = torch.zeros_like(conditions.degraded_latent)
    full = torch.full((len(silence),), 1000.0, device=silence.device)
    return -model(silence, full, conditions).float()


def degraded_batch(
    lessons: Lessons, count: int, tokenizer: Tokenizer, generator: torch.Generator
) -> tuple[Tensor, Conditions]:
    """About `count` latents with nothing known but a degraded copy; half of all examples have one."""
    which = int(torch.multinomial(torch.tensor(lessons.shares), 1, generator=generator))
    x0, given = draw_batch(lessons.examples[which], 2 * count, tokenizer, generator, drop=False)
    rows = torch.nonzero(given.degradation < 1).flatten()
    if not len(rows):
        return degraded_batch(lessons, count, tokenizer, generator)
    channels, height, width = x0.shape[1:]
    absent = Conditions.absent(len(rows), channels, height, width, tokenizer).to(x0.device)
    absent.degraded_latent, absent.degradation = given.degraded_latent[rows], given.degradation[rows]
    return x0[rows], absent


def train(
    worlds: Sequence[World],
    out: Path,
    minutes: float,
    batch: int = 16,
    peak: float = 2e-4,
    others: int = 1500,
    max_steps: int | None = None,
) -> None:
    """Train from `out`/unet.pt into `out`/regression.pt for the budget."""
    device = best_device()
    autoencoder = Autoencoder.load(need_checkpoint(out / "autoencoder.pt", "train_autoencoder")).eval()
    lessons = prepare(worlds, autoencoder, out / "examples.pt", others)
    tokenizer = Tokenizer.from_file(str(out / "tokenizer.json"))
    model = channels_last(Denoiser.load(need_checkpoint(out / "unet.pt", "train_unet"))).to(device)
    average = MovingAverage(model, 0.995)
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=peak, betas=(0.9, 0.99), weight_decay=0.01, fused=True
    )
    generator = torch.Generator().manual_seed(10)
    kept = {"model": model, "optimizer": optimizer}
    described = {"mean": lessons.mean, "std": lessons.std} | model.state()
    loop = Loop(out / "regression.pt", minutes, max_steps, kept, average, generator, described)
    for _ in loop:
        loop.set_rate(peak, optimizer)
        x0, conditions = degraded_batch(lessons, batch, tokenizer, generator)
        loop.samples += len(x0)
        with half_precision(device):
            restored = regress(model, conditions)
        loss = F.mse_loss(restored, x0)
        descend(loss, model, optimizer)
        loop.follow(loss=loss.item())
        if loop.is_due(50):
            loop.log()


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=5)
    arguments = parser.parse_args()
    train(WorldCache.sizes(arguments.cache), arguments.out, arguments.minutes)


if __name__ == "__main__":
    main()
