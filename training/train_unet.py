"""Train text encoder and UNet: `python -m training.train_unet --cache CACHE --out RUN --minutes 90`.

Needs the autoencoder of the same RUN folder. Encodes the cache once, then trains until the budget is
spent; goes on where it stopped.
"""

import argparse
import random
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.autoencoder import Autoencoder
from training.conditions import Conditions, Labels, drop_randomly, read_labels
from training.data import HELD_OUT_SEED, WorldCache, render_uint8
from training.denoiser import Denoiser, Guidance, sample
from training.flow import draw_sigmas, flow_loss
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
from training.text import train_tokenizer
from training.unet import UNetConfig
from training.world.__main__ import colour_classes, sheet
from training.world.layouts import area_fractions, hand_like

VARIANTS = 3


@dataclass
class Examples:
    """Latents [N, C, h, w], standardised; layouts [N, VARIANTS, K, h, w] as 0..255; and the labels."""

    latents: Tensor
    layouts: Tensor
    labels: Labels
    mean: Tensor
    std: Tensor

    def __len__(self) -> int:
        return len(self.latents)


@torch.no_grad()
def encode_pictures(autoencoder: Autoencoder, pictures: Tensor, batch: int = 16) -> Tensor:
    """Posterior means [N, C, h, w] of uint8 pictures [N, 3, H, W]."""
    means = []
    for chunk in pictures.split(batch):
        with torch.autocast("cpu", torch.bfloat16):
            means.append(
                autoencoder.posterior(to_unit(chunk).contiguous(memory_format=torch.channels_last))[0]
            )
    return torch.cat(means)


def layout_variants(classes: Tensor, factor: int, generator: torch.Generator) -> Tensor:
    """Exact and hand-like layouts of one map [H, W], as [VARIANTS, K, h, w] uint8 of 0..255."""
    exact = area_fractions(classes[None], factor)
    quarter = classes[::4, ::4]
    hands = [area_fractions(hand_like(quarter, generator)[None], factor // 4) for _ in range(VARIANTS - 1)]
    return torch.cat([exact, *hands]).mul(255).round().byte()


def prepare(cache: WorldCache, autoencoder: Autoencoder, path: Path) -> Examples:
    """Encode every cached picture and its mirror image, or read what an earlier run has encoded."""
    pictures, classes = cache.load()
    factor, seeds = 8, list(range(len(cache)))
    labels = read_labels(seeds, classes)
    stored = load_checkpoint(path)
    if not stored or len(stored["latents"]) != 2 * len(cache):
        generator = torch.Generator().manual_seed(2)
        autoencoder = channels_last(autoencoder)
        latents = torch.cat([encode_pictures(autoencoder, x) for x in (pictures, pictures.flip(-1))])
        mean, std = latents.mean((0, 2, 3)), latents.std((0, 2, 3))
        latents = (latents - mean[:, None, None]) / std[:, None, None]
        layouts = torch.stack([layout_variants(row, factor, generator) for row in classes])
        stored = {"latents": latents.half(), "layouts": layouts, "mean": mean, "std": std}
        save_checkpoint(path, stored)
    layouts = torch.cat([stored["layouts"], stored["layouts"].flip(-1)])
    twice = {k: v + v for k, v in vars(labels).items()}
    return Examples(stored["latents"], layouts, Labels(**twice), stored["mean"], stored["std"])


def draw_batch(
    examples: Examples, count: int, tokenizer: Tokenizer, generator: torch.Generator
) -> tuple[Tensor, Conditions]:
    """Random latents [B, C, h, w] with freshly worded captions and one of their layouts each."""
    rows = torch.randint(len(examples), (count,), generator=generator)
    variants = torch.randint(VARIANTS, (count,), generator=generator)
    dice = random.Random(int(torch.randint(2**31, (1,), generator=generator)))
    captions = [examples.labels.caption(i, dice) for i in rows.tolist()]
    layout = examples.layouts[rows, variants].float() / 255
    scenes = [examples.labels.scene[i] for i in rows.tolist()]
    return examples.latents[rows].float(), drop_randomly(captions, scenes, layout, tokenizer, generator)


@torch.no_grad()
def sample_sheet(
    model: Denoiser, autoencoder: Autoencoder, tokenizer: Tokenizer, examples: Examples, path: Path
) -> None:
    """Held-out scenes: rendered, layout, painted from the exact layout, painted from a hand-like one."""
    seeds = list(range(HELD_OUT_SEED, HELD_OUT_SEED + 8))
    pictures, classes = render_uint8(seeds, 256)
    labels = read_labels(seeds, classes)
    captions = [labels.caption(i, random.Random(i)) for i in range(len(seeds))]
    generator = torch.Generator().manual_seed(3)
    hands = torch.stack([hand_like(row[::4, ::4], generator) for row in classes])
    noise = torch.randn(len(seeds), examples.latents.shape[1], 32, 32, generator=generator)
    rows = [pictures.float() / 255, colour_classes(classes)]
    for layout in (area_fractions(classes, 8), area_fractions(hands, 2)):
        latents = sample(model, tokenizer, captions, labels.scene, layout, noise, 12, Guidance())
        decoded = autoencoder.decoder(latents * examples.std[:, None, None] + examples.mean[:, None, None])
        rows.append((decoded.clamp(-1, 1) + 1) / 2)
    rows.insert(3, colour_classes(hands.repeat_interleave(4, 1).repeat_interleave(4, 2)))
    sheet(rows).save(path)


def train(
    cache: WorldCache,
    out: Path,
    minutes: float,
    config: UNetConfig,
    batch: int = 16,
    peak: float = 5e-4,
    sheet_minutes: float = 15,
    text_layers: int = 2,
    max_steps: int | None = None,
) -> None:
    """Train for the budget; `out` keeps the checkpoint, the tokenizer, the log and sample sheets."""
    saved_autoencoder = load_checkpoint(out / "autoencoder.pt")
    if saved_autoencoder is None:
        raise FileNotFoundError(f"no autoencoder.pt in {out}: run training.train_autoencoder first")
    autoencoder = Autoencoder.load(saved_autoencoder).eval()
    examples = prepare(cache, autoencoder, out / "examples.pt")
    dice = random.Random(0)
    if not (out / "tokenizer.json").exists():
        corpus = [examples.labels.caption(i % len(examples), dice) for i in range(20_000)]
        train_tokenizer(corpus).save(str(out / "tokenizer.json"))
    tokenizer = Tokenizer.from_file(str(out / "tokenizer.json"))

    torch.manual_seed(0)
    model = channels_last(Denoiser(config, tokenizer.get_vocab_size(), text_layers))
    average = MovingAverage(model, 0.999)
    optimizer = torch.optim.AdamW(model.parameters(), lr=peak, betas=(0.9, 0.99), weight_decay=0.01)
    generator = torch.Generator().manual_seed(4)
    step, spent = 0, 0.0
    saved = load_checkpoint(out / "unet.pt")
    if saved:
        model.load_state_dict(saved["raw"])
        optimizer.load_state_dict(saved["optimizer"])
        generator.set_state(saved["generator"])
        average.weights = saved["weights"]
        step, spent = saved["step"], saved["seconds"]
    budget, log = Budget(minutes, spent), Log(out / "unet.jsonl")
    last_save = last_sheet = time.monotonic()
    running, done = 0.0, budget.progress >= 1 or step == max_steps
    while not done:
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(peak, step, budget.progress, warmup_steps=200)
        x0, conditions = draw_batch(examples, batch, tokenizer, generator)
        noise = torch.randn(x0.shape, generator=generator)
        sigmas = draw_sigmas(batch, generator)
        with torch.autocast("cpu", torch.bfloat16):
            loss = flow_loss(lambda x, t, c=conditions: model(x, t, c), x0, noise, sigmas)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        average.update(model, step)
        running = loss.item() if step == 0 else running + 0.02 * (loss.item() - running)
        step += 1
        done = budget.progress >= 1 or step == max_steps
        if step % 50 == 0 or done:
            log.write(step=step, seconds=budget.spent_seconds, samples=step * batch, loss=running)
        if done or time.monotonic() - last_save > 120:
            last_save = time.monotonic()
            state = {"raw": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step}
            state |= {
                "seconds": budget.spent_seconds,
                "generator": generator.get_state(),
                "samples": step * batch,
            }
            state |= {"weights": average.weights, "mean": examples.mean, "std": examples.std}
            save_checkpoint(out / "unet.pt", state | model.state())
        if time.monotonic() - last_sheet > sheet_minutes * 60:
            last_sheet = time.monotonic()
            averaged = Denoiser.load(model.state() | {"weights": average.weights}).eval()
            sample_sheet(averaged, autoencoder, tokenizer, examples, out / f"sheet-{step:06d}.png")


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=90)
    arguments = parser.parse_args()
    train(WorldCache(arguments.cache), arguments.out, arguments.minutes, UNetConfig())


if __name__ == "__main__":
    main()
