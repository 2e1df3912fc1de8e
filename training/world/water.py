"""Sea, lake and river: mirrors of what stands above the horizon, broken by ripples."""

import torch
from torch import Tensor

from training.palette import CLASS_IDS
from training.world.canvas import EYE, Canvas, bell, colours, flat, mix, step
from training.world.scene import POND, SEA, STREAM, Scenes

# Where the cliff of a waterfall stands, in picture heights below the horizon.
CLIFF_FOOT = 0.035


def river_centre(s: Scenes, z: Tensor) -> Tensor:
    """Middle of the river at distance z [B, H, W], in ground units across."""
    q = s.water_shape
    swing = 0.9 + 0.8 * flat(q[:, 1])
    bend = torch.sin(z * 0.42 + flat(q[:, 2]) * 6.3) * swing + torch.sin(z * 1.3 + flat(q[:, 3]) * 6.3) * 0.18
    return flat(q[:, 0]) * 0.8 + bend * 0.55 * (z / (z + 1.0))


def river_half_width(s: Scenes) -> Tensor:
    """[B, 1, 1] in ground units."""
    return 0.12 + 0.22 * flat(s.water_shape[:, 4])


def fall_x(s: Scenes) -> Tensor:
    """Where a waterfall stands: over its river, or in the middle of its pool; [B, 1, 1] picture heights."""
    z = torch.full_like(flat(s.horizon), EYE / CLIFF_FOOT)
    return torch.where(flat(s.water == STREAM), river_centre(s, z) / z, flat(s.water_shape[:, 0]) * 0.6)


def _signed_distance(c: Canvas, s: Scenes, t: Tensor, z: Tensor) -> Tensor:
    """Distance to the shore in picture heights, positive in the water."""
    q = s.water_shape
    gx, phase = c.x * z, flat(s.ground_phase)
    (shore,) = c.lookup("rough", gx * 0.10 + phase * 2, z * 0.10)
    (fine,) = c.lookup("rough", c.x * 0.3 + phase, t * 0.9)
    near = 0.10 + 0.34 * flat(q[:, 1])
    slant = (flat(q[:, 2]) - 0.5) * 0.6
    sea = near - t - c.x * slant + 0.02 * fine + 0.012 * shore
    plunge = flat(s.falls[:, 0])
    mid_t = (0.04 + 0.16 * flat(q[:, 3])) * (1 - plunge) + (CLIFF_FOOT + 0.05) * plunge
    span = torch.minimum(0.035 + 0.12 * flat(q[:, 4]) + 0.05 * plunge, mid_t + 0.03 + 0.03 * plunge)
    wide = 0.35 + 0.9 * flat(q[:, 5])
    x0 = flat(q[:, 0]) * (1 - 0.4 * plunge)
    oval = 1.0 - ((c.x - x0) / wide) ** 2 - ((t - mid_t) / span) ** 2
    lake = (oval + 0.28 * fine + 0.10 * shore) * span * 0.6
    whole = flat((q[:, 5] > 0.72).float()) * (1 - plunge)
    lake = torch.maximum(lake, (0.06 + 0.25 * flat(q[:, 1]) - t + 0.02 * fine) * whole - (1 - whole))
    river = (river_half_width(s) - (gx - river_centre(s, z)).abs() + 0.03 * shore) / z
    return torch.where(flat(s.water == SEA), sea, torch.where(flat(s.water == POND), lake, river))


def water(canvas: Canvas, s: Scenes) -> None:
    """Paint the water of a scene over its ground; cliffs stand in front of it."""
    host = s.host or s
    wet = host.water > 0
    if not bool(wet.any()):
        return
    c = canvas.window(float(host.horizon[wet].min()) - 0.01, 1.0)
    if c is None:
        return
    device, light = c.y.device, c.light
    t = (c.y - flat(s.horizon)).clamp(min=1e-4)
    z = (EYE / t).clamp(max=60.0)
    gx, phase = c.x * z, flat(s.ground_phase)
    signed = _signed_distance(c, s, t, z)
    dry = (c.classes == CLASS_IDS["cliff"]) & (t > 0.002)
    alpha = c.soft(signed, 1.5) * flat((s.water > 0).float()) * ((c.y > flat(s.horizon)) & ~dry).float()

    h, w = c.size
    at_sea = flat((s.water == SEA).float())
    (ripple, swell) = c.lookup("rough grain", gx * 0.14 + phase, z * 0.8 + phase)
    (long_swell,) = c.lookup("rough", gx * 0.05 + phase, z * 0.30)
    ripple = ripple * (6.0 / z).clamp(max=1.0)
    swell = swell * (2.0 / z).clamp(max=1.0)
    calm = 0.40 + 0.60 * at_sea
    wobble = (ripple * 0.011 + swell * 0.003) * calm * (0.3 + t * 2.0)
    foot = flat(s.horizon + CLIFF_FOOT * s.falls[:, 0])
    mirrored = 2.0 * foot - c.y + wobble - 0.01
    row = (mirrored * h - 0.5).clamp(0, h - 1)
    column = ((c.x + wobble * 0.6 + c.half_width) * h - 0.5).clamp(0, w - 1)
    grid = torch.stack([column / (w - 1), row / (h - 1)], -1) * 2.0 - 1.0
    mirror = torch.nn.functional.grid_sample(c.whole.picture, grid, mode="bilinear", align_corners=True)
    deep = colours(
        device, [(0.05, 0.22, 0.34), (0.04, 0.26, 0.38), (0.06, 0.27, 0.33), (0.10, 0.27, 0.28)], s.water
    )
    body = deep * (light.ambient + 0.55 * light.sun)
    fresnel = 0.86 - 1.15 * t - 0.12 * calm * ripple.clamp(-2, 2) * (0.4 + t) - 0.06 * long_swell * at_sea
    colour = mix(body, mirror * 0.97, fresnel.clamp(0.22, 0.92)[:, None])
    # Shallows over sand are green and clear.
    shallow = bell((signed * 16.0).clamp(min=0.0)) * (0.35 + 0.25 * at_sea)
    colour = mix(
        colour,
        colours(device, [(0.30, 0.62, 0.60)], s.water * 0) * (light.ambient + 0.6 * light.sun),
        shallow[:, None] * 0.6,
    )
    glitter = bell((c.x - flat(s.sun_x)) ** 2 * 40.0) * step(0.5, 1.8, swell + ripple * 0.8 + 0.4)
    colour = colour + light.sun * (glitter * (1.0 - light.grey[:, 0]) * 0.5)[:, None]
    crest = step(1.0, 2.0, ripple + 0.4 * swell) * step(0.02, 0.2, t) * 0.35
    lace = bell((signed * 70.0 - 0.8 + 0.6 * ripple) ** 2)
    second = bell((signed * 40.0 - 3.2 + 0.9 * ripple) ** 2) * 0.6
    foam = (crest + torch.maximum(lace, second) * 0.75 * step(0.015, 0.03, t)).clamp(0, 0.85) * at_sea
    colour = mix(colour, light.ambient * 0.9 + light.sun * 0.7, foam[:, None])
    # A dark wet rim outside the water.
    rim = bell((signed * 55.0 + 0.9).clamp(max=0) ** 2 * 3) * (1 - alpha) * 0.25
    c.darken(rim * step(0.0, 0.02, t) * flat((s.water > 0).float()) * (~dry).float())
    ids = torch.tensor([0, CLASS_IDS["sea"], CLASS_IDS["lake"], CLASS_IDS["river"]], device=device)
    c.paint(alpha, colour, flat(ids[s.water]).to(torch.uint8), z * 0.6)


def _class_at(c: Canvas, x: Tensor, foot: Tensor) -> Tensor:
    """Class at (x, foot) [B], in picture heights; [B]."""
    h, w = c.size
    line = (foot * h).long().clamp(0, h - 1)
    column = ((x + c.half_width) * h).long().clamp(0, w - 1)
    return c.whole.classes[torch.arange(len(x), device=x.device), line, column]


def covers_water(c: Canvas, x: Tensor, foot: Tensor) -> Tensor:
    """1.0 where (x, foot) [B] lies in water; [B]."""
    under = _class_at(c, x, foot)
    wet = (under >= CLASS_IDS["sea"]) & (under <= CLASS_IDS["river"])
    return wet.float()


def stands_nowhere(c: Canvas, x: Tensor, foot: Tensor) -> Tensor:
    """1.0 where (x, foot) [B] is no ground to stand on: water, a cliff's face, a bridge; [B]."""
    under = _class_at(c, x, foot)
    taken = (under >= CLASS_IDS["sea"]) & (under <= CLASS_IDS["river"])
    for name in ("cliff", "waterfall", "bridge"):
        taken = taken | (under == CLASS_IDS[name])
    return taken.float()
