"""Sky, silhouettes, ground and water of a landscape."""

import torch
from torch import Tensor

from training.palette import CLASS_IDS
from training.world.canvas import EYE, Canvas, colours, flat, mix, step
from training.world.scene import CLIFF, DUNE, FOREST, HILL, MOUNTAIN, Ridge, Scenes


def sky(c: Canvas, s: Scenes) -> None:
    """The sky with sun, moon, stars and clouds."""
    up = ((flat(s.horizon) - c.y) / flat(s.horizon)).clamp(0.0, 1.0)
    sky = mix(c.light.low, c.light.zenith, (up**0.7)[:, None])
    r2 = (c.x - flat(s.sun_x)) ** 2 + (c.y - flat(s.sun_y)) ** 2
    night = flat((s.hour == 3).float())
    clear = 1.0 - c.light.grey[:, 0]
    disc = c.soft(0.022 - torch.sqrt(r2), 2.0) * clear
    glow = torch.exp(-torch.sqrt(r2) * 5.0) * (0.75 - 0.5 * night) + torch.exp(-r2 * 120) * 0.5
    sky = sky + c.light.sun * (glow * (0.35 + 0.65 * clear))[:, None] * 0.7
    moon = mix(torch.ones_like(c.light.sun), torch.full_like(c.light.sun, 0.88), night[:, None])
    sky = mix(sky, moon, disc[:, None])
    (spark,) = c.lookup("grain", c.x * 0.9 + flat(s.cloud_phase), c.y * 0.9)
    stars = ((spark - 2.9) * 2.0).clamp(0, 1) * night * up * clear
    sky = sky + stars[:, None]
    c.paint(torch.ones_like(c.y), sky, CLASS_IDS["sky"], None)

    # Clouds lie on a plane overhead, so they flatten and crowd towards the horizon.
    above = (flat(s.horizon) - c.y + 0.10).clamp(min=0.04)
    u, v = c.x * 0.16 / above, 0.055 / above
    phase = flat(s.cloud_phase)
    n, detail = c.lookup("cloud rough", u + phase * 7, v + phase * 3)
    (lifted,) = c.lookup("cloud", u + phase * 7, v + phase * 3 + 0.018)
    density = n + 0.28 * detail
    edge = 1.35 - 2.1 * flat(s.cover)
    alpha = step(edge, edge + 0.75, density) * step(0.0, 0.05, flat(s.horizon) - c.y + 0.01)
    near_sun = torch.exp(-torch.sqrt(r2) * 2.5)
    lit = (0.62 + 0.3 * (n - lifted) - 0.10 * (density - edge)).clamp(0.2, 1.0) + 0.3 * near_sun
    cloud = c.light.ambient * 1.05 + c.light.sun * lit[:, None] * 0.75
    cloud = mix(cloud, c.light.low * 1.02, (0.75 * torch.exp(-above * 9.0))[:, None])
    c.paint(alpha * 0.94, cloud, CLASS_IDS["cloud"], None)


def ridge(c: Canvas, s: Scenes, r: Ridge) -> None:
    """One silhouette: mountain, hill, forest, dune or cliff."""
    device = c.y.device
    kind = r.kind
    mountain, forest = flat((kind == MOUNTAIN).float()), flat((kind == FOREST).float())
    dune, cliff, hill = (flat((kind == k).float()) for k in (DUNE, CLIFF, HILL))
    f, phase = flat(r.frequency), flat(r.phase)
    across = c.x[:, :1] * f + phase  # [B, 1, W]: the silhouette is a function of x alone
    band = phase + 0.37 + across * 0.0
    smooth, rough, peaks = c.lookup("cloud rough ridge", across, band)
    profile = 0.62 + 0.28 * smooth
    profile = mix(profile, 0.50 + 0.34 * peaks + 0.05 * rough, mountain)
    profile = mix(profile, 0.75 + 0.18 * torch.tanh(smooth * 4.0) + 0.03 * rough, cliff)
    profile = mix(profile, 0.6 + 0.25 * smooth, dune)
    lean = flat(r.lean)
    falloff = step(-0.25, 0.45, c.x[:, :1] * lean * 1.2)
    profile = profile * mix(torch.ones_like(falloff), falloff, (lean != 0).float())
    top = profile.clamp(min=0.0) * flat(r.height)
    # Treetops: a saw of narrow crowns whose heights follow the grain.
    (crown,) = c.lookup("grain", c.x[:, :1] * 0.71 + phase, band + 0.21)
    pitch = 34.0
    saw = 1.0 - 2.0 * ((c.x[:, :1] * pitch + phase * 9).remainder(1.0) - 0.5).abs()
    top = top + forest * (0.012 + 0.020 * saw * (0.7 + 0.3 * crown) + 0.006 * crown)
    base = flat(s.horizon + r.drop)
    line = base - top
    inside = c.soft(c.y - line, 1.2) * flat(r.present) * (top > 0.004).float()
    inside = inside * (c.y < base + 0.02).float()
    below = c.y - line
    rise = (base - c.y) / flat(r.height).clamp(min=0.02)

    slope_u = c.x * f * 2.2 + phase * 3
    slope_v = below * 1.6 + rise * 0.15 + phase
    relief, gx, gy, rough2 = c.lookup("ridge slope_x slope_y rough", slope_u, slope_v)
    facing = flat(c.light.side)
    steep = 0.55 + 0.42 * torch.tanh(facing * gx * 1.1 - gy * 0.35)
    soft_shade = 0.62 + 0.12 * rough2 + 0.12 * facing * gx
    shade = mix(soft_shade, steep, mountain + cliff * 0.8).clamp(0.05, 1.1)

    warm = flat(s.hue)[:, None] * 0.05
    rock = colours(device, [(0.44, 0.41, 0.40)], torch.zeros_like(kind)) + torch.cat(
        [warm, warm * 0.2, -warm], 1
    )
    desert_rock = colours(device, [(0.66, 0.42, 0.28)], torch.zeros_like(kind))
    is_desert = (s.scene == 5).float()[:, None, None, None]
    rock = mix(rock, desert_rock, is_desert) * (0.88 + 0.14 * relief[:, None].clamp(-1, 1))
    strata = torch.sin(below * 240 + rough2 * 1.5)[:, None] * 0.05 * cliff[:, None]
    rock = rock + strata
    green = colours(
        device, [(0.34, 0.46, 0.18), (0.34, 0.46, 0.18), (0.55, 0.42, 0.16), (0.46, 0.45, 0.36)], s.season
    )
    green = green * (0.92 + 0.12 * rough2[:, None])
    wood = colours(
        device, [(0.10, 0.24, 0.11), (0.10, 0.24, 0.11), (0.42, 0.24, 0.08), (0.15, 0.20, 0.16)], s.season
    )
    (leaf,) = c.lookup("cells", c.x * 1.6 + phase, c.y * 1.6)
    wood = wood * (0.62 + 0.75 * leaf[:, None] * (1.0 - 0.4 * mountain[:, None]))
    sand = colours(device, [(0.86, 0.66, 0.40)], torch.zeros_like(kind)) * (0.97 + 0.05 * rough2[:, None])

    albedo = (
        rock * (mountain + cliff)[:, None]
        + green * hill[:, None]
        + wood * forest[:, None]
        + sand * dune[:, None]
    )
    # Woods climb the lower flanks of mountains and lie in patches on hills.
    patch = step(0.25, 0.45, rough2 * 0.45 + relief * 0.25 + hill * 0.35 - (rise - 0.25) * mountain * 2.2)
    patch = patch * (mountain + hill) * flat((s.scene != 5).float())
    albedo = mix(albedo, wood, patch[:, None])
    snow_at = flat(s.snow_line)
    snow = step(0.0, 0.14, rise - snow_at - 0.10 * relief + 0.12 * rough2 - 0.05) * mountain
    snow = snow * step(-1.9, -0.7, gy + 0.4 * facing * gx)
    albedo = mix(
        albedo,
        torch.full_like(albedo, 0.97) * torch.tensor([0.95, 0.98, 1.03], device=device)[:, None, None],
        snow[:, None],
    )
    shade = mix(shade, 0.25 + 0.8 * shade, snow)

    ids = torch.tensor([CLASS_IDS[k] for k in ("mountain", "hill", "forest", "sand", "rock")], device=device)
    class_map = flat(ids[kind]).expand_as(c.classes).clone()
    class_map = torch.where(patch > 0.5, CLASS_IDS["forest"], class_map)
    class_map = torch.where(snow > 0.5, CLASS_IDS["snow"], class_map)
    foot = torch.exp(-(base - c.y).clamp(min=0) * 30.0) * 0.35
    depth = flat(r.depth).expand_as(c.y) * (1.0 + foot)
    c.paint(inside, c.lit(albedo, shade), class_map.to(torch.uint8), depth)


def ground(c: Canvas, s: Scenes) -> tuple[Tensor, Tensor]:
    """The plane under the camera; returns (t, distance), [B, H, W] each."""
    device = c.y.device
    t = (c.y - flat(s.horizon)).clamp(min=1e-4)
    z = (EYE / t).clamp(max=60.0)
    gx = c.x * z
    phase = flat(s.ground_phase)
    fade = (1.6 / z).clamp(max=1.0)
    wide, _ = c.lookup("cloud rough", gx * 0.07 + phase, z * 0.07 + phase * 5)
    mid, mid_x = c.lookup("rough slope_x", gx * 0.22 + phase, z * 0.22)
    blades, speck = c.lookup("grain cells", gx * 0.55 + phase * 3, z * 0.30)
    tuft = (mid * 0.5 + blades * 0.5) * fade

    grass = colours(
        device, [(0.33, 0.47, 0.15), (0.33, 0.47, 0.15), (0.52, 0.44, 0.17), (0.42, 0.42, 0.26)], s.season
    )
    dry = colours(
        device, [(0.52, 0.54, 0.22), (0.52, 0.54, 0.22), (0.62, 0.46, 0.18), (0.52, 0.48, 0.34)], s.season
    )
    grass = mix(grass, dry, step(-0.6, 1.6, wide + 0.3 * mid)[:, None])
    grass = grass * (1.0 + 0.16 * tuft[:, None] + flat(s.hue)[:, None] * 0.05)
    sand = torch.tensor([0.85, 0.69, 0.45], device=device)[None, :, None, None] * (
        1.0 + 0.035 * (blades * fade + mid)[:, None]
    )
    ripples = torch.sin((z * 1.4 + gx * 0.25) * 14 + mid * 2.5) * fade * 0.06
    sand = sand * (1.0 + (ripples + 0.10 * mid_x.clamp(-1, 1) * fade)[:, None])
    snow = torch.tensor([0.93, 0.96, 1.0], device=device)[None, :, None, None] * (
        1.0 + 0.03 * (mid + blades * fade)[:, None]
    )

    sandy = flat(((s.scene == 5) | (s.scene == 2)).float())
    albedo = mix(grass, sand, sandy[:, None])
    kind = torch.where(sandy > 0.5, CLASS_IDS["sand"], CLASS_IDS["grass"]).expand_as(c.classes).clone()
    # Winter leaves snow on the grass, whole or in drifts.
    drifts = (
        step(-0.2, 0.25, wide + 0.35 * mid + flat(s.hue) * 1.2) * flat((s.season == 3).float()) * (1 - sandy)
    )
    albedo = mix(albedo, snow, drifts[:, None])
    kind = torch.where(drifts > 0.5, CLASS_IDS["snow"], kind)
    # Dunes and beaches carry grass where the noise says so.
    tufts = step(0.9, 1.25, wide + 0.5 * mid + 0.25) * sandy * flat((s.scene == 2).float())
    albedo = mix(albedo, grass, tufts[:, None])
    kind = torch.where(tufts > 0.5, CLASS_IDS["grass"], kind)
    # Flowers stand in drifts of one or two colours.
    bed = step(0.0, 0.5, wide * 0.8 + mid * 0.6 + flat(s.flowers) * 1.4 - 0.75) * flat(
        (s.flowers > 0).float()
    )
    bed = bed * (1 - sandy)
    petals = torch.tensor(
        [(0.86, 0.24, 0.26), (0.93, 0.82, 0.25), (0.62, 0.36, 0.78), (0.95, 0.93, 0.95), (0.90, 0.48, 0.66)],
        device=device,
    )
    first = petals[(s.ground_phase * 97).long() % 5][:, :, None, None]
    second = petals[(s.ground_phase * 41).long() % 5][:, :, None, None]
    petal = mix(first, second, (mid > 0.3).float()[:, None])
    bloom = (step(0.25, 0.6, speck) * 0.85 * fade.clamp(min=0.25) + 0.25 * (1 - fade)).clamp(0, 0.9)
    albedo = mix(albedo, petal, (bed * bloom)[:, None])
    kind = torch.where(bed > 0.5, CLASS_IDS["flowers"], kind)

    shape = s.path_shape
    bend = (
        torch.sin(z * 0.35 + flat(shape[:, 1]) * 6.3) * 0.5
        + torch.sin(z * 1.1 + flat(shape[:, 1]) * 20) * 0.12
    )
    line = flat(shape[:, 0]) * 0.5 * z.clamp(max=8.0) * 0.4 + bend
    track = (flat(shape[:, 2]) * 1.6 - (gx - line).abs() + 0.02 * mid) / z
    way = c.soft(track, 1.5) * flat(s.path)
    earth = torch.tensor([0.62, 0.50, 0.35], device=device)[None, :, None, None] * (
        1.0 + 0.10 * tuft[:, None]
    )
    albedo = mix(albedo, earth, way[:, None])
    kind = torch.where(way > 0.5, CLASS_IDS["path"], kind)

    shade = (0.72 + 0.10 * wide + 0.16 * flat(c.light.side) * mid_x.clamp(-1, 1) * fade).clamp(0.1, 1.1)
    inside = c.soft(c.y - flat(s.horizon), 1.0)
    c.paint(inside, c.lit(albedo, shade), kind.to(torch.uint8), z * 1.1)
    return t, z


def water(c: Canvas, s: Scenes, t: Tensor, z: Tensor) -> None:
    """Sea, lake and river: a mirror of what stands above the horizon, broken by ripples."""
    device = c.y.device
    q = s.water_shape
    gx = c.x * z
    phase = flat(s.ground_phase)
    (shore,) = c.lookup("rough", gx * 0.10 + phase * 2, z * 0.10)
    (fine,) = c.lookup("rough", c.x * 0.3 + phase, t * 0.9)
    # Signed distances in picture heights, positive in the water.
    near = 0.10 + 0.34 * flat(q[:, 1])
    slant = (flat(q[:, 2]) - 0.5) * 0.6
    sea = near - t - c.x * slant + 0.02 * fine + 0.012 * shore
    mid_t = 0.04 + 0.16 * flat(q[:, 3])
    span = 0.035 + 0.12 * flat(q[:, 4])
    wide = 0.35 + 0.9 * flat(q[:, 5])
    oval = 1.0 - ((c.x - flat(q[:, 0])) / wide) ** 2 - ((t - mid_t) / span.clamp(max=mid_t + 0.03)) ** 2
    lake = (oval + 0.28 * fine + 0.10 * shore) * span * 0.6
    whole = flat((q[:, 5] > 0.72).float())
    lake = torch.maximum(lake, (0.06 + 0.25 * flat(q[:, 1]) - t + 0.02 * fine) * whole - (1 - whole))
    swing = 0.9 + 0.8 * flat(q[:, 1])
    bend = torch.sin(z * 0.42 + flat(q[:, 2]) * 6.3) * swing + torch.sin(z * 1.3 + flat(q[:, 3]) * 6.3) * 0.18
    centre = flat(q[:, 0]) * 0.8 + bend * 0.55 * (z / (z + 1.0))
    half = 0.10 + 0.22 * flat(q[:, 4])
    river = (half - (gx - centre).abs() + 0.03 * shore) / z
    signed = torch.where(flat(s.water == 1), sea, torch.where(flat(s.water == 2), lake, river))
    alpha = c.soft(signed, 1.5) * flat((s.water > 0).float()) * (c.y > flat(s.horizon)).float()

    h, w = c.size
    (ripple, swell) = c.lookup("rough grain", gx * 0.16 + phase, z * 0.9 + phase)
    calm = torch.where(s.water == 1, 1.0, 0.45)
    wobble = (ripple * 0.012 + swell * 0.004) * flat(calm) * (0.3 + t * 2.0)
    mirrored = 2.0 * flat(s.horizon) - c.y + wobble - 0.01
    row = (mirrored * h - 0.5).clamp(0, h - 1)
    column = ((c.x + wobble * 0.6 + c.half_width) * h - 0.5).clamp(0, w - 1)
    grid = torch.stack([column / (w - 1), row / (h - 1)], -1) * 2.0 - 1.0
    mirror = torch.nn.functional.grid_sample(c.picture, grid, mode="bilinear", align_corners=True)
    deep = colours(
        device, [(0.05, 0.22, 0.34), (0.05, 0.24, 0.36), (0.07, 0.26, 0.32), (0.10, 0.25, 0.26)], s.water
    )
    body = deep * (c.light.ambient + 0.55 * c.light.sun)
    fresnel = (0.86 - 1.25 * t - 0.12 * flat(calm) * ripple.clamp(-2, 2) * (0.4 + t)).clamp(0.22, 0.92)
    colour = mix(body, mirror * 0.97, fresnel[:, None])
    glitter = torch.exp(-((c.x - flat(s.sun_x)) ** 2) * 40.0) * step(0.9, 2.2, swell + ripple * 0.5)
    colour = colour + c.light.sun * (glitter * (1.0 - c.light.grey[:, 0]) * 0.5)[:, None]
    crest = step(1.1, 2.0, ripple + 0.4 * swell) * flat((s.water == 1).float()) * step(0.02, 0.2, t) * 0.35
    edge = torch.exp(-((signed * 70.0 - 0.8 + 0.6 * ripple) ** 2)) * flat((s.water == 1).float()) * 0.75
    foam = (crest + edge * (c.y > flat(s.horizon) + 0.02).float()).clamp(0, 0.85)
    white = c.light.ambient * 0.9 + c.light.sun * 0.7
    colour = mix(colour, white, foam[:, None])
    # A dark wet rim outside the water.
    rim = (
        torch.exp(-((signed * 55.0 + 0.9).clamp(max=0) ** 2) * 3)
        * (1 - alpha)
        * 0.25
        * flat((s.water > 0).float())
    )
    c.picture = c.picture * (1.0 - rim * step(0.0, 0.02, t))[:, None]
    ids = torch.tensor([0, CLASS_IDS["sea"], CLASS_IDS["lake"], CLASS_IDS["river"]], device=device)
    c.paint(alpha, colour, flat(ids[s.water]).to(torch.uint8), z * 0.6)
