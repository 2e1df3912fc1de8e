"""Making pictures worse on purpose: holes to paint in; blur, low resolution and noise to undo."""

import math

import torch
from torch import Tensor
from torch.nn import functional as F


def degradation_level(blur: float, noise: float) -> float:
    """How little is left of a picture, 0..1: blur radius in pixels, noise deviation with pixels in 0..1.

    1 says that nothing is known. Enlarging from a picture f times smaller counts as a blur of f / 2.
    """
    return min(1.0, math.log2(1.0 + blur) / 4.0 + 2.0 * noise)


def blur(pictures: Tensor, radius: float) -> Tensor:
    """Gaussian blur with a deviation of `radius` pixels, [B, 3, H, W]."""
    reach = max(1, math.ceil(2.5 * radius))
    axis = torch.arange(-reach, reach + 1, device=pictures.device, dtype=pictures.dtype)
    window = torch.exp(-(axis**2) / (2 * radius * radius))
    window = (window / window.sum()).view(1, 1, 1, -1).expand(3, 1, 1, -1)
    x = F.conv2d(F.pad(pictures, (reach, reach, 0, 0), mode="replicate"), window, groups=3)
    return F.conv2d(F.pad(x, (0, 0, reach, reach), mode="replicate"), window.transpose(2, 3), groups=3)


def shrink_and_enlarge(pictures: Tensor, factor: float) -> Tensor:
    """A picture `factor` times smaller, by area, enlarged again by bicubic interpolation, [B, 3, H, W]."""
    size = [max(1, round(side / factor)) for side in pictures.shape[2:]]
    small = F.interpolate(pictures, size, mode="area")
    return F.interpolate(small, pictures.shape[2:], mode="bicubic", align_corners=False).clamp(-1, 1)


def degrade(pictures: Tensor, generator: torch.Generator) -> tuple[Tensor, float]:
    """Pictures [B, 3, H, W] in -1..1 made worse, all in one way, and the level of it."""
    kind, amount, noisy, strength = torch.rand(4, generator=generator).tolist()
    if kind < 0.65:
        factor = 2.0 if amount < 0.3 else 4.0 if amount < 0.65 else 1.3 * 6.0 ** ((amount - 0.65) / 0.35)
        pictures, radius = shrink_and_enlarge(pictures, factor), factor / 2
    else:
        radius = 0.5 * 16.0**amount
        pictures = blur(pictures, radius)
    noise = 0.08 * strength if noisy < 0.4 else 0.0
    if noise:
        drawn = torch.randn(pictures.shape, generator=generator).to(pictures.device)
        pictures = (pictures + 2.0 * noise * drawn).clamp(-1, 1)
    return pictures, degradation_level(radius, noise)


def draw_mask(height: int, width: int, generator: torch.Generator) -> Tensor:
    """What is to be painted in, [H, W] float32: 1 in a box, in strokes, on one side, or outside a box."""
    draws = torch.rand(40, generator=generator).tolist()
    axis_y, axis_x = (torch.arange(height) + 0.5) / height, (torch.arange(width) + 0.5) / width
    y, x = torch.meshgrid(axis_y, axis_x, indexing="ij")

    def box(least: float, most: float) -> Tensor:
        h, w = (least + (most - least) * draw for draw in draws[1:3])
        top, left = draws[3] * (1 - h), draws[4] * (1 - w)
        return (y >= top) & (y < top + h) & (x >= left) & (x < left + w)

    if draws[0] < 0.3:
        return box(0.15, 0.7).float()
    if draws[0] < 0.45:
        return (~box(0.4, 0.8)).float()
    if draws[0] < 0.65:
        edge = 0.25 + 0.5 * draws[1]
        return ((x < edge), (x >= edge), (y < edge), (y >= edge))[int(draws[2] * 4)].float()
    nearest = torch.full((height, width), 9.0)
    px, py = draws[5], draws[6]
    for step in range(4 + int(draws[7] * 8)):
        qx, qy = px + 0.5 * (draws[8 + step] - 0.5), py + 0.5 * (draws[24 + step] - 0.5)
        along = ((x - px) * (qx - px) + (y - py) * (qy - py)) / ((qx - px) ** 2 + (qy - py) ** 2 + 1e-6)
        along = along.clamp(0, 1)
        away = (x - px - along * (qx - px)) ** 2 + (y - py - along * (qy - py)) ** 2
        nearest, px, py = torch.minimum(nearest, away), min(max(qx, 0.0), 1.0), min(max(qy, 0.0), 1.0)
    return (nearest < (0.03 + 0.12 * draws[38]) ** 2).float()


def latent_mask(mask: Tensor, factor: int) -> Tensor:
    """A cell is to be painted when any of its pixels is: [B, H, W] of 0 and 1 -> [B, 1, h, w]."""
    return F.max_pool2d(mask[:, None], factor)
