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


def _power_law(generator: torch.Generator, slope: float, lowest: float = 1.0) -> Tensor:
    """Gaussian noise with amplitude f^-slope, zero mean, unit deviation; periodic, [S, S]."""
    white = torch.randn(SIZE, SIZE, generator=generator, dtype=torch.float64)
    fy = torch.fft.fftfreq(SIZE, dtype=torch.float64)[:, None] * SIZE
    fx = torch.fft.rfftfreq(SIZE, dtype=torch.float64)[None, :] * SIZE
    f = torch.sqrt(fy * fy + fx * fx)
    gain = torch.where(f < lowest, 0.0, f.clamp(min=1.0) ** -slope)
    field = torch.fft.irfft2(torch.fft.rfft2(white) * gain, s=(SIZE, SIZE))
    return (field - field.mean()) / field.std()


def _cells(generator: torch.Generator, count: int) -> Tensor:
    """Distance to the nearest of `count` random points, as bumps: 1 at a point, 0 between; [S, S]."""
    points = torch.rand(count, 2, generator=generator, dtype=torch.float64)
    axis = torch.arange(SIZE, dtype=torch.float64) / SIZE
    nearest = torch.full((SIZE, SIZE), 9.0, dtype=torch.float64)
    for x, y in points.tolist():
        dx = (axis - x + 0.5) % 1.0 - 0.5
        dy = (axis - y + 0.5) % 1.0 - 0.5
        nearest = torch.minimum(nearest, dy[:, None] ** 2 + dx[None, :] ** 2)
    bump = 1.0 - torch.sqrt(nearest * count) * 1.1
    return bump.clamp(0.0, 1.0)


CHANNELS = {"cloud": 0, "rough": 1, "ridge": 2, "slope_x": 3, "slope_y": 4, "grain": 5, "cells": 6}


@lru_cache(maxsize=4)
def texture_atlas(device: str) -> Tensor:
    """All textures, [1, C, S + 1, S + 1], the last row and column repeating the first."""
    generator = torch.Generator().manual_seed(20220413)
    cloud = _power_law(generator, 1.75, lowest=2)
    rough = _power_law(generator, 1.35, lowest=3)
    base = _power_law(generator, 1.9, lowest=2)
    ridge = 1.0 - 2.0 * base.abs().clamp(max=2.0) + 0.15 * rough
    slope_x = (ridge.roll(-1, 1) - ridge.roll(1, 1)) * SIZE / 96
    slope_y = (ridge.roll(-1, 0) - ridge.roll(1, 0)) * SIZE / 96
    grain = _power_law(generator, 0.6, lowest=24)
    cells = _cells(generator, 900)
    atlas = torch.stack([cloud, rough, ridge, slope_x, slope_y, grain, cells]).float()
    # One wrapped row and column more, so that bilinear lookups cross the edge.
    atlas = torch.cat([atlas, atlas[:, :1]], dim=1)
    return torch.cat([atlas, atlas[:, :, :1]], dim=2)[None].to(device)


def lookup(atlas: Tensor, names: str, x: Tensor, y: Tensor) -> list[Tensor]:
    """Bilinear lookup of the named channels (space-separated) at x, y [B, H, W] in periods."""
    b, h, w = x.shape
    grid = torch.stack([x.remainder(1.0), y.remainder(1.0)], dim=-1) * 2.0 - 1.0
    channels = [CHANNELS[name] for name in names.split()]
    values = F.grid_sample(
        atlas[:, channels], grid.reshape(1, b * h, w, 2), mode="bilinear", align_corners=True
    )
    return list(values.reshape(len(channels), b, h, w))
