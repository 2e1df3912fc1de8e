"""Train text encoder and UNet: `python -m training.train_unet --cache CACHE --out RUN --minutes 90`.

Needs the autoencoder of the same RUN folder. Encodes the cache once, then trains until the budget is
spent; goes on where it stopped, or from the weights of a pack (training.load_pack).
"""

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer

from training.autoencoder import Autoencoder
from training.data import World, WorldCache
from training.denoiser import Denoiser, Guidance, sample
from training.flow import draw_sigmas, flow_loss, hole_weights
from training.held_out import held_out_scenes
from training.lessons import Lessons, prepare
from training.run import (
    Loop,
    MovingAverage,
    best_device,
    channels_last,
    descend,
    from_unit,
    half_precision,
    need_checkpoint,
)
from training.text import train_tokenizer
from training.train_text import teach_captions
from training.unet import UNetConfig
from training.world.__main__ import colour_classes, sheet

# Of the learning rate: the text encoder is shallow and hears little of the loss; at the whole rate it drifts.
TEXT_SHARE = 0.1


@torch.no_grad()
def sample_sheet(
    model: Denoiser,
    autoencoder: Autoencoder,
    tokenizer: Tokenizer,
    lessons: Lessons,
    path: Path,
    steps: int = 12,
    guidance: Guidance | None = None,
    fresh: torch.Generator | None = None,
) -> None:
    """Held-out scenes: rendered, layout, painted from the exact layout, hand-like layout, painted from it."""
    device = next(model.parameters()).device
    mean, std = (v[:, None, None].to(device) for v in (lessons.mean, lessons.std))
    scenes = held_out_scenes(8, tokenizer, len(mean), autoencoder.config.factor)
    noise = torch.randn(scenes.exactly.inpaint_latent.shape, generator=torch.Generator().manual_seed(3))
    painted = []
    for given in (scenes.exactly, scenes.by_hand):
        with half_precision(device):
            told, start = given.to(device), noise.to(device)
            latents = sample(model, told, tokenizer, start, steps, guidance or Guidance(), fresh)
            decoded = autoencoder.to(device).decoder(latents * std + mean)
        painted.append(from_unit(decoded).cpu())
    hands = scenes.hands.repeat_interleave(4, 1).repeat_interleave(4, 2)
    first = [scenes.pictures.float() / 255, colour_classes(scenes.classes), painted[0]]
    sheet([*first, colour_classes(hands), painted[1]]).save(path)


def train(
    worlds: Sequence[World],
    out: Path,
    minutes: float,
    config: UNetConfig,
    batch: int = 16,
    peak: float = 6e-4,
    sheet_minutes: float = 15,
    text_layers: int = 2,
    caption_steps: int = 500,
    others: int = 1500,
    max_steps: int | None = None,
    save_seconds: float = 120,
) -> None:
    """Read `caption_steps` batches of captions, then train for the budget.

    `out` keeps the checkpoint, the tokenizer, the log and sample sheets.
    """
    device = best_device()
    autoencoder = Autoencoder.load(need_checkpoint(out / "autoencoder.pt", "train_autoencoder")).eval()
    lessons = prepare(worlds, autoencoder, out / "examples.pt", others)
    if not (out / "tokenizer.json").exists():
        dice = random.Random(0)
        corpus = [lessons.caption(dice) for _ in range(20_000)]
        train_tokenizer(corpus).save(str(out / "tokenizer.json"))
    tokenizer = Tokenizer.from_file(str(out / "tokenizer.json"))

    torch.manual_seed(0)
    model = channels_last(Denoiser(config, tokenizer.get_vocab_size(), text_layers)).to(device)
    path = out / "unet.pt"
    if not path.exists():
        teach_captions(model.text, lessons.examples[0].labels, tokenizer, caption_steps)
    average = MovingAverage(model, 0.9995)
    groups = [{"params": model.unet.parameters()}, {"params": model.text.parameters(), "share": TEXT_SHARE}]
    optimizer = torch.optim.AdamW(groups, lr=peak, betas=(0.9, 0.99), weight_decay=0.01, fused=True)
    generator = torch.Generator().manual_seed(1)
    kept = {"model": model, "optimizer": optimizer}
    described = model.state() | {"mean": lessons.mean, "std": lessons.std}
    loop = Loop(path, minutes, max_steps, kept, average, generator, described, save_seconds)
    last_sheet = time.monotonic()
    for step in loop:
        loop.set_rate(peak, optimizer)
        x0, conditions = lessons.batch(batch, tokenizer, generator)
        loop.samples += len(x0)
        noise = torch.randn(x0.shape, generator=generator).to(device)
        sigmas = draw_sigmas(len(x0), generator).to(device)
        with half_precision(device):
            weights = hole_weights(conditions.inpaint_mask)
            loss = flow_loss(lambda x, t, c=conditions: model(x, t, c), x0, noise, sigmas, weights)
        descend(loss, model, optimizer)
        loop.follow(loss=loss.item())
        if loop.is_due(50):
            loop.log()
        if time.monotonic() - last_sheet > sheet_minutes * 60:
            last_sheet = time.monotonic()
            averaged = Denoiser.load(model.state() | {"weights": average.weights}).to(device).eval()
            sample_sheet(averaged, autoencoder, tokenizer, lessons, out / f"sheet-{step:06d}.png")


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=90)
    arguments = parser.parse_args()
    train(WorldCache.sizes(arguments.cache), arguments.out, arguments.minutes, UNetConfig())


if __name__ == "__main__":
    main()
