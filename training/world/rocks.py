"""Stone: boulders, the cliff of a waterfall with the fall itself, and the walls of a canyon."""

import torch
from torch import Tensor

from training.palette import CLASS_IDS
from training.world.canvas import EYE, Canvas, cast_shadow, colours, flat, frame, mix, step, tone
from training.world.ridges import GREEN
from training.world.scene import CANYON, DESERT, ROCKS, Scenes
from training.world.water import CLIFF_FOOT, fall_x

_SLICES = 5


def _arid(s: Scenes) -> Tensor:
    return ((s.scene == CANYON) | (s.scene == DESERT)).float()[:, None, None, None]


def _boulder(s: Scenes, index: int, spread: float) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    present, x, row, size = (s.rocks[:, index, k] for k in range(4))
    below = 0.06 + row * (1.0 - s.horizon) * 0.8
    return present, x * spread, s.horizon + below, size * (0.25 + below * 1.6)


def rocks(canvas: Canvas, s: Scenes) -> None:
    """Boulders with their shadows."""
    host = s.host or s
    phase = flat(s.ground_phase)
    for index in range(ROCKS):
        there = _boulder(host, index, canvas.spread)
        present, x, foot, reach = _boulder(s, index, canvas.spread)
        c = frame(canvas, *there[:3], there[3] * 2.6, there[3] * 1.3, there[3] * 0.7)
        if c is None:
            continue
        cast_shadow(c, s, present, x, foot, reach * 0.8, reach * 0.9)
        u, v = (c.x - flat(x)) / flat(reach), (c.y - flat(foot)) / flat(reach)
        place = flat(s.rocks[:, index, 2])
        rough, gx, gy = c.lookup("rough slope_x slope_y", u * 0.09 + phase + place * 7, v * 0.09 + place)
        body = 1.0 - (u.abs() ** 2.4) - ((v + 0.32) / 0.55).abs() ** 2.4 + 0.22 * rough
        alpha = c.soft(body * flat(reach) * 0.4, 1.4) * flat(present)
        facing = flat(c.light.side)
        shade = (0.50 + 0.42 * facing * u - 0.50 * (v + 0.35) + 0.22 * (facing * gx - gy)).clamp(0.05, 1.1)
        stone = mix(tone(c.y.device, 0.48, 0.46, 0.44), tone(c.y.device, 0.66, 0.43, 0.30), _arid(s))
        albedo = stone * (1.0 + 0.10 * rough[:, None])
        cap = flat(s.white) * step(0.35, 0.6, -v + 0.1 * rough) * 0.9
        albedo = mix(albedo, tone(c.y.device, 0.92, 0.95, 1.0), cap[:, None])
        depth = EYE / (flat(foot) - flat(s.horizon))
        alpha = alpha * c.before_buildings(depth)
        c.paint(alpha, c.lit(albedo, shade), CLASS_IDS["rock"], depth)


def _strata(c: Canvas, s: Scenes, level: Tensor, rough: Tensor) -> Tensor:
    """Layered stone, red where it is dry; level [B, H, W] runs upwards through the layers."""
    d = c.y.device
    (layer, fine) = c.lookup("rough grain", 0.031 * c.x + flat(s.ground_phase), level * 0.35 + 0.01 * rough)
    tint = step(-0.8, 0.9, layer + 0.25 * fine)[:, None]
    red = mix(tone(d, 0.55, 0.27, 0.17), tone(d, 0.86, 0.58, 0.38), tint)
    grey = mix(tone(d, 0.34, 0.32, 0.30), tone(d, 0.56, 0.53, 0.48), tint)
    return mix(grey, red, _arid(s)) * (1.0 + 0.07 * rough[:, None])


def falls_cliff(canvas: Canvas, s: Scenes) -> None:
    """The cliff of a waterfall, from one side of the picture to the other."""
    host = s.host or s
    if not bool((host.falls[:, 0] > 0).any()):
        return
    c = canvas.window(float((host.horizon - host.falls[:, 3] * 1.35).min()), float(host.horizon.max()) + 0.09)
    if c is None:
        return
    present, _, width, height, lean, phase = (flat(s.falls[:, k]) for k in range(6))
    x = fall_x(s)
    across = c.x[:, :1] * 0.22 + phase
    smooth, rough = c.lookup("cloud rough", across, phase + 0.0 * across)
    notch = torch.exp(-(((c.x[:, :1] - x) / (width * 1.4)) ** 2)) * 0.05
    slope = (1.0 + (lean - 0.5) * 0.9 * (c.x[:, :1] - x)).clamp(0.3, 1.3)
    top = height * slope * (1.0 + 0.10 * torch.tanh(smooth * 1.5) + 0.03 * rough) - notch
    foot = (
        flat(s.horizon) + CLIFF_FOOT + 0.008 * rough + 0.03 * torch.tanh((c.x[:, :1] - x).abs() * 2.0 - 0.3)
    )
    line = flat(s.horizon) + CLIFF_FOOT - top
    inside = torch.minimum(c.soft(c.y - line, 1.5), c.soft(foot - c.y, 2.0)) * present
    u, v = c.x * 0.42 + phase, c.y * 0.16 + 0.03 * rough + phase
    relief, gx, bump = c.lookup("ridge slope_x rough", u, v)
    facing = flat(c.light.side)
    hollow = torch.exp(-(((c.x - x) / (0.06 + width * 1.6)) ** 2))
    shade = 0.46 + 0.34 * torch.tanh(facing * gx) + 0.14 * relief - 0.22 * hollow
    albedo = _strata(c, s, c.y * 2.4 + c.x * 0.06 * (lean - 0.5), bump)
    # Moss and ferns on ledges, turf and shrubs on the rim, snow on both in winter.
    green = colours(c.y.device, GREEN, s.season) * (0.75 + 0.15 * bump[:, None])
    depth_below = c.y - line
    turf = step(0.028, 0.012, depth_below - 0.012 * bump)
    moss = torch.maximum(turf, step(0.5, 0.9, bump * 0.5 + 0.5 * relief - depth_below) * 0.75)
    albedo = mix(albedo, green, (moss * (1 - _arid(s)[:, 0]))[:, None])
    ledge = torch.maximum(turf, step(0.5, 0.8, bump * 0.6 + 0.3 * relief) * 0.8) * flat(s.white)
    albedo = mix(albedo, tone(c.y.device, 0.92, 0.95, 1.0), ledge[:, None])
    c.paint(inside, c.lit(albedo, shade.clamp(0.05, 1.1)), CLASS_IDS["cliff"], torch.full_like(c.y, 7.0))


def falls(canvas: Canvas, s: Scenes) -> None:
    """The falling water in strands, and the spray where it lands."""
    host = s.host or s
    if not bool((host.falls[:, 0] > 0).any()):
        return
    x_host, width_host = fall_x(host)[:, 0, 0], host.falls[:, 2]
    foot_host = host.horizon + CLIFF_FOOT
    c = frame(
        canvas,
        host.falls[:, 0],
        x_host,
        foot_host,
        width_host * 3.5 + 0.12,
        host.falls[:, 3] * 1.2,
        foot_host * 0 + 0.16,
    )
    if c is None:
        return
    present, _, width, height, _, phase = (flat(s.falls[:, k]) for k in range(6))
    x = fall_x(s)
    foot = flat(s.horizon) + CLIFF_FOOT
    top = foot - height * 0.97
    drop = ((c.y - top) / height).clamp(0.0, 1.2)
    (wave,) = c.lookup("rough", c.y * 0.30 + phase, phase + 0.0 * c.y)
    # The stream bends over the lip and spreads on its way down.
    half = width * (0.62 + 0.55 * drop + 0.12 * wave)
    middle = x + width * 0.25 * wave
    u = (c.x - middle) / half
    strand, fine = c.lookup("rough grain", c.x * 0.85 + phase, c.y * 0.09 - drop * 0.1 + phase)
    edge = (1.0 - u.abs()) * half + 0.010 * strand
    alpha = torch.minimum(c.soft(edge, 2.5), c.soft(c.y - top + 0.008 * (1 - u * u), 2.0))
    alpha = torch.minimum(alpha, c.soft(foot + 0.012 - c.y, 4.0)) * present
    shade = (0.62 + 0.16 * strand + 0.08 * fine + 0.12 * flat(c.light.side) * u - 0.1 * drop).clamp(0.2, 1.1)
    white = tone(c.y.device, 0.90, 0.95, 0.98) * (0.92 + 0.06 * strand[:, None])
    c.paint(alpha, c.lit(white, shade), CLASS_IDS["waterfall"], torch.full_like(c.y, 6.5))
    # Foam on the pool and a veil of spray above it.
    dx, dy = (c.x - middle) / (width * 1.7 + 0.03), c.y - foot
    (churn,) = c.lookup("billow", c.x * 0.6 + phase, c.y * 1.2)
    foam = torch.exp(-dx * dx - (dy / (0.022 + width * 0.22)) ** 2) * (0.75 + 0.7 * churn) * present
    c.paint(step(0.35, 0.85, foam) * 0.9, c.lit(white, 0.75 + 0.2 * churn), CLASS_IDS["waterfall"], None)
    spray = torch.exp(-dx * dx * 0.7 - ((dy + 0.03) / (0.05 + 0.14 * height)) ** 2) * present
    veil = c.light.ambient * 1.1 + c.light.sun * 0.55
    c.picture.lerp_(veil.expand_as(c.picture), (spray * 0.5)[:, None].expand_as(c.picture))


def canyon(canvas: Canvas, s: Scenes) -> None:
    """Layered walls on both sides, in slices from far to near."""
    host = s.host or s
    if not bool((host.walls[:, 0] > 0).any()):
        return
    present, openness, tall, phase = (flat(s.walls[:, k]) for k in range(4))
    side = flat(canvas.light.side)
    for index in range(_SLICES):
        near = index / (_SLICES - 1)
        below = 0.012 + 0.30 * near**2.2
        c = canvas.window(0.0, float(host.horizon.max()) + below + 0.06)
        if c is None:
            return
        shift = phase + 0.37 * index
        # The edge of a wall runs out and in with height, in steps, as layers wear differently.
        level = (flat(s.horizon) + below - c.y) / (0.22 + 0.78 * near)
        wear, bulge = c.lookup(
            "rough cloud", 0.0 * c.x + shift + 0.5 * (c.x > 0).float(), level * 0.22 + shift
        )
        edge = openness * (0.35 + 1.6 * near) + 0.10 * near * bulge + (0.015 + 0.03 * near) * wear
        edge = edge + (0.05 + 0.12 * near) * level.clamp(0, 1.5)
        rim, rough = c.lookup("cloud rough", c.x * 0.45 / (0.3 + near) + shift, shift + 0.0 * c.x)
        height = tall * (0.30 + 0.62 * near) * (0.75 + 0.18 * torch.tanh(rim * 3.0) + 0.02 * rough)
        reach = (c.x.abs() * (1.0 / max(1.0, canvas.spread)) - edge).clamp(min=-1.0)
        height = height * step(-0.1, 0.35, reach + 0.12)
        top = flat(s.horizon) + below - height
        slope_foot = flat(s.horizon) + below + 0.02 * near * rough + 0.10 * near * reach.clamp(0, 1)
        inside = torch.minimum(
            torch.minimum(c.soft(reach, 1.5), c.soft(c.y - top, 1.5)), c.soft(slope_foot - c.y, 2.0)
        )
        relief, gx, bump = c.lookup("ridge slope_x rough", c.x * 0.45 + shift, c.y * 0.14 + shift)
        # The wall across from the sun is lit, the other lies in shade.
        lit_side = torch.tanh(-side * c.x * 12.0)
        shade = 0.50 + 0.30 * lit_side + 0.22 * torch.tanh(side * gx) + 0.12 * relief
        albedo = _strata(c, s, level * 1.6 + shift, bump)
        scree = step(0.05, 0.0, slope_foot - c.y - 0.02 * bump)
        albedo = mix(albedo, tone(c.y.device, 0.70, 0.45, 0.30).expand_as(albedo), (0.6 * scree)[:, None])
        depth = torch.full_like(c.y, EYE / below * 0.9)
        c.paint(inside * present, c.lit(albedo, shade.clamp(0.05, 1.1)), CLASS_IDS["cliff"], depth)
