"""Trees of three kinds in four seasons, and bushes."""

import torch
from torch import Tensor

from training.palette import CLASS_IDS
from training.world.canvas import EYE, Canvas, cast_shadow, colours, flat, frame, mix, step, tone
from training.world.scene import AUTUMN, BUSHES, SPRING, TREES, WINTER, Scenes
from training.world.water import stands_nowhere

# Per season: spring, summer, autumn, winter.
_LEAVES = [(0.36, 0.54, 0.13), (0.19, 0.37, 0.09), (0.74, 0.37, 0.07), (0.50, 0.44, 0.39)]
_PALE_LEAVES = [(0.50, 0.64, 0.20), (0.34, 0.48, 0.14), (0.90, 0.66, 0.12), (0.58, 0.52, 0.46)]
_NEEDLES = [(0.12, 0.29, 0.13), (0.09, 0.24, 0.12), (0.12, 0.25, 0.12), (0.19, 0.29, 0.23)]
_BLOSSOM = (0.98, 0.74, 0.80)


def _tree(s: Scenes, index: int, spread: float) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """present, x, foot, height of one tree, [B] each."""
    present, x, row, size = (s.trees[:, index, k] for k in range(4))
    below = 0.015 + row * row * (1.0 - s.horizon) * 0.75
    return present, x * spread, s.horizon + below, size * (0.05 + below * 0.85)


def trees(canvas: Canvas, s: Scenes) -> None:
    """Conifers, broadleaf trees and slender birches, far ones first."""
    host = s.host or s
    for index in range(TREES):
        there = _tree(host, index, canvas.spread)
        present, x, foot, height = _tree(s, index, canvas.spread)
        tall = there[3]
        shadow = frame(
            canvas,
            *there[:3],
            tall * (0.35 + host.shadow_x.abs()),
            tall * 0.12,
            tall * (0.12 + host.shadow_y.clamp(min=0)),
        )
        body = frame(canvas, *there[:3], tall * 0.55, tall * 1.12, tall * 0.04)
        if body is None:
            continue
        present = present * (1.0 - stands_nowhere(canvas, x, foot))
        if shadow is not None:
            cast_shadow(shadow, s, present, x, foot, height * 0.20, height)
        _paint_tree(body, s, s.trees[:, index], present, x, foot, height)


def _paint_tree(
    c: Canvas, s: Scenes, tree: Tensor, present: Tensor, x: Tensor, foot: Tensor, height: Tensor
) -> None:
    d = c.y.device
    species, shade_of, bare = tree[:, 4], flat(tree[:, 5]), flat(tree[:, 6])
    unit = flat(height)
    conifer, slender = flat((species == 0).float()), flat((species == 2).float())
    u, v = (c.x - flat(x)) / unit, (flat(foot) - c.y) / unit
    grain = 0.55 / (0.12 + unit)
    leaf, rough = c.lookup("billow rough", c.x * grain + shade_of * 5, c.y * grain + shade_of * 3)
    (towards,) = c.lookup(
        "billow",
        (c.x + 0.02 * flat(c.light.side) * unit) * grain + shade_of * 5,
        (c.y - 0.03 * unit) * grain + shade_of * 3,
    )
    facing = flat(c.light.side)
    # Conifer: tiers of a cone. Others: a crown of lobes, round or slender.
    above = (v - bare) / (1.0 - bare)
    tier = (above * 6.5 + shade_of * 3 + 0.25 * rough).remainder(1.0)
    cone = (1.02 - above) * 0.25 * (0.72 + 0.42 * (1 - tier)) + 0.03 * rough * (1.1 - above).clamp(min=0)
    cone = torch.minimum(cone - u.abs(), v - bare)
    width = (0.34 + 0.12 * shade_of) * (1.0 - 0.52 * slender)
    centre, half = 0.5 + 0.5 * bare + 0.03, 0.5 - 0.5 * bare
    radial = torch.sqrt((u / width) ** 2 + ((v - centre) / half) ** 2)
    crown = (1.0 - radial) * torch.minimum(width, half) + 0.14 * (leaf - 0.40) + 0.045 * rough
    winter = flat((s.season == WINTER).float())
    # Bare crowns are full of holes.
    crown = crown - winter * (step(-0.2, 0.9, rough) * 0.20 + 0.25 * (0.45 - leaf).clamp(min=0))
    body = torch.where(conifer > 0, cone, crown)
    girth = (0.030 - 0.008 * slender) * (1.25 - v * 0.75)
    sway = 0.012 * torch.sin(v * 7 + shade_of * 9)
    trunk = torch.minimum(girth - (u - sway).abs(), torch.minimum(v + 0.004, 0.72 - v))
    # Boughs reach from the trunk into the crown.
    fork = torch.minimum(
        0.014 - ((u - sway).abs() - (v - bare - 0.05) * 0.45).abs(), torch.minimum(v - bare - 0.05, 0.66 - v)
    )
    trunk = torch.maximum(trunk, fork - conifer)

    bark = mix(tone(d, 0.30, 0.21, 0.15), tone(d, 0.78, 0.76, 0.72), slender[:, None])
    ring = slender * step(0.9, 1.5, rough + 0.5 * torch.sin(v * 60)) * 0.6
    bark = bark * (1.0 - ring + 0.10 * rough * (1 - slender))[:, None]
    bark_shade = 0.45 + 0.38 * facing * ((u - sway) / girth.clamp(min=0.004)).clamp(-1, 1)
    depth = EYE / (flat(foot) - flat(s.horizon))
    shown = flat(present) * c.before_buildings(depth)
    c.paint(c.soft(trunk * unit, 1.4) * shown, c.lit(bark, bark_shade), CLASS_IDS["tree"], depth)

    leaves = mix(colours(d, _LEAVES, s.season), colours(d, _PALE_LEAVES, s.season), slender[:, None] * 0.8)
    spring = flat(((s.season == SPRING).float()) * (s.hue.abs() > 0.3).float())
    blossom = spring * (1 - conifer) * (shade_of > 0.30).float()
    leaves = mix(leaves, tone(d, *_BLOSSOM), blossom[:, None])
    # Autumn is red in one tree and yellow in the next.
    autumn = flat((s.season == AUTUMN).float())
    turn = (shade_of - 0.5) * autumn
    leaves = leaves + torch.stack([-0.05 * turn.abs(), 0.34 * turn, 0.0 * turn], 1)
    albedo = mix(leaves, colours(d, _NEEDLES, s.season), conifer[:, None])
    albedo = albedo * (0.86 + 0.24 * shade_of * (1 - blossom) + 0.10 * rough)[:, None]
    reach = torch.where(conifer > 0, 0.25, width)
    round_shade = 0.36 + 0.34 * facing * (u / reach).clamp(-1, 1) + 0.34 * (v - centre) / half * 0.7
    shade = round_shade + 0.9 * (leaf - towards) + 0.45 * (leaf - 0.4)
    cone_shade = 0.46 + 0.36 * facing * (u / reach).clamp(-1, 1) - 0.28 * (tier - 0.3) + 0.12 * (leaf - 0.4)
    shade = torch.where(conifer > 0, cone_shade, shade).clamp(0.03, 1.1)
    frost = flat((s.white > 0.3).float()) * step(0.30, 0.62, shade + 0.1 * rough) * (0.35 + 0.5 * conifer)
    frost = frost * (0.55 + 0.45 * flat(s.white))
    albedo = mix(albedo, tone(d, 0.93, 0.95, 0.98), frost[:, None])
    c.paint(c.soft(body * unit, 1.6) * shown, c.lit(albedo, shade), CLASS_IDS["tree"], depth)


def _bush(s: Scenes, index: int, spread: float) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    present, x, row, size = (s.bushes[:, index, k] for k in range(4))
    below = 0.02 + row**1.5 * (1.0 - s.horizon) * 0.8
    return present, x * spread, s.horizon + below, size * (0.012 + below * 0.30)


def bushes(canvas: Canvas, s: Scenes) -> None:
    """Low round shrubs with lobes."""
    host = s.host or s
    for index in range(BUSHES):
        there = _bush(host, index, canvas.spread)
        present, x, foot, radius = _bush(s, index, canvas.spread)
        size = there[3]
        c = frame(canvas, *there[:3], size * 2.4, size * 1.5, size * 0.8)
        if c is None:
            continue
        d = c.y.device
        present = present * (1.0 - stands_nowhere(canvas, x, foot))
        cast_shadow(c, s, present, x, foot, radius * 1.0, radius * 1.2)
        unit, shade_of = flat(radius), flat(s.bushes[:, index, 4])
        u, v = (c.x - flat(x)) / unit, (flat(foot) - c.y) / unit
        leaf, rough = c.lookup("billow rough", u * 0.16 + shade_of * 7, v * 0.16 + shade_of * 3)
        (towards,) = c.lookup(
            "billow", (u + 0.1 * flat(c.light.side)) * 0.16 + shade_of * 7, (v + 0.12) * 0.16 + shade_of * 3
        )
        body = (
            1.0 - torch.sqrt((u / 1.15) ** 2 + ((v - 0.35) / 0.75) ** 2) + 0.55 * (leaf - 0.4) + 0.08 * rough
        )
        body = torch.minimum(body, (v + 0.12 + 0.05 * rough) * 2.0)
        shade = 0.42 + 0.30 * flat(c.light.side) * u.clamp(-1, 1) + 0.30 * (v - 0.4) + 1.2 * (leaf - towards)
        shade = (shade + 0.5 * (leaf - 0.4)).clamp(0.03, 1.1)
        leaves = mix(colours(d, _LEAVES, s.season), colours(d, _NEEDLES, s.season), (0.5 * shade_of)[:, None])
        dry = flat((s.soil > 0).float())
        leaves = mix(leaves, tone(d, 0.42, 0.42, 0.20), 0.7 * dry[:, None]) * (0.9 + 0.25 * shade_of)[:, None]
        frost = flat(s.white) * step(0.45, 0.75, shade + 0.1 * rough) * 0.8
        leaves = mix(leaves, tone(d, 0.93, 0.95, 0.98), frost[:, None])
        depth = EYE / (flat(foot) - flat(s.horizon))
        c.paint(
            c.soft(body * unit * 0.7, 1.6) * flat(present), c.lit(leaves, shade), CLASS_IDS["bush"], depth
        )
