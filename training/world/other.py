"""Pictures that are not landscapes: dead leaves, the classic stand-in for natural images.

Occluding discs, boxes and strips whose sizes follow a power law share the edges, scales and contrast
of photographs (Lee, Mumford and Huang 2001), so an autoencoder trained on them carries over.
"""

import math

import torch
from torch import Tensor

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
