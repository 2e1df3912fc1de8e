"""Train the autoencoder: `python -m training.train_autoencoder --cache CACHE --out RUN --minutes 15`.

Stops when the budget is spent, saves as it goes, and goes on where it stopped.
"""

import argparse
import time
from pathlib import Path

import torch
from torch import Tensor

from training.autoencoder import Autoencoder, AutoencoderConfig, kl_divergence, reconstruction_loss
from training.data import HELD_OUT_SEED, WorldCache, render_uint8
from training.run import (
    Budget,
    Log,
    MovingAverage,
    channels_last,
    learning_rate,
    load_checkpoint,
    save_checkpoint,
    to_unit,
)
from training.world.other import dead_leaves


def psnr(restored: Tensor, x: Tensor) -> Tensor:
    """Peak signal-to-noise ratio in dB, per picture, of pictures in -1..1."""
    error = ((restored.clamp(-1, 1) - x) / 2).pow(2).flatten(1).mean(1)
    return -10.0 * torch.log10(error.clamp(min=1e-10))


def random_crops(pictures: Tensor, count: int, size: int, generator: torch.Generator) -> Tensor:
    """[count, 3, size, size] in -1..1 from uint8 pictures [N, 3, H, W], flipped half the time."""
    crops = []
    for _ in range(count):
        index = int(torch.randint(len(pictures), (1,), generator=generator))
        top = int(torch.randint(pictures.shape[2] - size + 1, (1,), generator=generator))
        left = int(torch.randint(pictures.shape[3] - size + 1, (1,), generator=generator))
        crop = pictures[index, :, top : top + size, left : left + size]
        crops.append(crop.flip(-1) if torch.rand(1, generator=generator) < 0.5 else crop)
    return to_unit(torch.stack(crops))


class Pictures:
    """What autoencoder and decoder learn from: the cached world and dead leaves, three to one."""

    def __init__(self, cache: WorldCache, leaves: int):
        self.world, _ = cache.load()
        others = torch.stack([dead_leaves(seed, cache.size) for seed in range(leaves)])
        self.others = others.mul(255).round().byte()
        seeds = list(range(HELD_OUT_SEED, HELD_OUT_SEED + 8))
        self.held_out = to_unit(render_uint8(seeds, cache.size)[0])

    def batch(self, count: int, crop: int, generator: torch.Generator) -> Tensor:
        """Random crops [count, 3, crop, crop] in -1..1."""
        quarter = count // 4
        parts = ((self.world, count - quarter), (self.others, quarter))
        x = torch.cat([random_crops(pictures, share, crop, generator) for pictures, share in parts])
        return x.contiguous(memory_format=torch.channels_last)

    @torch.no_grad()
    def quality(self, autoencoder: Autoencoder) -> float:
        """Mean PSNR in dB on held-out scenes, decoded from the mean latent."""
        restored = autoencoder.decoder(autoencoder.posterior(self.held_out)[0])
        return psnr(restored, self.held_out).mean().item()


def train(
    cache: WorldCache,
    out: Path,
    minutes: float,
    config: AutoencoderConfig,
    batch: int = 16,
    crop: int = 128,
    peak: float = 1e-3,
    kl_weight: float = 1e-3,
    leaves: int = 400,
    max_steps: int | None = None,
    save_seconds: float = 60,
) -> Autoencoder:
    """Train for the budget and return the averaged model; `out` keeps checkpoint and log."""
    torch.manual_seed(0)
    model = channels_last(Autoencoder(config))
    average = MovingAverage(model, 0.998)
    optimizer = torch.optim.AdamW(model.parameters(), lr=peak, betas=(0.9, 0.99), weight_decay=1e-4)
    generator = torch.Generator().manual_seed(1)
    step, spent = 0, 0.0
    saved = load_checkpoint(out / "autoencoder.pt")
    if saved:
        model.load_state_dict(saved["raw"])
        optimizer.load_state_dict(saved["optimizer"])
        generator.set_state(saved["generator"])
        average.weights = saved["weights"]
        step, spent = saved["step"], saved["seconds"]
    pictures = Pictures(cache, leaves)
    budget, log = Budget(minutes, spent), Log(out / "autoencoder.jsonl")
    last_save, done = time.monotonic(), budget.progress >= 1 or step == max_steps
    while not done:
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(peak, step, budget.progress)
        x = pictures.batch(batch, crop, generator)
        with torch.autocast("cpu", torch.bfloat16):
            restored, mean, log_variance = model(x)
        reconstruction = reconstruction_loss(restored.float(), x)
        divergence = kl_divergence(mean, log_variance)
        optimizer.zero_grad(set_to_none=True)
        (reconstruction + kl_weight * divergence).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        average.update(model, step)
        step += 1
        done = budget.progress >= 1 or step == max_steps
        if step % 100 == 0 or done:
            averaged = Autoencoder(config)
            averaged.load_state_dict(average.weights)
            log.write(
                step=step,
                seconds=budget.spent_seconds,
                reconstruction=reconstruction.item(),
                kl=divergence.item(),
                psnr=pictures.quality(averaged),
            )
        if done or time.monotonic() - last_save > save_seconds:
            last_save = time.monotonic()
            state = {"raw": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step}
            state |= {"seconds": budget.spent_seconds, "generator": generator.get_state()}
            average_state = {"config": model.state()["config"], "weights": average.weights}
            save_checkpoint(out / "autoencoder.pt", state | average_state)
    checkpoint = load_checkpoint(out / "autoencoder.pt")
    assert checkpoint is not None
    return Autoencoder.load({"config": checkpoint["config"], "weights": checkpoint["weights"]})


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--channels", type=int, default=8)
    arguments = parser.parse_args()
    train(
        WorldCache(arguments.cache),
        arguments.out,
        arguments.minutes,
        AutoencoderConfig(channels=arguments.channels),
    )


if __name__ == "__main__":
    main()
