"""Layouts as people paint them: the exact class map made blobby, shifted, coarse, partial."""

import torch
from torch import Tensor
from torch.nn import functional as F

from training.palette import CLASS_NAMES

CLASSES = len(CLASS_NAMES)


def _one_hot(classes: Tensor, first: int, last: int) -> Tensor:
    """[B, H, W] uint8 -> [B, last - first + 1, H, W] float32 of zeros and ones."""
    ids = torch.arange(first, last + 1, dtype=torch.uint8, device=classes.device)
    return (classes[:, None] == ids[:, None, None]).float()


def area_fractions(classes: Tensor, factor: int, count: int = CLASSES - 1) -> Tensor:
    """Share of each class 1..count in every factor x factor cell: [B, H, W] uint8 -> [B, count, h, w]."""
    return F.avg_pool2d(_one_hot(classes, 1, count), factor)


def _one(generator: torch.Generator) -> float:
    return float(torch.rand(1, generator=generator))


def _integer(low: int, high: int, generator: torch.Generator) -> int:
    return int(torch.randint(low, high + 1, (1,), generator=generator))


def _majority(classes: Tensor, radius: int) -> Tensor:
    """The most frequent class around each pixel, which rounds outlines and drops specks; [1, H, W]."""
    share = _one_hot(classes, 0, CLASSES - 1)
    size = 2 * radius + 1
    for _ in range(2):
        share = F.pad(share, [radius] * 4, mode="replicate")
        share = F.avg_pool2d(F.avg_pool2d(share, (1, size), stride=1), (size, 1), stride=1)
    return share.argmax(1).to(torch.uint8)


def _warp(classes: Tensor, strength: float, generator: torch.Generator) -> Tensor:
    """Outlines pushed about by a smooth random field, as an unsteady hand does; [1, H, W]."""
    height, width = classes.shape[1:]
    coarse = torch.randn(1, 2, 6, 6, generator=generator) * strength
    field = F.interpolate(coarse, (height, width), mode="bicubic", align_corners=True).permute(0, 2, 3, 1)
    y, x = torch.meshgrid(torch.linspace(-1, 1, height), torch.linspace(-1, 1, width), indexing="ij")
    grid = torch.stack([x, y], -1)[None] + field
    warped = F.grid_sample(
        classes[None].float(), grid, mode="nearest", padding_mode="border", align_corners=True
    )
    return warped[0].round().to(torch.uint8)


def _coarse(classes: Tensor, step: int) -> Tensor:
    height, width = classes.shape[1:]
    sampled = classes[:, step // 2 :: step, step // 2 :: step]
    return sampled.repeat_interleave(step, 1).repeat_interleave(step, 2)[:, :height, :width]


def _forget(classes: Tensor, generator: torch.Generator) -> Tensor:
    """Leave parts unlabelled: a class, or everything outside or inside a box."""
    classes = classes.clone()
    height, width = classes.shape[1:]
    choice = _one(generator)
    present = classes.unique()
    if choice < 0.5:
        classes[classes == present[_integer(0, len(present) - 1, generator)]] = 0
    else:
        h, w = _integer(height // 8, height // 2, generator), _integer(width // 8, width, generator)
        top, left = _integer(0, height - h, generator), _integer(0, width - w, generator)
        if choice < 0.85:
            classes[:, top : top + h, left : left + w] = 0
        else:
            kept = torch.zeros_like(classes)
            kept[:, top : top + h, left : left + w] = classes[:, top : top + h, left : left + w]
            classes = kept
    return classes


_SIMPLER = {2: 1, 4: 3, 9: 8, 15: 8, 11: 8, 5: 6}


def hand_like(classes: Tensor, generator: torch.Generator) -> Tensor:
    """One class map [H, W] uint8 as a person might have painted it; same size.

    A quarter of the picture's resolution is enough: hands are not finer, and it is sixteen times faster.
    """
    layout = classes[None]
    # People paint no wisps of cloud, drifts of snow or single flowers: fold some into what is behind.
    for small, behind in _SIMPLER.items():
        share = float((layout == small).float().mean())
        if 0 < share < 0.12 and _one(generator) < 0.4:
            layout = torch.where(layout == small, behind, layout)
    height = layout.shape[1]
    if _one(generator) < 0.85:
        layout = _majority(layout, _integer(1, max(1, height // 20), generator))
    if _one(generator) < 0.7:
        layout = _warp(layout, 0.03 * _one(generator), generator)
    if _one(generator) < 0.35:
        layout = _coarse(layout, 2 ** _integer(1, 3, generator) * max(1, height // 128))
    if _one(generator) < 0.25:
        layout = _forget(layout, generator)
    return layout[0]
