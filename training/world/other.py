"""Pictures that are not landscapes, so that what is trained on them carries over to photographs.

Dead leaves (occluding discs, boxes and strips whose sizes follow a power law) share the edges, scales
and contrast of photographs (Lee, Mumford and Huang 2001). `other_picture` adds what those lack:
shaded bodies, fur, stones, brick, wood, cloth, writing, drawing, soft light, defocus and grain.
"""

import math

import torch
from torch import Tensor

from training.world.kinds import any_kind
from training.world.patterns import Dice, blurred, power_law
from training.world.textures import lookup, texture_atlas


@torch.no_grad()
def dead_leaves(seed: int, size: int = 256, leaves: int = 90) -> Tensor:
    """One picture [3, size, size] in 0..1, from its seed."""
    generator = torch.Generator().manual_seed(seed)
    draw = torch.rand(leaves, 16, generator=generator)
    atlas = texture_atlas("cpu")
    axis = (torch.arange(size) + 0.5) / size
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    rough, grain, cells = lookup(
        atlas, "rough grain cells", x[None] * (0.2 + draw[0, 0]), y[None] * (0.2 + draw[0, 1])
    )
    picture = draw[0, 2:5, None, None].expand(3, size, size) * (1 + 0.2 * rough)
    smallest, largest = 0.012, 0.5
    for row in draw.tolist():
        # Radii with density r^-3 between the smallest and the largest.
        radius = (smallest**-2 + row[0] * (largest**-2 - smallest**-2)) ** -0.5
        if row[1] < 0.25:
            radius = 0.1 + 0.35 * row[0]
        angle = math.pi * row[2]
        u = (x - row[3]) * math.cos(angle) + (y - row[4]) * math.sin(angle)
        v = (y - row[4]) * math.cos(angle) - (x - row[3]) * math.sin(angle)
        u, v = u / radius, v / (radius * (0.3 + row[5]))
        if row[6] < 0.5:
            inside = 1 - torch.sqrt(u * u + v * v)
        elif row[6] < 0.8:
            inside = 1 - torch.maximum(u.abs(), v.abs())
        else:
            inside = torch.minimum(1 - v.abs() * 6, 2 - u.abs())
        alpha = (inside * radius * size * (0.5 if row[15] < 0.2 else 1.5)).clamp(0, 1)
        colour = torch.tensor(row[7:10])[:, None, None]
        if row[10] < 0.3:
            colour = colour.mean() * 0.8 + 0.2 * colour
        shade = 1 + 0.5 * (row[11] - 0.5) * u + 0.4 * (row[12] - 0.5) * v
        if row[13] < 0.35:
            shade = shade + 0.25 * rough[0] * row[14]
        elif row[13] < 0.6:
            shade = shade + 0.2 * grain[0] * row[14]
        elif row[13] < 0.75:
            shade = shade + 0.3 * torch.sin((u * 5 + v * 9) * (2 + 18 * row[14]))
        elif row[13] < 0.85:
            shade = shade + 0.6 * (cells[0] - 0.5)
        picture = picture + (colour * shade - picture) * alpha
    return picture.clamp(0, 1)


def _jpeg_like(picture: Tensor, step: float) -> Tensor:
    """Quantised 8 x 8 cosine blocks, coarser at high frequencies; other sizes stay as they are."""
    _, h, w = picture.shape
    if h % 8 or w % 8:
        return picture
    k = torch.arange(8.0)
    basis = torch.cos(math.pi / 8 * (k[None] + 0.5) * k[:, None]) * 0.5
    basis[0] *= math.sqrt(0.5)
    blocks = picture.reshape(3, h // 8, 8, w // 8, 8).transpose(2, 3)
    steps = step * (1 + k[:, None] + k[None])
    rounded = ((basis @ blocks @ basis.T) / steps).round() * steps
    return (basis.T @ rounded @ basis).transpose(2, 3).reshape(3, h, w)


def _exposed(dice: Dice, picture: Tensor) -> Tensor:
    """Stretched so that nearly all tones lie between a chosen black and a chosen white."""
    tones = picture[:, ::4, ::4].mean(0).flatten().sort().values
    low, high = float(tones[len(tones) // 50]), float(tones[-1 - len(tones) // 50])
    black, white = dice.between(0, 0.2), dice.between(0.7, 1.0)
    gain = min(3.0, (white - black) / max(high - low, 1e-3))
    middle = dice.between(low, high)
    return (picture - middle) * gain + black + (white - black) * (middle - low) / max(high - low, 1e-3)


def _lamps(dice: Dice, size: int) -> Tensor:
    """Points of light with a glow and rays, [3, S, S], to be added."""
    axis = (torch.arange(size) + 0.5) / size
    glow = torch.zeros(size, size)
    for _ in range(dice.random.randint(1, 6)):
        x, y = axis[None] - dice.between(0, 1), axis[:, None] - dice.between(0, 1)
        width = dice.scale(0.004, 0.03)
        square = (x * x + y * y) / width**2
        rays = torch.exp(-(x * y).abs() / width**2 * 3) * torch.exp(-square.sqrt() / 4)
        glow = glow + dice.between(0.5, 2) / (1 + square) + rays * dice.random.choice([0, 0.8])
    return glow * torch.tensor([1.0, dice.between(0.7, 1), dice.between(0.4, 1)])[:, None, None]


def _photographed(dice: Dice, picture: Tensor) -> Tensor:
    """What a camera adds: blur, exposure, contrast, a colour cast, vignetting, compression, grain."""
    size = picture.shape[-1]
    if dice.chance(0.35):
        picture = blurred(picture, dice.scale(0.4, 2.5))
    if dice.chance(0.7):
        picture = _exposed(dice, picture)
    if dice.chance(0.1):
        picture = picture + _lamps(dice, size)
    picture = picture.clamp(0, 1)
    if dice.chance(0.4):
        picture = picture ** dice.scale(0.6, 1.6)
        picture = (picture - 0.5) * dice.between(0.6, 1.2) + 0.5
    if dice.chance(0.12):
        picture = picture.mean(0, keepdim=True).expand(3, -1, -1)
    elif dice.chance(0.3):
        picture = picture * (0.85 + 0.3 * dice.rand(3, 1, 1))
    if dice.chance(0.1):
        picture = _jpeg_like(picture, dice.scale(0.004, 0.03))
    if dice.chance(0.35):
        grain = dice.randn(1 if dice.chance(0.6) else 3, size, size)
        picture = picture + grain * dice.scale(0.003, 0.04)
    return picture.clamp(0, 1)


@torch.no_grad()
def other_picture(seed: int, size: int = 256) -> Tensor:
    """One picture [3, size, size] in 0..1, from its seed."""
    dice = Dice(seed)
    picture = any_kind(dice, size)
    if dice.chance(0.25):
        # Regions of a second kind, the first one at times far behind and out of focus.
        if dice.chance(0.4):
            picture = blurred(picture, dice.scale(1, 6))
        edge = power_law(dice, size, dice.between(1.6, 2.6)) - dice.between(-0.5, 0.8)
        alpha = (edge * dice.scale(2, 40)).clamp(0, 1)
        picture = torch.lerp(picture, any_kind(dice, size), alpha)
    return _photographed(dice, picture)
