"""What is asked of every space: the same held-out scenes, judged by the same observer."""

import time
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from training.evaluate.judge import Seen
from training.evaluate.subjects import OTHER_DRAW, Subjects, held_out, render_pictures
from training.flow import sample_euler
from training.observer import Observer
from training.run import best_device, from_unit, half_precision
from training.study.spaces import Space, shrink, shrink_classes, velocity_under
from training.unet import UNet
from training.world.layouts import area_fractions


class Judge:
    """Held-out scenes, rendered at the world's own size and shrunk as it is, and who judges what is painted.

    The observer looks at everything enlarged to the world's own size, which it was trained at.
    """

    def __init__(self, observer: Observer, count: int, native: int, size: int):
        self.observer, self.native = observer, native
        self.subjects: Subjects = held_out(count, native)
        self.pictures = shrink(self.subjects.pictures, size)  # [N, 3, size, size] in 0..1
        self.classes = shrink_classes(self.subjects.classes, size)  # [N, size, size] uint8
        self._real = self._see(self.pictures)
        self.ceiling = self._real.layout(self.subjects.classes).mean_iou()

    def look(self, pictures: Tensor) -> dict[str, float]:
        """Fréchet distance of pictures [N, 3, size, size] to the held-out ones, and the layout's mean IoU."""
        seen = self._see(pictures)
        distance = seen.distance(self._real)["frechet"]
        return {"Fréchet": distance, "layout mIoU": seen.layout(self.subjects.classes).mean_iou()}

    def other_draw(self) -> float:
        """Fréchet distance of as many renders of other seeds: no painter need come closer."""
        others, _ = render_pictures(OTHER_DRAW, len(self.pictures), self.native)
        return self._see(shrink(others, self.pictures.shape[-1])).distance(self._real)["frechet"]

    def _see(self, pictures: Tensor) -> Seen:
        size = (self.native, self.native)
        larger = F.interpolate(pictures, size, mode="bicubic", align_corners=False).clamp(0, 1)
        return Seen(self.observer, larger)


@torch.no_grad()
def paint(
    space: Space, unet: UNet, state: dict[str, Any], judge: Judge, steps: int, batch: int = 16
) -> tuple[Tensor, float]:
    """The held-out scenes from their layouts and categories, [N, 3, size, size] in 0..1, and the seconds."""
    device, painted = best_device(), []
    mean, std = (state[name][:, None, None].to(device) for name in ("mean", "std"))
    generator = torch.Generator().manual_seed(0)
    scenes = judge.subjects.attribute("scene")
    begin = time.perf_counter()
    for rows in torch.arange(len(scenes)).split(batch):
        layout = area_fractions(judge.classes[rows], space.factor).to(device)
        noise = torch.randn(len(rows), space.channels, *layout.shape[2:], generator=generator).to(device)
        with half_precision(device):
            velocity = velocity_under(unet, layout, scenes[rows].to(device))
            z = sample_euler(velocity, noise, steps)
        painted.append(from_unit(space.decode(z * std + mean)).cpu())
    return torch.cat(painted), time.perf_counter() - begin


@torch.no_grad()
def through(space: Space, pictures: Tensor) -> Tensor:
    """Pictures [N, 3, H, W] in 0..1 as the space gives them back, at its best."""
    parts = [from_unit(space.decode(space.encode(x.to(best_device()) * 2 - 1))) for x in pictures.split(16)]
    return torch.cat([part.cpu() for part in parts])
