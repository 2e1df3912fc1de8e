"""What the other pictures are woven from: dice, natural palettes, scalar fields and strokes.

A field is [S, S] float32 in 0..1. Coordinates are in picture heights; lengths in pixels say so.
"""

import colorsys
import math
import random

import torch
from torch import Tensor
from torch.nn import functional as F


class Dice:
    """Everything random about one picture, from its seed."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.generator = torch.Generator().manual_seed(seed)

    def between(self, low: float, high: float) -> float:
        """Uniform in low..high."""
        return self.random.uniform(low, high)

    def scale(self, low: float, high: float) -> float:
        """Log-uniform in low..high, for sizes and frequencies."""
        return math.exp(self.random.uniform(math.log(low), math.log(high)))

    def chance(self, p: float) -> bool:
        """True with probability p."""
        return self.random.random() < p

    def rand(self, *shape: int) -> Tensor:
        """Uniform in 0..1."""
        return torch.rand(*shape, generator=self.generator)

    def randn(self, *shape: int) -> Tensor:
        """Standard normal."""
        return torch.randn(*shape, generator=self.generator)


def palette(dice: Dice, count: int) -> Tensor:
    """Colours [count, 3] that belong together, dark to light: near hues, most contrast in luminance."""
    # Skin, wood and brick are the commonest hues of photographs, then foliage, then sky.
    hue = dice.random.choice([0.02, 0.06, 0.08, 0.1, 0.14, 0.28, 0.56, 0.6, dice.between(0, 1)])
    strength = dice.random.choice([0.05, 0.2, 0.4, 0.6, 0.9])
    dark, light = dice.between(0.02, 0.4), dice.between(0.5, 1.0)
    colours = []
    for i in range(count):
        t = (i + dice.between(0.1, 0.9)) / count
        value = dark + (light - dark) * t
        saturation = strength * dice.between(0.5, 1.0) * (1 - 0.45 * t)
        accent = 0.5 if dice.chance(0.12) else 0.0
        colours.append(
            colorsys.hsv_to_rgb((hue + dice.random.gauss(0, 0.03) + accent) % 1, saturation, value)
        )
    return torch.tensor(colours)


def coloured(field: Tensor, colours: Tensor) -> Tensor:
    """The field [H, W] as a picture [3, H, W], through the palette [N, 3] by interpolation."""
    # A table finer than a picture's 8 bits costs one gather.
    table = F.interpolate(colours.T[None], 1024, mode="linear", align_corners=True)[0]
    return table[:, (field.clamp(0, 1) * 1023 + 0.5).long()]


def coordinates(dice: Dice, size: int, warped: float = 0.0) -> tuple[Tensor, Tensor]:
    """Rotated, at times seen in perspective or bent by noise; u, v [S, S], about one period across."""
    axis = (torch.arange(size) + 0.5) / size - 0.5
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    if warped:
        bend = smooth_noise(dice, size, dice.random.randint(2, 6), 2) * warped
        x, y = x + bend[0], y + bend[1]
    angle = dice.between(0, 2 * math.pi) if dice.chance(0.6) else dice.random.choice([0, math.pi / 2])
    u, v = x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle)
    if dice.chance(0.4):
        depth = 1 / (1 + dice.between(0.2, 1.2) * (y + 0.5))
        u, v = u * depth * 1.5, v * depth * 1.5
    return u + dice.between(0, 9), v + dice.between(0, 9)


def smooth_noise(dice: Dice, size: int, cells: int, channels: int = 1) -> Tensor:
    """Soft blotches, `cells` across, [channels, S, S], about -1..1."""
    coarse = dice.randn(1, channels, cells + 1, cells + 1) * 0.6
    return F.interpolate(coarse, (size, size), mode="bicubic", align_corners=True)[0]


def power_law(dice: Dice, size: int, slope: float, stretch: float = 1.0) -> Tensor:
    """Noise of amplitude f^-slope, unit deviation, [S, S]; stretched along x when stretch > 1."""
    fy = torch.fft.fftfreq(size)[:, None] * size
    fx = torch.fft.rfftfreq(size)[None] * size * stretch
    gain = (fx * fx + fy * fy).clamp(min=1) ** (-slope / 2)
    gain[0, 0] = 0
    field = torch.fft.irfft2(torch.fft.rfft2(dice.randn(size, size)) * gain, s=(size, size))
    return field / field.std().clamp(min=1e-6)


def turn(dice: Dice, field: Tensor) -> Tensor:
    """Quarter turns and flips."""
    if dice.chance(0.5):
        field = field.transpose(-1, -2)
    return field.flip(-1) if dice.chance(0.5) else field


def hashed(ids: Tensor, salt: float) -> Tensor:
    """A random number in 0..1 for every integer id."""
    return (ids.remainder(8191) * 0.6180339 + salt).mul(7.13).sin().mul(437.585).remainder(1.0)


def cells(dice: Dice, size: int, across: float) -> tuple[Tensor, Tensor, Tensor]:
    """Jittered Voronoi cells: distance to the wall in cells, a random number per cell, its tilt."""
    u, v = coordinates(dice, size, dice.between(0, 0.03))
    stretch = dice.scale(0.7, 1.5)
    u, v = u * across * stretch, v * across / stretch
    column, row = u.floor(), v.floor()
    table = dice.rand(3, 64, 64)
    nearest = torch.full_like(u, 9.0)
    second = nearest.clone()
    number, tilt = torch.zeros_like(u), torch.zeros_like(u)
    for j in (-1, 0, 1):
        for i in (-1, 0, 1):
            index = (row + j).long().remainder(64) * 64 + (column + i).long().remainder(64)
            px, py, own = table.view(3, -1)[:, index]
            dx, dy = column + i + px - u, row + j + py - v
            distance = dx * dx + dy * dy
            closer = distance < nearest
            second = torch.where(closer, nearest, torch.minimum(second, distance))
            number = torch.where(closer, own, number)
            tilt = torch.where(closer, dx * (px - 0.5) + dy * (own - 0.5), tilt)
            nearest = torch.minimum(nearest, distance)
    return second.sqrt() - nearest.sqrt(), number, tilt


def field(dice: Dice, size: int) -> Tensor:
    """Any of the plain textures, [S, S] in 0..1."""
    kind = dice.random.choice(["plasma", "plasma", "ridged", "marble", "wood", "weave", "grating", "soft"])
    if kind == "plasma":
        noise = power_law(dice, size, dice.between(0.6, 2.2), dice.random.choice([1, 1, 1, 3, 8]))
        return turn(dice, noise * 0.2 + 0.5)
    if kind == "ridged":
        noise = power_law(dice, size, dice.between(1.2, 2.2))
        return (1 - noise.abs() * dice.between(0.4, 1.5)).clamp(min=0)
    if kind == "marble":
        u, _ = coordinates(dice, size)
        noise = power_law(dice, size, dice.between(1.3, 2.0))
        return torch.sin(u * dice.scale(4, 60) + noise * dice.between(0.5, 4)) * 0.5 + 0.5
    if kind == "wood":
        noise = power_law(dice, size, 1.8, dice.between(3, 8))
        fine = power_law(dice, size, 0.8, dice.between(10, 30))
        rings = torch.sin(noise * dice.between(3, 14)) * dice.between(0.05, 0.3)
        return turn(dice, 0.5 + rings + fine * dice.between(0.03, 0.12))
    if kind == "weave":
        u, v = coordinates(dice, size, dice.between(0, 0.05))
        f = dice.scale(20, 110) * 2 * math.pi
        over = torch.sin(u * f) * torch.sin(v * f) * 0.3
        return 0.5 + over + 0.1 * torch.sin(u * f * 2) + power_law(dice, size, 1.2) * 0.06
    if kind == "grating":
        u, v = coordinates(dice, size, dice.between(0, 0.06) if dice.chance(0.5) else 0.0)
        f, hard = dice.scale(3, 100), dice.scale(1, 20)
        wave = torch.sin(u * f * math.pi + dice.between(0, 6))
        if dice.chance(0.35):
            wave = wave * torch.sin(v * f * math.pi * dice.random.choice([1, 1, 0.5, 2]))
        return (wave * hard).clamp(-1, 1) * 0.5 + 0.5
    return smooth_noise(dice, size, dice.random.randint(1, 7))[0] * 0.5 + 0.5


def bricks(dice: Dice, size: int) -> tuple[Tensor, Tensor]:
    """Distance to the mortar in brick heights, and a random number per brick."""
    u, v = coordinates(dice, size, 0.004)
    rows = dice.scale(4, 30)
    long = dice.random.choice([1.0, 1.0, 2.0, 2.5, 4.0])
    u, v = u * rows / long, v * rows
    row = v.floor()
    u = u + (row * dice.random.choice([0.0, 0.5, 0.5, 0.37])).remainder(1.0)
    column = u.floor()
    a, b = (u - column - 0.5).abs(), (v - row - 0.5).abs()
    wall = torch.minimum((0.5 - a) * long, 0.5 - b)
    return wall, hashed(column * 57 + row * 131, dice.between(0, 1))


def strokes(paths: Tensor, width: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """Draw paths over one another, the last on top, at twice the size.

    `paths` [N, L, 2] x and y in picture heights, dense enough to have no gaps; `width` [N, L] in
    pixels of the double size. Returns the number of the stroke per pixel [2S, 2S] (-1 = none) and
    the place along it in 0..1.
    """
    n, length, _ = paths.shape
    step = F.normalize(paths[:, 1:] - paths[:, :-1], dim=-1)
    step = torch.cat([step, step[:, -1:]], 1)
    normal = torch.stack([-step[..., 1], step[..., 0]], -1)
    widest = max(1, math.ceil(float(width.max())))
    canvas = torch.full((4 * size * size + 1,), -1, dtype=torch.int64)
    key = torch.arange(n * length).view(n, length)
    for k in range(widest):
        offset = (k - (widest - 1) / 2) / widest * width
        p = (paths * 2 * size + normal * offset[..., None]).floor().long()
        inside = (p >= 0).all(-1) & (p < 2 * size).all(-1)
        index = torch.where(inside, p[..., 1] * 2 * size + p[..., 0], 4 * size * size)
        canvas.scatter_reduce_(0, index.flatten(), key.flatten(), "amax")
    canvas = canvas[:-1].view(2 * size, 2 * size)
    return canvas.div(length, rounding_mode="floor"), canvas.remainder(length) / length


def blurred(picture: Tensor, sigma: float) -> Tensor:
    """Gaussian blur of a picture [C, H, W]; sigma in pixels."""
    radius = max(1, math.ceil(2.5 * sigma))
    x = torch.arange(-radius, radius + 1) / sigma
    kernel = torch.exp(-0.5 * x * x)
    kernel = (kernel / kernel.sum())[None, None]
    h, w = picture.shape[-2:]
    for _ in range(2):
        rows = F.pad(picture.reshape(-1, 1, picture.shape[-1]), (radius, radius), mode="replicate")
        rows = F.conv1d(rows, kernel).reshape(picture.shape)
        picture = rows.transpose(-1, -2).contiguous()
    return picture.reshape(-1, h, w)
