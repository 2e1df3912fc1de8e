"""Silhouettes behind the ground: mountains, hills, woods, dunes and cliffs."""

import torch

from training.palette import CLASS_IDS
from training.world.canvas import Canvas, colours, flat, mix, step, tone
from training.world.scene import (
    CANYON,
    CLIFF,
    DESERT,
    DUNE,
    FOREST,
    HILL,
    MOUNTAIN,
    RIDGE_KINDS,
    Ridge,
    Scenes,
)

# Per season: spring, summer, autumn, winter.
GREEN = [(0.38, 0.54, 0.18), (0.32, 0.46, 0.16), (0.55, 0.43, 0.16), (0.45, 0.45, 0.36)]
WOOD = [(0.20, 0.36, 0.12), (0.09, 0.24, 0.10), (0.46, 0.25, 0.07), (0.17, 0.20, 0.17)]


def ridge(canvas: Canvas, s: Scenes, r: Ridge, there: Ridge) -> None:
    """One silhouette; `there` is the same ridge on the host."""
    host = s.host or s
    seen = there.present > 0
    if not bool(seen.any()):
        return
    base_line = (host.horizon + there.drop)[seen]
    highest = float((base_line - there.height[seen] * 1.75 - 0.08).min())
    c = canvas.window(highest, float(base_line.max()) + 0.03)
    if c is None:
        return
    device = c.y.device
    kind = r.kind
    mountain, forest = flat((kind == MOUNTAIN).float()), flat((kind == FOREST).float())
    dune, cliff, hill = (flat((kind == k).float()) for k in (DUNE, CLIFF, HILL))
    f, phase = flat(r.frequency), flat(r.phase)
    across = c.x[:, :1] * f + phase  # [B, 1, W]: the silhouette is a function of x alone
    band = phase + 0.37 + across * 0.0
    smooth, rough, peaks = c.lookup("cloud rough ridge", across, band)
    profile = 0.62 + 0.28 * smooth
    spurs, crags = c.lookup("ridge grain", across * 3.1 + 0.2, band)
    profile = mix(profile, 0.48 + 0.32 * peaks + 0.10 * spurs + 0.05 * rough + 0.018 * crags, mountain)
    profile = mix(profile, 0.75 + 0.18 * torch.tanh(smooth * 4.0) + 0.03 * rough, cliff)
    profile = mix(profile, 0.6 + 0.25 * smooth, dune)
    lean = flat(r.lean)
    falloff = step(-0.25, 0.45, c.x[:, :1] * lean * 1.2)
    profile = profile * mix(torch.ones_like(falloff), falloff, (lean != 0).float())
    top = profile.clamp(min=0.0) * flat(r.height)
    # Treetops: crowns whose heights and widths follow the grain.
    (crown,) = c.lookup("grain", c.x[:, :1] * 0.35 + phase, band + 0.21)
    pitch = 22.0
    saw = 1.0 - 2.0 * ((c.x[:, :1] * pitch + phase * 9 + 0.25 * crown).remainder(1.0) - 0.5).abs()
    top = top + forest * (0.010 + 0.024 * saw**0.7 * (0.8 + 0.3 * crown) + 0.006 * crown)
    base = flat(s.horizon + r.drop)
    line = base - top
    inside = c.soft(c.y - line, 1.4) * flat(r.present) * (top > 0.004).float()
    inside = inside * (c.y < base + 0.02).float()
    below = c.y - line
    rise = (base - c.y) / flat(r.height).clamp(min=0.02)

    slope_u = c.x * f * 2.0 + phase * 3
    slope_v = c.y * 0.9 + below * 0.15 + phase
    relief, gx, gy, rough2 = c.lookup("ridge slope_x slope_y rough", slope_u, slope_v)
    # Gullies and ribs of a second size break up the faces of mountains and cliffs.
    rib, rib_x = c.lookup("ridge slope_x", slope_u * 2.6 + 0.3, slope_v * 2.2)
    relief = relief + (mountain + cliff) * 0.45 * rib
    gx = gx + (mountain + cliff) * 0.75 * rib_x
    facing = flat(c.light.side)
    steep = 0.52 + 0.46 * torch.tanh((facing * gx * 1.5 - gy * 0.4) * 1.2)
    soft_shade = 0.62 + 0.10 * rough2 + 0.16 * facing * gx
    shade = mix(soft_shade, steep, mountain + cliff * 0.6)

    warm = flat(s.hue)[:, None] * 0.05
    rock = tone(device, 0.46, 0.42, 0.42) + torch.cat([warm, warm * 0.2, -warm], 1)
    is_arid = ((s.scene == DESERT) | (s.scene == CANYON)).float()[:, None, None, None]
    rock = mix(rock, tone(device, 0.68, 0.43, 0.29), is_arid) * (0.90 + 0.12 * relief[:, None].clamp(-1, 1))
    # Cliffs are layered, and their faces stand in buttresses.
    layers = torch.sin(below * 130 + rough2 * 1.2 + 4 * smooth) * 0.09
    (buttress,) = c.lookup("ridge", c.x * 0.5 + phase, below * 0.06 + phase)
    shade = shade + 0.30 * buttress.clamp(-1, 1) * cliff
    rock = rock * (1.0 + (layers * cliff)[:, None]) + tone(device, 0.08, 0.06, 0.03) * cliff[:, None]
    green = colours(device, GREEN, s.season) * (0.94 + 0.10 * rough2[:, None])
    wood = colours(device, WOOD, s.season)
    leaf, lump = c.lookup("billow rough", c.x * (0.55 + 0.4 * mountain) + phase, c.y * 0.9)
    wood = wood * (0.62 + 0.9 * leaf[:, None] * (1.0 - 0.4 * mountain[:, None]) + 0.08 * lump[:, None])
    sand = tone(device, 0.86, 0.66, 0.40) * (0.97 + 0.05 * rough2[:, None])
    albedo = (
        rock * (mountain + cliff)[:, None]
        + green * hill[:, None]
        + wood * forest[:, None]
        + sand * dune[:, None]
    )
    # Woods climb the lower flanks of mountains and lie in patches on hills; grass crowns cliffs.
    patch = step(0.25, 0.45, rough2 * 0.40 + relief * 0.25 + hill * 0.35 - (rise - 0.25) * mountain * 2.2)
    patch = patch * (mountain + hill) * (1.0 - is_arid[:, 0])
    albedo = mix(albedo, wood, patch[:, None])
    turf = step(0.012, 0.006, below - 0.006 * rough2) * cliff * (1.0 - is_arid[:, 0])
    albedo = mix(albedo, green, turf[:, None])
    snow = step(0.0, 0.16, rise - flat(s.snow_line) - 0.10 * relief + 0.10 * rough2 - 0.05) * mountain
    snow = snow * step(-2.1, -0.8, gy + 0.4 * facing * gx)
    snow = torch.maximum(snow, flat(s.white) * hill * step(0.1, 0.5, flat(s.white) - 0.25 + 0.25 * rough2))
    snow = snow * (1.0 - patch * hill)
    albedo = mix(albedo, tone(device, 0.92, 0.95, 1.0), snow[:, None])
    frost = flat(s.white) * (forest + patch * hill) * step(0.35, 0.6, leaf) * 0.65
    albedo = mix(albedo, tone(device, 0.90, 0.93, 0.97), frost[:, None])
    shade = mix(shade, 0.28 + 0.75 * shade, snow)
    # The flank of a dune that faces away from the sun lies in shade behind a sharp crest.
    crest = torch.tanh((below - 0.05 - 0.06 * rough - 0.12 * (c.x * facing + smooth * 0.2)) * 30.0)
    shade = shade - dune * 0.22 * (crest.clamp(min=0.0))

    names = torch.tensor([CLASS_IDS[k] for k in RIDGE_KINDS], device=device)
    class_map = flat(names[kind]).expand_as(c.classes).clone()
    class_map = torch.where(patch > 0.5, CLASS_IDS["forest"], class_map)
    class_map = torch.where(snow > 0.5, CLASS_IDS["snow"], class_map)
    foot = torch.exp(-(base - c.y).clamp(min=0) * 30.0) * 0.35
    depth = flat(r.depth).expand_as(c.y) * (1.0 + foot)
    c.paint(inside, c.lit(albedo, shade.clamp(0.05, 1.1)), class_map.to(torch.uint8), depth)
