"""The plane under the camera: grass, sand, earth, snow, flowers, ploughed fields and paths."""

import torch
from torch import Tensor

from training.palette import CLASS_IDS
from training.world.canvas import EYE, Canvas, colours, flat, mix, step, tone
from training.world.scene import COAST, RAIN, WINTER, WOOD, Scenes

# Per season: spring, summer, autumn, winter.
GRASS = [(0.36, 0.54, 0.15), (0.30, 0.45, 0.13), (0.50, 0.43, 0.17), (0.43, 0.43, 0.28)]
DRY = [(0.50, 0.60, 0.22), (0.50, 0.53, 0.21), (0.62, 0.46, 0.18), (0.53, 0.49, 0.36)]
_PETALS = [(0.92, 0.24, 0.20), (0.98, 0.80, 0.18), (0.95, 0.55, 0.75), (0.62, 0.42, 0.85), (0.96, 0.95, 0.92)]


def ground(canvas: Canvas, s: Scenes) -> None:
    """Paint the plane below the horizon."""
    host = s.host or s
    c = canvas.window(float(host.horizon.min()) - 0.01, 1.0)
    if c is None:
        return
    device = c.y.device
    t = (c.y - flat(s.horizon)).clamp(min=1e-4)
    z = (EYE / t).clamp(max=60.0)
    gx = c.x * z
    phase = flat(s.ground_phase)
    fade = (1.3 / z).clamp(max=1.0)
    wide, wide_x = c.lookup("cloud slope_x", gx * 0.07 + phase, z * 0.07 + phase * 5)
    mid, mid_x = c.lookup("rough slope_x", gx * 0.18 + phase, z * 0.18)
    mid = mid * (4.0 / z).clamp(max=1.0)
    tufts, clump = c.lookup("grain billow", gx * 0.36 + phase * 3, z * 0.22)
    (blades,) = c.lookup("grain", c.x * 0.95 + phase, c.y * 0.45)
    tuft = (mid * 0.45 + tufts * 0.20 + (clump - 0.4) * 0.6 + blades * 0.26 * (t * 3).clamp(max=1)) * fade

    grass = mix(
        colours(device, GRASS, s.season),
        colours(device, DRY, s.season),
        step(-0.6, 1.6, wide + 0.3 * mid)[:, None],
    )
    grass = grass * (1.0 + 0.17 * tuft[:, None] + flat(s.hue)[:, None] * 0.05)
    sand = tone(device, 0.86, 0.70, 0.46) * (1.0 + 0.035 * (tufts * fade + mid)[:, None])
    ripples = torch.sin((z * 1.4 + gx * 0.25) * 11 + mid * 2.5) * fade**2 * 0.06
    sand = sand * (1.0 + (ripples + 0.12 * mid_x.clamp(-1, 1) * fade + 0.05 * wide)[:, None])
    red = flat((s.soil == 2).float())[:, None]
    earth = mix(tone(device, 0.42, 0.29, 0.19), tone(device, 0.70, 0.43, 0.27), red)
    earth = earth * (1.0 + (0.13 * tuft + 0.06 * wide)[:, None])

    sandy, bare = flat((s.soil == 1).float()), flat((s.soil == 2).float())
    # Leaf litter and trodden ground between the trees of a wood.
    litter = step(0.1, 0.7, -wide + 0.4 * mid) * flat((s.scene == WOOD).float())
    plough, furrow = _plough(s, gx, z)
    bare = torch.maximum(bare * step(-1.6, -1.1, wide * -1.0 + 0.4 * mid), torch.maximum(litter, plough))
    albedo = mix(mix(grass, sand, sandy[:, None]), earth * (1.0 + furrow[:, None]), bare[:, None])
    kind = torch.where(sandy > 0.5, CLASS_IDS["sand"], CLASS_IDS["grass"]).expand_as(c.classes)
    kind = torch.where(bare > 0.5, CLASS_IDS["earth"], kind)
    # Beaches carry grass where the noise says so.
    dune_grass = step(0.9, 1.25, wide + 0.5 * mid + 0.25) * sandy * flat((s.scene == COAST).float())
    albedo = mix(albedo, grass, dune_grass[:, None])
    kind = torch.where(dune_grass > 0.5, CLASS_IDS["grass"], kind)

    # Winter leaves snow on the grass, whole or in drifts.
    white = flat(s.white)
    drifts = step(0.9, 1.4, wide * 0.6 + 0.25 * mid + white * 3.4 - 0.5 * plough) * (white > 0).float()
    snow = tone(device, 0.92, 0.95, 1.0) * (1.0 + (0.03 * mid + 0.05 * mid_x.clamp(-1, 1) * fade)[:, None])
    albedo = mix(albedo, snow * (1.0 + 0.3 * furrow[:, None]), drifts[:, None])
    kind = torch.where(drifts > 0.5, CLASS_IDS["snow"], kind)

    # Flowers stand in drifts of one or two colours, with blossoms as dots that one can see.
    blooming = flat((s.flowers > 0).float())
    bed = step(0.0, 0.5, wide * 0.8 + mid * 0.4 + flat(s.flowers) * 1.4 - 0.75) * blooming
    bed = bed * (1 - sandy) * (1 - bare)
    pick = (s.hue * 1000).long().abs()
    petal, second = colours(device, _PETALS, pick % 5), colours(device, _PETALS, (pick // 5) % 5)
    # Rows in perspective crowd together, so blossoms merge to a tint far away.
    bloom, other = c.lookup("dots cells", gx * 0.30 + phase, z * 0.15 + phase)
    petals = mix(petal, second, step(0.45, 0.55, other + 0.2 * mid)[:, None])
    cover = mix(0.5 + 0.2 * mid, (bloom + 0.15).clamp(max=1.0), fade).clamp(0, 1) * bed
    albedo = mix(albedo, petals * (0.9 + 0.15 * tuft[:, None]), (0.92 * cover)[:, None])
    kind = torch.where(bed > 0.5, CLASS_IDS["flowers"], kind)

    # A path that swings towards the horizon.
    shape = s.path_shape
    bend = torch.sin(z * 0.5 + flat(shape[:, 1]) * 6.3) * 0.9
    line = flat(shape[:, 0]) * 0.5 * z.clamp(max=8.0) * 0.4 + bend
    track = (flat(shape[:, 2]) * 1.6 - (gx - line).abs() + 0.03 * mid) / z
    way = c.soft(track, 2.0) * flat(s.path)
    rut = 1.0 - 0.14 * torch.exp(-((((gx - line).abs() - 0.05) * 22.0) ** 2)) * fade
    dirt = tone(device, 0.64, 0.52, 0.37) * ((1.0 + 0.10 * tuft) * rut)[:, None]
    dirt = mix(dirt, tone(device, 0.74, 0.74, 0.76), flat(s.white)[:, None] * 0.6)
    albedo = mix(albedo, dirt, way[:, None])
    kind = torch.where(way > 0.5, CLASS_IDS["path"], kind)
    albedo = albedo * (1.0 - 0.30 * flat((s.weather == RAIN).float()) * (1 - drifts))[:, None]

    side = flat(c.light.side)
    shade = 0.72 + 0.10 * wide + 0.16 * side * mid_x.clamp(-1, 1) * fade + 0.08 * side * wide_x.clamp(-1, 1)
    # Shadows of clouds drift over sunlit land.
    (drift,) = c.lookup("cloud", gx * 0.035 + phase * 3, z * 0.05 + phase)
    patches = flat((1.0 - s.weather.clamp(max=2) * 0.5) * (s.cover > 0.1).float())
    shade = shade - 0.30 * step(0.1, 0.8, drift) * patches
    inside = c.soft(c.y - flat(s.horizon), 1.0)
    c.paint(inside, c.lit(albedo, shade.clamp(0.1, 1.1)), kind.to(torch.uint8), z * 1.1)


def _plough(s: Scenes, gx: Tensor, z: Tensor) -> tuple[Tensor, Tensor]:
    """A ploughed field as a turned rectangle on the ground: its cover and its furrows, [B, H, W] each."""
    present, x, far, turn, size = (flat(s.field[:, k]) for k in range(5))
    cos, sin = torch.cos(turn * 0.9 - 0.2), torch.sin(turn * 0.9 - 0.2)
    distance = 1.2 + 3.0 * far
    dx, dz = gx - (x - 0.5) * 0.8 * distance, z - distance
    a, b = dx * cos + dz * sin, dz * cos - dx * sin
    edge = torch.minimum(0.7 + 0.9 * size - a.abs(), 0.9 + 1.6 * size - b.abs())
    cover = step(-0.02, 0.03, edge / z) * present
    furrow = torch.sin(a * 26.0) * (1.1 / z).clamp(max=1.0) ** 1.5 * 0.22 * cover
    return cover, furrow * (1.0 - 0.4 * flat((s.season == WINTER).float()))
