"""Tileable random textures, the one source of noise of the renderer.

Noise is looked up, not computed: a few textures with power-law spectra are made once on the CPU
from a fixed seed, so the same scene looks the same on every device, and a lookup costs one bilinear
sample however many octaves it holds.
"""

from functools import lru_cache

import torch
from torch import Tensor
from torch.nn import functional as F

SIZE = 512


def _power_law(
    generator: torch.Generator, slope: float, lowest: float = 1.0, highest: float = 110.0
) -> Tensor:
    """Gaussian noise with amplitude f^-slope, zero mean, unit deviation; periodic, [S, S].

    Nothing is finer than `highest` cycles a period: a small autoencoder cannot keep grain of single pixels.
    """
    white = torch.randn(SIZE, SIZE, generator=generator, dtype=torch.float64)
    fy = torch.fft.fftfreq(SIZE, dtype=torch.float64)[:, None] * SIZE
    fx = torch.fft.rfftfreq(SIZE, dtype=torch.float64)[None, :] * SIZE
    f = torch.sqrt(fy * fy + fx * fx)
    gain = torch.where(f < lowest, 0.0, f.clamp(min=1.0) ** -slope)
    gain = gain * torch.exp(-((f / highest) ** 4))
    field = torch.fft.irfft2(torch.fft.rfft2(white) * gain, s=(SIZE, SIZE))
    return (field - field.mean()) / field.std()


def _bumps(generator: torch.Generator, count: int, radius: float, spread: float) -> Tensor:
    """Round bumps at random points, the highest wins: 1 at a point, 0 at its radius in texels; [S, S].

    Radii vary by `spread` of the mean.
    """
    field = torch.zeros(SIZE, SIZE, dtype=torch.float64)
    reach = torch.arange(-int(radius * (1 + spread)) - 1, int(radius * (1 + spread)) + 2)
    for x, y, size in torch.rand(count, 3, generator=generator, dtype=torch.float64).tolist():
        column, row = reach + int(x * SIZE), reach + int(y * SIZE)
        distance = torch.sqrt((row[:, None] - y * SIZE) ** 2 + (column[None, :] - x * SIZE) ** 2)
        bump = (1.0 - distance / (radius * (1 + spread * (2 * size - 1)))).clamp(min=0.0)
        at = (row.remainder(SIZE)[:, None], column.remainder(SIZE)[None, :])
        field[at] = torch.maximum(field[at], bump)
    return field


def _cells(generator: torch.Generator, count: int) -> Tensor:
    """Bumps that just cover the texture: 1 at each of `count` random points, 0 between; [S, S]."""
    return _bumps(generator, count, 0.91 * SIZE / count**0.5, 0.0)


def _dots(generator: torch.Generator, count: int, radius: float) -> Tensor:
    """Soft round dots of about `radius` texels at random points; 1 inside, [S, S]."""
    return (2.0 * _bumps(generator, count, 1.25 * radius, 0.5)).clamp(max=1.0)


CHANNELS = {
    name: index
    for index, name in enumerate(
        ["cloud", "rough", "ridge", "slope_x", "slope_y", "grain", "cells", "dots", "billow"]
    )
}


@lru_cache(maxsize=4)
def texture_atlas(device: str) -> Tensor:
    """All textures, [1, C, S + 1, S + 1], the last row and column repeating the first."""
    generator = torch.Generator().manual_seed(20220413)
    cloud = _power_law(generator, 1.75, lowest=2)
    rough = _power_law(generator, 1.4, lowest=3)
    base = _power_law(generator, 1.9, lowest=2, highest=60)
    ridge = 1.0 - 2.0 * base.abs().clamp(max=2.0) + 0.10 * rough
    slope_x = (ridge.roll(-2, 1) - ridge.roll(2, 1)) * SIZE / 192
    slope_y = (ridge.roll(-2, 0) - ridge.roll(2, 0)) * SIZE / 192
    grain = _power_law(generator, 0.6, lowest=24, highest=90)
    cells = _cells(generator, 900)
    dots = _dots(generator, 700, 2.2)
    # Heaps of rounded puffs of three sizes, as clouds and foliage have them.
    billow = 0.55 * _cells(generator, 70) + 0.30 * _cells(generator, 300) + 0.15 * _cells(generator, 1200)
    fields = [cloud, rough, ridge, slope_x, slope_y, grain, cells, dots, billow]
    atlas = torch.stack(fields).float()
    # One wrapped row and column more, so that bilinear lookups cross the edge.
    atlas = torch.cat([atlas, atlas[:, :1]], dim=1)
    return torch.cat([atlas, atlas[:, :, :1]], dim=2)[None].to(device)


@lru_cache(maxsize=64)
def _channels(device: str, names: str) -> Tensor:
    """The named channels of the atlas, [1, C, S + 1, S + 1]."""
    return texture_atlas(device)[:, [CHANNELS[name] for name in names.split()]].contiguous()


def lookup(atlas: Tensor, names: str, x: Tensor, y: Tensor) -> list[Tensor]:
    """Bilinear lookup of the named channels (space-separated) of the atlas at x, y [B, H, W] in periods."""
    b, h, w = x.shape
    grid = torch.stack([x.remainder(1.0), y.remainder(1.0)], dim=-1) * 2.0 - 1.0
    textures = _channels(str(atlas.device), names)
    values = F.grid_sample(textures, grid.reshape(1, b * h, w, 2), mode="bilinear", align_corners=True)
    return list(values.reshape(textures.shape[1], b, h, w))
