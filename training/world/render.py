"""Pictures and class maps of landscapes, painted far to near in true perspective, whole batches at once.

Units: y runs down and x across in picture heights, x is 0 in the middle. The ground is a plane one
unit under the camera: a pixel `t` below the horizon is seen at distance `EYE / t`.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from training.palette import CLASS_IDS
from training.world.scene import CLIFF, DUNE, FOREST, HILL, MOUNTAIN, ROCKS, TREES, Ridge, Scenes
from training.world.textures import lookup, texture_atlas

EYE = 0.25


@dataclass
class Rendering:
    """picture [B, 3, H, W] float32 in 0..1; classes [B, H, W] uint8; depth [B, H, W] float32."""

    picture: Tensor
    classes: Tensor
    depth: Tensor


def _rgb(device: torch.device, *values: tuple[float, float, float]) -> Tensor:
    return torch.tensor(values, device=device)


def _mix(a: Tensor, b: Tensor, t: Tensor) -> Tensor:
    return a + (b - a) * t


def _step(edge0: float | Tensor, edge1: float | Tensor, x: Tensor) -> Tensor:
    t = ((x - edge0) / (edge1 - edge0)).clamp(0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def _flat(v: Tensor) -> Tensor:
    return v[:, None, None]


class _Light:
    """Colours of the hour and the weather, each [B, 3, 1, 1]."""

    def __init__(self, s: Scenes):
        d = s.horizon.device
        #                dawn                day                 dusk                night
        zenith = _rgb(d, (0.34, 0.46, 0.72), (0.13, 0.35, 0.76), (0.23, 0.20, 0.45), (0.022, 0.04, 0.115))
        low = _rgb(d, (1.0, 0.76, 0.58), (0.70, 0.84, 0.96), (1.0, 0.56, 0.33), (0.12, 0.16, 0.29))
        sun = _rgb(d, (1.0, 0.74, 0.52), (1.0, 0.95, 0.86), (1.0, 0.63, 0.43), (0.33, 0.39, 0.55))
        ambient = _rgb(d, (0.42, 0.43, 0.52), (0.42, 0.47, 0.56), (0.36, 0.34, 0.44), (0.17, 0.20, 0.31))
        hour = s.hour
        self.zenith, self.low, self.sun, self.ambient = (
            table[hour][:, :, None, None] for table in (zenith, low, sun, ambient)
        )
        warm = torch.stack([s.hue, 0.3 * s.hue, -s.hue], 1)[:, :, None, None] * 0.06
        self.low = (self.low * (1.0 + warm)).clamp(0, 1.2)
        grey = torch.tensor([0.0, 0.55, 0.65], device=d)[s.weather][:, None, None, None]
        self.grey = grey
        mean_low = _mix(self.low, self.low.mean(1, keepdim=True) * 0.92, grey)
        self.zenith = _mix(self.zenith, 0.7 * self.low.mean(1, keepdim=True) + 0.05 * self.zenith, grey * 0.8)
        self.low = mean_low
        self.sun = self.sun * (1.0 - 0.6 * grey)
        self.ambient = self.ambient * (1.0 + 0.35 * grey)
        self.side = torch.where(s.sun_x > 0, 1.0, -1.0)


class _Canvas:
    """The picture so far, with painting far to near."""

    def __init__(self, s: Scenes, atlas: Tensor, height: int, width: int):
        self.atlas = atlas
        b, device = len(s.seeds), s.horizon.device
        axis_y = (torch.arange(height, device=device) + 0.5) / height
        axis_x = (torch.arange(width, device=device) + 0.5 - width / 2) / height
        self.y = axis_y[None, :, None].expand(b, height, width)
        self.x = axis_x[None, None, :].expand(b, height, width)
        self.size = (height, width)
        self.half_width = width / height / 2
        self.picture = torch.zeros(b, 3, height, width, device=device)
        self.classes = torch.zeros(b, height, width, dtype=torch.uint8, device=device)
        self.depth = torch.full((b, height, width), 200.0, device=device)
        self.light = _Light(s)
        self.fog = _flat(s.fog)

    def paint(self, alpha: Tensor, colour: Tensor, class_id: Tensor | int, depth: Tensor | None) -> None:
        """Cover with `colour` [B, 3, H, W]; where alpha [B, H, W] passes a half, the class is `class_id`."""
        if depth is not None:
            haze = 1.0 - torch.exp(-depth * self.fog)
            colour = _mix(colour, self.light.low * 0.96, haze[:, None])
        self.picture = _mix(self.picture, colour, alpha[:, None])
        covered = alpha > 0.5
        ids = torch.as_tensor(class_id, dtype=torch.uint8, device=alpha.device)
        self.classes = torch.where(covered, ids, self.classes)
        if depth is not None:
            self.depth = torch.where(covered, depth, self.depth)

    def lookup(self, names: str, x: Tensor, y: Tensor) -> list[Tensor]:
        """Noise channels at x, y [B, H, W] in texture periods."""
        return lookup(self.atlas, names, x, y)

    def soft(self, distance: Tensor, width: float = 1.0) -> Tensor:
        """Coverage from a signed distance in picture heights, one pixel wide."""
        return (distance * self.size[0] / width + 0.5).clamp(0.0, 1.0)

    def lit(self, albedo: Tensor, shade: Tensor) -> Tensor:
        """albedo [B, 3, H, W] under the hour's light; shade [B, H, W], 0 dark to 1 facing the sun."""
        return albedo * (self.light.ambient * 0.85 + self.light.sun * shade[:, None] * 0.95)


def _colours(device: torch.device, table: list[tuple[float, float, float]], index: Tensor) -> Tensor:
    return torch.tensor(table, device=device)[index][:, :, None, None]


def _sky(c: _Canvas, s: Scenes) -> None:
    up = ((_flat(s.horizon) - c.y) / _flat(s.horizon)).clamp(0.0, 1.0)
    sky = _mix(c.light.low, c.light.zenith, (up**0.7)[:, None])
    r2 = (c.x - _flat(s.sun_x)) ** 2 + (c.y - _flat(s.sun_y)) ** 2
    night = _flat((s.hour == 3).float())
    clear = 1.0 - c.light.grey[:, 0]
    disc = c.soft(0.022 - torch.sqrt(r2), 2.0) * clear
    glow = torch.exp(-torch.sqrt(r2) * 5.0) * (0.75 - 0.5 * night) + torch.exp(-r2 * 120) * 0.5
    sky = sky + c.light.sun * (glow * (0.35 + 0.65 * clear))[:, None] * 0.7
    moon = _mix(torch.ones_like(c.light.sun), torch.full_like(c.light.sun, 0.88), night[:, None])
    sky = _mix(sky, moon, disc[:, None])
    (spark,) = c.lookup("grain", c.x * 0.9 + _flat(s.cloud_phase), c.y * 0.9)
    stars = ((spark - 2.9) * 2.0).clamp(0, 1) * night * up * clear
    sky = sky + stars[:, None]
    c.paint(torch.ones_like(c.y), sky, CLASS_IDS["sky"], None)

    # Clouds lie on a plane overhead, so they flatten and crowd towards the horizon.
    above = (_flat(s.horizon) - c.y + 0.10).clamp(min=0.04)
    u, v = c.x * 0.16 / above, 0.055 / above
    phase = _flat(s.cloud_phase)
    n, detail = c.lookup("cloud rough", u + phase * 7, v + phase * 3)
    (lifted,) = c.lookup("cloud", u + phase * 7, v + phase * 3 + 0.018)
    density = n + 0.28 * detail
    edge = 1.35 - 2.1 * _flat(s.cover)
    alpha = _step(edge, edge + 0.75, density) * _step(0.0, 0.05, _flat(s.horizon) - c.y + 0.01)
    near_sun = torch.exp(-torch.sqrt(r2) * 2.5)
    lit = (0.62 + 0.3 * (n - lifted) - 0.10 * (density - edge)).clamp(0.2, 1.0) + 0.3 * near_sun
    cloud = c.light.ambient * 1.05 + c.light.sun * lit[:, None] * 0.75
    cloud = _mix(cloud, c.light.low * 1.02, (0.75 * torch.exp(-above * 9.0))[:, None])
    c.paint(alpha * 0.94, cloud, CLASS_IDS["cloud"], None)


def _ridge(c: _Canvas, s: Scenes, r: Ridge) -> None:
    device = c.y.device
    kind = r.kind
    mountain, forest = _flat((kind == MOUNTAIN).float()), _flat((kind == FOREST).float())
    dune, cliff, hill = (_flat((kind == k).float()) for k in (DUNE, CLIFF, HILL))
    f, phase = _flat(r.frequency), _flat(r.phase)
    across = c.x[:, :1] * f + phase  # [B, 1, W]: the silhouette is a function of x alone
    band = phase + 0.37 + across * 0.0
    smooth, rough, peaks = c.lookup("cloud rough ridge", across, band)
    profile = 0.62 + 0.28 * smooth
    profile = _mix(profile, 0.50 + 0.34 * peaks + 0.05 * rough, mountain)
    profile = _mix(profile, 0.75 + 0.18 * torch.tanh(smooth * 4.0) + 0.03 * rough, cliff)
    profile = _mix(profile, 0.6 + 0.25 * smooth, dune)
    lean = _flat(r.lean)
    falloff = _step(-0.25, 0.45, c.x[:, :1] * lean * 1.2)
    profile = profile * _mix(torch.ones_like(falloff), falloff, (lean != 0).float())
    top = profile.clamp(min=0.0) * _flat(r.height)
    # Treetops: a saw of narrow crowns whose heights follow the grain.
    (crown,) = c.lookup("grain", c.x[:, :1] * 0.71 + phase, band + 0.21)
    pitch = 34.0
    saw = 1.0 - 2.0 * ((c.x[:, :1] * pitch + phase * 9).remainder(1.0) - 0.5).abs()
    top = top + forest * (0.012 + 0.020 * saw * (0.7 + 0.3 * crown) + 0.006 * crown)
    base = _flat(s.horizon + r.drop)
    line = base - top
    inside = c.soft(c.y - line, 1.2) * _flat(r.present) * (top > 0.004).float()
    inside = inside * (c.y < base + 0.02).float()
    below = c.y - line
    rise = (base - c.y) / _flat(r.height).clamp(min=0.02)

    slope_u = c.x * f * 2.2 + phase * 3
    slope_v = below * 1.6 + rise * 0.15 + phase
    relief, gx, gy, rough2 = c.lookup("ridge slope_x slope_y rough", slope_u, slope_v)
    facing = _flat(c.light.side)
    steep = 0.55 + 0.42 * torch.tanh(facing * gx * 1.1 - gy * 0.35)
    soft_shade = 0.62 + 0.12 * rough2 + 0.12 * facing * gx
    shade = _mix(soft_shade, steep, mountain + cliff * 0.8).clamp(0.05, 1.1)

    warm = _flat(s.hue)[:, None] * 0.05
    rock = _colours(device, [(0.44, 0.41, 0.40)], torch.zeros_like(kind)) + torch.cat(
        [warm, warm * 0.2, -warm], 1
    )
    desert_rock = _colours(device, [(0.66, 0.42, 0.28)], torch.zeros_like(kind))
    is_desert = (s.scene == 5).float()[:, None, None, None]
    rock = _mix(rock, desert_rock, is_desert) * (0.88 + 0.14 * relief[:, None].clamp(-1, 1))
    strata = torch.sin(below * 240 + rough2 * 1.5)[:, None] * 0.05 * cliff[:, None]
    rock = rock + strata
    green = _colours(device, [(0.34, 0.46, 0.18), (0.55, 0.42, 0.16), (0.46, 0.45, 0.36)], s.season)
    green = green * (0.92 + 0.12 * rough2[:, None])
    wood = _colours(device, [(0.10, 0.24, 0.11), (0.42, 0.24, 0.08), (0.15, 0.20, 0.16)], s.season)
    (leaf,) = c.lookup("cells", c.x * 1.6 + phase, c.y * 1.6)
    wood = wood * (0.62 + 0.75 * leaf[:, None] * (1.0 - 0.4 * mountain[:, None]))
    sand = _colours(device, [(0.86, 0.66, 0.40)], torch.zeros_like(kind)) * (0.97 + 0.05 * rough2[:, None])

    albedo = (
        rock * (mountain + cliff)[:, None]
        + green * hill[:, None]
        + wood * forest[:, None]
        + sand * dune[:, None]
    )
    # Woods climb the lower flanks of mountains and lie in patches on hills.
    patch = _step(0.25, 0.45, rough2 * 0.45 + relief * 0.25 + hill * 0.35 - (rise - 0.25) * mountain * 2.2)
    patch = patch * (mountain + hill) * _flat((s.scene != 5).float())
    albedo = _mix(albedo, wood, patch[:, None])
    snow_at = _flat(s.snow_line)
    snow = _step(0.0, 0.14, rise - snow_at - 0.10 * relief + 0.12 * rough2 - 0.05) * mountain
    snow = snow * _step(-1.9, -0.7, gy + 0.4 * facing * gx)
    albedo = _mix(
        albedo,
        torch.full_like(albedo, 0.97) * torch.tensor([0.95, 0.98, 1.03], device=device)[:, None, None],
        snow[:, None],
    )
    shade = _mix(shade, 0.25 + 0.8 * shade, snow)

    ids = torch.tensor([CLASS_IDS[k] for k in ("mountain", "hill", "forest", "sand", "rock")], device=device)
    class_map = _flat(ids[kind]).expand_as(c.classes).clone()
    class_map = torch.where(patch > 0.5, CLASS_IDS["forest"], class_map)
    class_map = torch.where(snow > 0.5, CLASS_IDS["snow"], class_map)
    foot = torch.exp(-(base - c.y).clamp(min=0) * 30.0) * 0.35
    depth = _flat(r.depth).expand_as(c.y) * (1.0 + foot)
    c.paint(inside, c.lit(albedo, shade), class_map.to(torch.uint8), depth)


def _ground(c: _Canvas, s: Scenes) -> tuple[Tensor, Tensor]:
    """The plane under the camera; returns (t, distance), [B, H, W] each."""
    device = c.y.device
    t = (c.y - _flat(s.horizon)).clamp(min=1e-4)
    z = (EYE / t).clamp(max=60.0)
    gx = c.x * z
    phase = _flat(s.ground_phase)
    fade = (1.6 / z).clamp(max=1.0)
    wide, _ = c.lookup("cloud rough", gx * 0.07 + phase, z * 0.07 + phase * 5)
    mid, mid_x = c.lookup("rough slope_x", gx * 0.22 + phase, z * 0.22)
    blades, speck = c.lookup("grain cells", gx * 0.55 + phase * 3, z * 0.30)
    tuft = (mid * 0.5 + blades * 0.5) * fade

    grass = _colours(device, [(0.33, 0.47, 0.15), (0.52, 0.44, 0.17), (0.42, 0.42, 0.26)], s.season)
    dry = _colours(device, [(0.52, 0.54, 0.22), (0.62, 0.46, 0.18), (0.52, 0.48, 0.34)], s.season)
    grass = _mix(grass, dry, _step(-0.6, 1.6, wide + 0.3 * mid)[:, None])
    grass = grass * (1.0 + 0.16 * tuft[:, None] + _flat(s.hue)[:, None] * 0.05)
    sand = torch.tensor([0.85, 0.69, 0.45], device=device)[None, :, None, None] * (
        1.0 + 0.035 * (blades * fade + mid)[:, None]
    )
    ripples = torch.sin((z * 1.4 + gx * 0.25) * 14 + mid * 2.5) * fade * 0.06
    sand = sand * (1.0 + (ripples + 0.10 * mid_x.clamp(-1, 1) * fade)[:, None])
    snow = torch.tensor([0.93, 0.96, 1.0], device=device)[None, :, None, None] * (
        1.0 + 0.03 * (mid + blades * fade)[:, None]
    )

    sandy = _flat(((s.scene == 5) | (s.scene == 2)).float())
    albedo = _mix(grass, sand, sandy[:, None])
    kind = torch.where(sandy > 0.5, CLASS_IDS["sand"], CLASS_IDS["grass"]).expand_as(c.classes).clone()
    # Winter leaves snow on the grass, whole or in drifts.
    drifts = (
        _step(-0.2, 0.25, wide + 0.35 * mid + _flat(s.hue) * 1.2)
        * _flat((s.season == 2).float())
        * (1 - sandy)
    )
    albedo = _mix(albedo, snow, drifts[:, None])
    kind = torch.where(drifts > 0.5, CLASS_IDS["snow"], kind)
    # Dunes and beaches carry grass where the noise says so.
    tufts = _step(0.9, 1.25, wide + 0.5 * mid + 0.25) * sandy * _flat((s.scene == 2).float())
    albedo = _mix(albedo, grass, tufts[:, None])
    kind = torch.where(tufts > 0.5, CLASS_IDS["grass"], kind)
    # Flowers stand in drifts of one or two colours.
    bed = _step(0.0, 0.5, wide * 0.8 + mid * 0.6 + _flat(s.flowers) * 1.4 - 0.75) * _flat(
        (s.flowers > 0).float()
    )
    bed = bed * (1 - sandy)
    petals = torch.tensor(
        [(0.86, 0.24, 0.26), (0.93, 0.82, 0.25), (0.62, 0.36, 0.78), (0.95, 0.93, 0.95), (0.90, 0.48, 0.66)],
        device=device,
    )
    first = petals[(s.ground_phase * 97).long() % 5][:, :, None, None]
    second = petals[(s.ground_phase * 41).long() % 5][:, :, None, None]
    petal = _mix(first, second, (mid > 0.3).float()[:, None])
    bloom = (_step(0.25, 0.6, speck) * 0.85 * fade.clamp(min=0.25) + 0.25 * (1 - fade)).clamp(0, 0.9)
    albedo = _mix(albedo, petal, (bed * bloom)[:, None])
    kind = torch.where(bed > 0.5, CLASS_IDS["flowers"], kind)

    shape = s.path_shape
    bend = (
        torch.sin(z * 0.35 + _flat(shape[:, 1]) * 6.3) * 0.5
        + torch.sin(z * 1.1 + _flat(shape[:, 1]) * 20) * 0.12
    )
    line = _flat(shape[:, 0]) * 0.5 * z.clamp(max=8.0) * 0.4 + bend
    track = (_flat(shape[:, 2]) * 1.6 - (gx - line).abs() + 0.02 * mid) / z
    way = c.soft(track, 1.5) * _flat(s.path)
    earth = torch.tensor([0.62, 0.50, 0.35], device=device)[None, :, None, None] * (
        1.0 + 0.10 * tuft[:, None]
    )
    albedo = _mix(albedo, earth, way[:, None])
    kind = torch.where(way > 0.5, CLASS_IDS["path"], kind)

    shade = (0.72 + 0.10 * wide + 0.16 * _flat(c.light.side) * mid_x.clamp(-1, 1) * fade).clamp(0.1, 1.1)
    inside = c.soft(c.y - _flat(s.horizon), 1.0)
    c.paint(inside, c.lit(albedo, shade), kind.to(torch.uint8), z * 1.1)
    return t, z


def _water(c: _Canvas, s: Scenes, t: Tensor, z: Tensor) -> None:
    """Sea, lake and river: a mirror of what stands above the horizon, broken by ripples."""
    device = c.y.device
    q = s.water_shape
    gx = c.x * z
    phase = _flat(s.ground_phase)
    (shore,) = c.lookup("rough", gx * 0.10 + phase * 2, z * 0.10)
    (fine,) = c.lookup("rough", c.x * 0.3 + phase, t * 0.9)
    # Signed distances in picture heights, positive in the water.
    near = 0.10 + 0.34 * _flat(q[:, 1])
    slant = (_flat(q[:, 2]) - 0.5) * 0.6
    sea = near - t - c.x * slant + 0.02 * fine + 0.012 * shore
    mid_t = 0.04 + 0.16 * _flat(q[:, 3])
    span = 0.035 + 0.12 * _flat(q[:, 4])
    wide = 0.35 + 0.9 * _flat(q[:, 5])
    oval = 1.0 - ((c.x - _flat(q[:, 0])) / wide) ** 2 - ((t - mid_t) / span.clamp(max=mid_t + 0.03)) ** 2
    lake = (oval + 0.28 * fine + 0.10 * shore) * span * 0.6
    whole = _flat((q[:, 5] > 0.72).float())
    lake = torch.maximum(lake, (0.06 + 0.25 * _flat(q[:, 1]) - t + 0.02 * fine) * whole - (1 - whole))
    swing = 0.9 + 0.8 * _flat(q[:, 1])
    bend = (
        torch.sin(z * 0.42 + _flat(q[:, 2]) * 6.3) * swing + torch.sin(z * 1.3 + _flat(q[:, 3]) * 6.3) * 0.18
    )
    centre = _flat(q[:, 0]) * 0.8 + bend * 0.55 * (z / (z + 1.0))
    half = 0.10 + 0.22 * _flat(q[:, 4])
    river = (half - (gx - centre).abs() + 0.03 * shore) / z
    signed = torch.where(_flat(s.water == 1), sea, torch.where(_flat(s.water == 2), lake, river))
    alpha = c.soft(signed, 1.5) * _flat((s.water > 0).float()) * (c.y > _flat(s.horizon)).float()

    h, w = c.size
    (ripple, swell) = c.lookup("rough grain", gx * 0.16 + phase, z * 0.9 + phase)
    calm = torch.where(s.water == 1, 1.0, 0.45)
    wobble = (ripple * 0.012 + swell * 0.004) * _flat(calm) * (0.3 + t * 2.0)
    mirrored = 2.0 * _flat(s.horizon) - c.y + wobble - 0.01
    row = (mirrored * h - 0.5).clamp(0, h - 1)
    column = ((c.x + wobble * 0.6 + c.half_width) * h - 0.5).clamp(0, w - 1)
    grid = torch.stack([column / (w - 1), row / (h - 1)], -1) * 2.0 - 1.0
    mirror = torch.nn.functional.grid_sample(c.picture, grid, mode="bilinear", align_corners=True)
    deep = _colours(
        device, [(0.05, 0.22, 0.34), (0.05, 0.24, 0.36), (0.07, 0.26, 0.32), (0.10, 0.25, 0.26)], s.water
    )
    body = deep * (c.light.ambient + 0.55 * c.light.sun)
    fresnel = (0.86 - 1.25 * t - 0.12 * _flat(calm) * ripple.clamp(-2, 2) * (0.4 + t)).clamp(0.22, 0.92)
    colour = _mix(body, mirror * 0.97, fresnel[:, None])
    glitter = torch.exp(-((c.x - _flat(s.sun_x)) ** 2) * 40.0) * _step(0.9, 2.2, swell + ripple * 0.5)
    colour = colour + c.light.sun * (glitter * (1.0 - c.light.grey[:, 0]) * 0.5)[:, None]
    crest = _step(1.1, 2.0, ripple + 0.4 * swell) * _flat((s.water == 1).float()) * _step(0.02, 0.2, t) * 0.35
    edge = torch.exp(-((signed * 70.0 - 0.8 + 0.6 * ripple) ** 2)) * _flat((s.water == 1).float()) * 0.75
    foam = (crest + edge * (c.y > _flat(s.horizon) + 0.02).float()).clamp(0, 0.85)
    white = c.light.ambient * 0.9 + c.light.sun * 0.7
    colour = _mix(colour, white, foam[:, None])
    # A dark wet rim outside the water.
    rim = (
        torch.exp(-((signed * 55.0 + 0.9).clamp(max=0) ** 2) * 3)
        * (1 - alpha)
        * 0.25
        * _flat((s.water > 0).float())
    )
    c.picture = c.picture * (1.0 - rim * _step(0.0, 0.02, t))[:, None]
    ids = torch.tensor([0, CLASS_IDS["sea"], CLASS_IDS["lake"], CLASS_IDS["river"]], device=device)
    c.paint(alpha, colour, _flat(ids[s.water]).to(torch.uint8), z * 0.6)


def _rocks(c: _Canvas, s: Scenes) -> None:
    phase = _flat(s.ground_phase)
    tone = torch.tensor([0.47, 0.45, 0.43], device=c.y.device)[None, :, None, None]
    tone = _mix(
        tone,
        torch.tensor([0.62, 0.42, 0.30], device=c.y.device)[None, :, None, None],
        (s.scene == 5).float()[:, None, None, None],
    )
    for index in range(ROCKS):
        present, x0, row, size = (_flat(s.rocks[:, index, k]) for k in range(4))
        foot = _flat(s.horizon) + 0.06 + row * (1.0 - _flat(s.horizon)) * 0.8
        reach = size * (0.25 + (foot - _flat(s.horizon)) * 1.6)
        u, v = (c.x - x0) / reach, (c.y - foot) / reach
        rough, gx, gy = c.lookup("rough slope_x slope_y", u * 0.11 + phase + x0, v * 0.11 + row)
        body = 1.0 - (u.abs() ** 2.4) - ((v + 0.32) / 0.55).abs() ** 2.4 + 0.22 * rough
        alpha = c.soft(body * reach * 0.4, 1.2) * present
        facing = _flat(c.light.side)
        shade = (0.55 + 0.4 * facing * u - 0.45 * (v + 0.35) + 0.2 * (facing * gx - gy)).clamp(0.05, 1.1)
        albedo = tone * (1.0 + 0.12 * rough[:, None])
        shadow = torch.exp(-((u + 0.25 * facing) ** 2 + (v * 4 - 0.5) ** 2) * 1.4) * 0.45 * present
        c.picture = c.picture * (1.0 - shadow)[:, None]
        c.paint(alpha, c.lit(albedo, shade), CLASS_IDS["rock"], EYE / (foot - _flat(s.horizon)))


def _house(c: _Canvas, s: Scenes) -> None:
    d = c.y.device
    present, x0, row, size = (_flat(s.house[:, k]) for k in range(4))
    present = present * (1.0 - _covers_water(c, s, s.house[:, 1], s.house[:, 2]))
    foot = _flat(s.horizon) + 0.03 + row * (1.0 - _flat(s.horizon)) * 0.7
    unit = size * (0.045 + (foot - _flat(s.horizon)) * 0.55)
    u, v = (c.x - x0) / unit, (foot - c.y) / unit
    wall_box = torch.minimum(0.62 - u.abs(), torch.minimum(v, 0.55 - v))
    roof_half = 0.74 - (v - 0.5) * 0.95
    roof_box = torch.minimum(roof_half - u.abs(), torch.minimum(v - 0.5, 0.95 - v))
    walls = _rgb(d, (0.86, 0.80, 0.70), (0.72, 0.35, 0.28), (0.90, 0.90, 0.88), (0.60, 0.47, 0.35))
    roofs = _rgb(d, (0.58, 0.26, 0.18), (0.33, 0.33, 0.37), (0.45, 0.30, 0.22), (0.30, 0.22, 0.20))
    pick = (s.house[:, 4] * 4).long().clamp(max=3)
    wall, roof = walls[pick][:, :, None, None], roofs[pick][:, :, None, None]
    roof = _mix(roof, torch.full_like(roof, 0.95), (s.season == 2).float()[:, None, None, None] * 0.85)
    side = 0.45 + 0.45 * _step(-0.1, 0.1, _flat(c.light.side) * (u + 0.15))
    planks = 1.0 + 0.04 * torch.sin(v * 60)
    face = wall * planks[:, None]
    window = (((u.abs() - 0.32).abs() < 0.10) & ((v - 0.30).abs() < 0.10)).float()
    door = ((u.abs() < 0.09) & (v < 0.34)).float()
    dark = torch.tensor([0.16, 0.17, 0.22], device=d)[None, :, None, None]
    lamp = torch.tensor([1.0, 0.80, 0.42], device=d)[None, :, None, None]
    night = ((s.hour == 3) | (s.hour == 2)).float()[:, None, None, None]
    house = _mix(face, torch.tensor([0.30, 0.20, 0.14], device=d)[None, :, None, None], door[:, None])
    lit = _mix(c.lit(house, side), _mix(dark, lamp, night), window[:, None])
    shadow = torch.exp(-(u**2) * 0.9 - ((v + 0.02) * 7.0) ** 2) * 0.45 * present
    c.picture = c.picture * (1.0 - shadow)[:, None]
    depth = EYE / (foot - _flat(s.horizon))
    c.paint(c.soft(wall_box * unit) * present, lit, CLASS_IDS["house"], depth.expand_as(c.y))
    tiles = roof * (1.0 + 0.05 * torch.sin(v * 50))[:, None]
    c.paint(
        c.soft(roof_box * unit) * present, c.lit(tiles, side * 0.9), CLASS_IDS["house"], depth.expand_as(c.y)
    )


def _covers_water(
    c: _Canvas, s: Scenes, x: Tensor, row: Tensor, lowest: float = 0.03, reach: float = 0.7
) -> Tensor:
    """1.0 where the foot of a thing at (x, row) would stand in water, [B, 1, 1]."""
    h, w = c.size
    foot = s.horizon + lowest + row * (1.0 - s.horizon) * reach
    line = (foot * h).long().clamp(0, h - 1)
    column = ((x + c.half_width) * h).long().clamp(0, w - 1)
    under = c.classes[torch.arange(len(x), device=x.device), line, column]
    wet = (under == CLASS_IDS["sea"]) | (under == CLASS_IDS["lake"]) | (under == CLASS_IDS["river"])
    return _flat(wet.float())


def _trees(c: _Canvas, s: Scenes) -> None:
    d = c.y.device
    # Far to near, so that near trees cover far ones.
    order = s.trees[:, :, 2].argsort(dim=1)
    trees = torch.gather(s.trees, 1, order[:, :, None].expand_as(s.trees))
    leaves = _colours(d, [(0.20, 0.36, 0.10), (0.68, 0.36, 0.09), (0.36, 0.32, 0.28)], s.season)
    needles = _colours(d, [(0.10, 0.25, 0.13), (0.13, 0.25, 0.12), (0.16, 0.24, 0.19)], s.season)
    bark = torch.tensor([0.28, 0.20, 0.14], device=d)[None, :, None, None]
    facing = _flat(c.light.side)
    winter = _flat((s.season == 2).float())
    for index in range(TREES):
        tree = trees[:, index]
        if not bool(tree[:, 0].any()):
            continue
        present, x0, row, size, species, tone = (_flat(tree[:, k]) for k in range(6))
        present = present * (1.0 - _covers_water(c, s, tree[:, 1], tree[:, 2], 0.015, 0.75))
        below = 0.015 + row * row * (1.0 - _flat(s.horizon)) * 0.75
        foot = _flat(s.horizon) + below
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
        frost = winter * _step(0.35, 0.75, shade + 0.1 * rough) * (species < 0.5).float() * 0.8
        albedo = _mix(albedo, torch.full_like(albedo, 0.93), frost[:, None])
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


def _render(scenes: Scenes, atlas: Tensor, height: int, width: int) -> tuple[Tensor, Tensor, Tensor]:
    c = _Canvas(scenes, atlas, height, width)
    _sky(c, scenes)
    for ridge in scenes.ridges:
        if bool(ridge.present.any()):
            _ridge(c, scenes, ridge)
    t, z = _ground(c, scenes)
    _water(c, scenes, t, z)
    _rocks(c, scenes)
    _house(c, scenes)
    _trees(c, scenes)
    # A film-like shoulder keeps highlights from clipping to flat white.
    picture = c.picture.clamp(min=0.0)
    picture = torch.where(picture > 0.8, 0.8 + 0.2 * torch.tanh((picture - 0.8) / 0.2), picture)
    return picture.clamp(0.0, 1.0), c.classes, c.depth


@torch.no_grad()
def render(scenes: Scenes, height: int = 256, width: int = 256) -> Rendering:
    """Paint a batch of scenes on the device that holds them; on a CPU, batches of one are fastest."""
    atlas = texture_atlas(str(scenes.horizon.device))
    return Rendering(*_render(scenes, atlas, height, width))
