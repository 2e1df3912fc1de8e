"""What stands in a landscape: rocks, a house, trees."""

import torch
from torch import Tensor

from training.palette import CLASS_IDS
from training.world.canvas import EYE, Canvas, colours, flat, mix, rgb, step
from training.world.scene import ROCKS, TREES, Scenes


def rocks(c: Canvas, s: Scenes) -> None:
    """Boulders with their shadows."""
    phase = flat(s.ground_phase)
    tone = torch.tensor([0.47, 0.45, 0.43], device=c.y.device)[None, :, None, None]
    tone = mix(
        tone,
        torch.tensor([0.62, 0.42, 0.30], device=c.y.device)[None, :, None, None],
        (s.scene == 5).float()[:, None, None, None],
    )
    for index in range(ROCKS):
        present, x0, row, size = (flat(s.rocks[:, index, k]) for k in range(4))
        foot = flat(s.horizon) + 0.06 + row * (1.0 - flat(s.horizon)) * 0.8
        reach = size * (0.25 + (foot - flat(s.horizon)) * 1.6)
        u, v = (c.x - x0) / reach, (c.y - foot) / reach
        rough, gx, gy = c.lookup("rough slope_x slope_y", u * 0.11 + phase + x0, v * 0.11 + row)
        body = 1.0 - (u.abs() ** 2.4) - ((v + 0.32) / 0.55).abs() ** 2.4 + 0.22 * rough
        alpha = c.soft(body * reach * 0.4, 1.2) * present
        facing = flat(c.light.side)
        shade = (0.55 + 0.4 * facing * u - 0.45 * (v + 0.35) + 0.2 * (facing * gx - gy)).clamp(0.05, 1.1)
        albedo = tone * (1.0 + 0.12 * rough[:, None])
        shadow = torch.exp(-((u + 0.25 * facing) ** 2 + (v * 4 - 0.5) ** 2) * 1.4) * 0.45 * present
        c.picture = c.picture * (1.0 - shadow)[:, None]
        c.paint(alpha, c.lit(albedo, shade), CLASS_IDS["rock"], EYE / (foot - flat(s.horizon)))


def house(c: Canvas, s: Scenes) -> None:
    """A house, seen from the front."""
    d = c.y.device
    present, x0, row, size = (flat(s.house[:, k]) for k in range(4))
    present = present * (1.0 - covers_water(c, s, s.house[:, 1], s.house[:, 2]))
    foot = flat(s.horizon) + 0.03 + row * (1.0 - flat(s.horizon)) * 0.7
    unit = size * (0.045 + (foot - flat(s.horizon)) * 0.55)
    u, v = (c.x - x0) / unit, (foot - c.y) / unit
    wall_box = torch.minimum(0.62 - u.abs(), torch.minimum(v, 0.55 - v))
    roof_half = 0.74 - (v - 0.5) * 0.95
    roof_box = torch.minimum(roof_half - u.abs(), torch.minimum(v - 0.5, 0.95 - v))
    walls = rgb(d, (0.86, 0.80, 0.70), (0.72, 0.35, 0.28), (0.90, 0.90, 0.88), (0.60, 0.47, 0.35))
    roofs = rgb(d, (0.58, 0.26, 0.18), (0.33, 0.33, 0.37), (0.45, 0.30, 0.22), (0.30, 0.22, 0.20))
    pick = (s.house[:, 4] * 4).long().clamp(max=3)
    wall, roof = walls[pick][:, :, None, None], roofs[pick][:, :, None, None]
    roof = mix(roof, torch.full_like(roof, 0.95), (s.season == 3).float()[:, None, None, None] * 0.85)
    side = 0.45 + 0.45 * step(-0.1, 0.1, flat(c.light.side) * (u + 0.15))
    planks = 1.0 + 0.04 * torch.sin(v * 60)
    face = wall * planks[:, None]
    window = (((u.abs() - 0.32).abs() < 0.10) & ((v - 0.30).abs() < 0.10)).float()
    door = ((u.abs() < 0.09) & (v < 0.34)).float()
    dark = torch.tensor([0.16, 0.17, 0.22], device=d)[None, :, None, None]
    lamp = torch.tensor([1.0, 0.80, 0.42], device=d)[None, :, None, None]
    night = ((s.hour == 3) | (s.hour == 2)).float()[:, None, None, None]
    house = mix(face, torch.tensor([0.30, 0.20, 0.14], device=d)[None, :, None, None], door[:, None])
    lit = mix(c.lit(house, side), mix(dark, lamp, night), window[:, None])
    shadow = torch.exp(-(u**2) * 0.9 - ((v + 0.02) * 7.0) ** 2) * 0.45 * present
    c.picture = c.picture * (1.0 - shadow)[:, None]
    depth = EYE / (foot - flat(s.horizon))
    c.paint(c.soft(wall_box * unit) * present, lit, CLASS_IDS["house"], depth.expand_as(c.y))
    tiles = roof * (1.0 + 0.05 * torch.sin(v * 50))[:, None]
    c.paint(
        c.soft(roof_box * unit) * present, c.lit(tiles, side * 0.9), CLASS_IDS["house"], depth.expand_as(c.y)
    )


def covers_water(
    c: Canvas, s: Scenes, x: Tensor, row: Tensor, lowest: float = 0.03, reach: float = 0.7
) -> Tensor:
    """1.0 where the foot of a thing at (x, row) would stand in water, [B, 1, 1]."""
    h, w = c.size
    foot = s.horizon + lowest + row * (1.0 - s.horizon) * reach
    line = (foot * h).long().clamp(0, h - 1)
    column = ((x + c.half_width) * h).long().clamp(0, w - 1)
    under = c.classes[torch.arange(len(x), device=x.device), line, column]
    wet = (under == CLASS_IDS["sea"]) | (under == CLASS_IDS["lake"]) | (under == CLASS_IDS["river"])
    return flat(wet.float())


def trees(c: Canvas, s: Scenes) -> None:
    """Conifers and broadleaf trees, far ones first."""
    d = c.y.device
    # Far to near, so that near trees cover far ones.
    order = s.trees[:, :, 2].argsort(dim=1)
    trees = torch.gather(s.trees, 1, order[:, :, None].expand_as(s.trees))
    leaves = colours(
        d, [(0.20, 0.36, 0.10), (0.20, 0.36, 0.10), (0.68, 0.36, 0.09), (0.36, 0.32, 0.28)], s.season
    )
    needles = colours(
        d, [(0.10, 0.25, 0.13), (0.10, 0.25, 0.13), (0.13, 0.25, 0.12), (0.16, 0.24, 0.19)], s.season
    )
    bark = torch.tensor([0.28, 0.20, 0.14], device=d)[None, :, None, None]
    facing = flat(c.light.side)
    winter = flat((s.season == 3).float())
    for index in range(TREES):
        tree = trees[:, index]
        if not bool(tree[:, 0].any()):
            continue
        present, x0, row, size, species, tone = (flat(tree[:, k]) for k in range(6))
        present = present * (1.0 - covers_water(c, s, tree[:, 1], tree[:, 2], 0.015, 0.75))
        below = 0.015 + row * row * (1.0 - flat(s.horizon)) * 0.75
        foot = flat(s.horizon) + below
        unit = size * (0.05 + below * 0.85)
        u, v = (c.x - x0) / unit, (foot - c.y) / unit
        leaf, rough = c.lookup(
            "cells rough", c.x * 0.9 / (0.3 + unit * 1.4) + tone, c.y * 0.9 / (0.3 + unit * 1.4) + tone * 3
        )
        # Conifer: tiers of a cone. Broadleaf: a round crown with lobes.
        tier = (v * 6.5 + tone * 3).remainder(1.0)
        cone = (1.02 - v) * 0.27 * (0.72 + 0.42 * (1 - tier)) + 0.035 * rough * (1.1 - v).clamp(min=0)
        conifer = torch.minimum(cone - u.abs(), v - 0.10)
        lobes = 0.10 * rough + 0.09 * (leaf - 0.5)
        width = 0.36 + 0.14 * tone
        crown = (1.0 - torch.sqrt((u / width) ** 2 + ((v - 0.66) / 0.36) ** 2)) * 0.36 + lobes
        bare = winter * (rough > 0.2).float() * 0.12
        body = torch.where(species < 0.5, conifer, crown - bare)
        trunk = torch.minimum(0.035 * (1.25 - v * 0.6) - u.abs(), torch.minimum(v, 0.55 - v))
        inside = c.soft(body * unit) * present
        stem = c.soft(trunk * unit) * present
        reach = torch.where(species < 0.5, 0.27, width)
        shade = 0.42 + 0.36 * facing * (u / reach).clamp(-1, 1) + 0.30 * (v - 0.6) + 0.55 * (leaf - 0.4)
        shade = torch.where(species < 0.5, shade - 0.25 * tier + 0.1, shade).clamp(0.03, 1.1)
        hue = 0.82 + 0.36 * tone[:, None] + 0.10 * rough[:, None]
        albedo = torch.where(species[:, None] < 0.5, needles, leaves) * hue
        frost = winter * step(0.35, 0.75, shade + 0.1 * rough) * (species < 0.5).float() * 0.8
        albedo = mix(albedo, torch.full_like(albedo, 0.93), frost[:, None])
        shadow = torch.exp(-((u + 0.12 * facing) ** 2) * 5.0 - ((v + 0.01) * 9.0) ** 2) * 0.4 * present
        c.picture = c.picture * (1.0 - shadow)[:, None]
        depth = (EYE / below).expand_as(c.y)
        c.paint(
            stem,
            c.lit(bark * (1 + 0.15 * rough[:, None]), 0.5 + 0.3 * facing * (u / 0.04).clamp(-1, 1)),
            CLASS_IDS["tree"],
            depth,
        )
        c.paint(inside, c.lit(albedo, shade), CLASS_IDS["tree"], depth)
