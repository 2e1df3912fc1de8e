"""Train the observer: `python -m training.train_observer --cache CACHE --out RUN --minutes 10`.

Stops when the budget is spent, saves as it goes, and goes on where it stopped. Runs on the GPU where
there is one.
"""

import argparse
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from training.data import HELD_OUT_SEED, World, WorldCache, render_uint8
from training.metrics import Confusion, accuracy
from training.observer import ATTRIBUTES, Observer, ObserverConfig
from training.run import (
    Loop,
    MovingAverage,
    best_device,
    channels_last,
    descend,
    half_precision,
    need_checkpoint,
    to_unit,
)
from training.world.scene import draw_scenes


def read_attributes(seeds: list[int]) -> dict[str, Tensor]:
    """Scene, hour, weather, season and medium of each seed, int64 [N] each."""
    scenes = draw_scenes(seeds)
    return {name: getattr(scenes, name) for name in ATTRIBUTES}


def class_weights(classes: Tensor, count: int) -> Tensor:
    """Weight of each class in the loss, [count]: frequency^-0.4 over maps [N, H, W], mean 1 over pixels."""
    counts = torch.bincount(classes[:, ::4, ::4].flatten().long(), minlength=count).float()
    counts[0] = 0
    share = counts / counts.sum().clamp(min=1)
    weights = share.clamp(min=1e-5) ** -0.4
    return weights / (weights * share).sum().clamp(min=1e-6)


class Augment:
    """Crops, mirror images, sizes, softness, noise and colour, as generated pictures may have them."""

    def __init__(self, crop: int, generator: torch.Generator):
        self.crop, self.generator = crop, generator

    def _uniform(self, *shape: int) -> Tensor:
        return torch.rand(shape, generator=self.generator, device=self.generator.device)

    def __call__(self, pictures: Tensor, classes: Tensor) -> tuple[Tensor, Tensor]:
        """uint8 [B, 3, H, W] and [B, H, W] to pictures in -1..1 and class maps of `crop` pixels."""
        grid = self._grid(len(pictures), pictures.shape[2], pictures.shape[3])
        x = F.grid_sample(to_unit(pictures), grid, mode="bilinear", align_corners=False)
        maps = F.grid_sample(classes[:, None].float(), grid, mode="nearest", align_corners=False)
        return self._spoil(x), maps[:, 0].round().long()

    def _grid(self, count: int, height: int, width: int) -> Tensor:
        """Where to look, [B, crop, crop, 2]: half the crops pixel for pixel, half resized by up to 1.3."""
        u = self._uniform(4, count)
        resized = u[0] < 0.5
        largest = min(height, width) / self.crop
        zoom = torch.where(resized, (1.3 ** (2 * self._uniform(count) - 1)).clamp(max=largest), 1.0)
        axis = torch.arange(self.crop, device=u.device) + 0.5
        steps = axis * zoom[:, None]  # [B, crop], in source pixels
        slack = torch.stack([height - self.crop * zoom, width - self.crop * zoom])
        first = (slack * u[1:3]).clamp(min=0)
        first = torch.where(resized, first, first.floor())
        y, x = ((steps + f[:, None]) / side * 2 - 1 for f, side in zip(first, (height, width), strict=True))
        x = torch.where(u[3, :, None] < 0.5, x, x.flip(1))
        shape = (count, self.crop, self.crop)
        return torch.stack([x[:, None, :].expand(shape), y[:, :, None].expand(shape)], dim=-1)

    def _spoil(self, x: Tensor) -> Tensor:
        """Half of the batch as it is, a quarter softened as by a lossy decoder, a quarter noisy."""
        quarter = len(x) // 4
        if quarter:
            size = round(self.crop / (1.1 + 1.4 * float(self._uniform(1))))
            small = F.interpolate(x[:quarter], (size, size), mode="bilinear", antialias=True)
            soft = F.interpolate(small, x.shape[2:], mode="bicubic")
            keep = self._uniform(quarter, 1, 1, 1) * 0.7
            noise = torch.empty_like(soft).normal_(generator=self.generator)
            noisy = x[quarter : 2 * quarter] + 0.12 * self._uniform(quarter, 1, 1, 1) * noise
            x = torch.cat([soft + keep * (x[:quarter] - soft), noisy, x[2 * quarter :]])
        contrast = 1 + 0.2 * (self._uniform(len(x), 1, 1, 1) - 0.5)
        tint = 0.12 * (self._uniform(len(x), 3, 1, 1) - 0.5)
        return (x * contrast + tint).clamp(-1, 1)


def observer_loss(
    model: Observer, x: Tensor, classes: Tensor, attributes: dict[str, Tensor], weights: Tensor, row: int
) -> Tensor:
    """Cross entropy of class maps, and of every attribute at a fifth of its strength.

    A logit covers 4 x 4 pixels; each batch asks for one of the sixteen (`row`), so that on average the
    network learns their shares.
    """
    seen = model(x)
    target = classes[:, row // 4 :: 4, row % 4 :: 4]
    loss = F.cross_entropy(seen.classes.float(), target, weights, ignore_index=0)
    for name, labels in attributes.items():
        loss = loss + 0.2 * F.cross_entropy(getattr(seen, name).float(), labels)
    return loss


class HeldOut:
    """Held-out renders with what is true of them."""

    def __init__(self, height: int, width: int, count: int, device: torch.device):
        seeds = list(range(HELD_OUT_SEED, HELD_OUT_SEED + count))
        pictures, self.classes = render_uint8(seeds, height, width)
        self.pictures = to_unit(pictures).to(device)
        self.attributes = read_attributes(seeds)

    @torch.no_grad()
    def measure(self, model: Observer) -> dict[str, float]:
        """Mean IoU of the class maps and the accuracy of every attribute."""
        confusion, right = Confusion(model.config.classes), dict.fromkeys(self.attributes, 0.0)
        for rows in torch.arange(len(self.pictures)).split(8):
            seen = model(self.pictures[rows])
            logits = F.interpolate(seen.classes, self.classes.shape[1:], mode="bilinear")
            confusion.add(logits.argmax(1).cpu(), self.classes[rows])
            for name, labels in self.attributes.items():
                right[name] += accuracy(getattr(seen, name).cpu(), labels[rows]) * len(rows)
        return {"miou": confusion.mean_iou()} | {k: v / len(self.pictures) for k, v in right.items()}


def train(
    world: World,
    out: Path,
    minutes: float,
    config: ObserverConfig,
    batch: int = 16,
    crop: int = 192,
    peak: float = 1e-3,
    held_out: int = 32,
    log_every: int = 100,
    max_steps: int | None = None,
) -> Observer:
    """Train for the budget and return the averaged model; `out` keeps checkpoint and log."""
    device = best_device()
    torch.manual_seed(0)
    model = channels_last(Observer(config)).to(device)
    average = MovingAverage(model, 0.998)
    optimizer = torch.optim.AdamW(model.parameters(), lr=peak, betas=(0.9, 0.99), weight_decay=0.01)
    generator = torch.Generator(device).manual_seed(8)
    pictures, classes = world.load()
    attributes = read_attributes(world.seeds)
    weights = class_weights(classes, config.classes).to(device)
    augment, truth = Augment(crop, generator), HeldOut(world.height, world.width, held_out, device)
    kept, path = {"model": model, "optimizer": optimizer}, out / "observer.pt"
    loop = Loop(path, minutes, max_steps, kept, average, generator, {"config": model.state()["config"]})
    for _ in loop:
        loop.set_rate(peak, optimizer)
        rows = torch.randint(len(pictures), (batch,), generator=generator, device=device).cpu()
        loop.samples += batch
        x, maps = augment(pictures[rows].to(device), classes[rows].to(device))
        x = x.contiguous(memory_format=torch.channels_last)
        labels = {name: values[rows].to(device) for name, values in attributes.items()}
        row = int(torch.randint(16, (1,), generator=generator, device=device))
        with half_precision(device):
            loss = observer_loss(model, x, maps, labels, weights, row)
        descend(loss, model, optimizer)
        loop.follow(loss=loss.item())
        if loop.is_due(log_every):
            loop.log(**truth.measure(average.applied_to(Observer(config).to(device))))
    return Observer.load(need_checkpoint(path, "train_observer"))


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--batch", type=int, default=16)
    arguments = parser.parse_args()
    config = ObserverConfig()
    train(WorldCache(arguments.cache), arguments.out, arguments.minutes, config, batch=arguments.batch)


if __name__ == "__main__":
    main()
