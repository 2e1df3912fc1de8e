"""The sky: its light, sun, moon and stars, and three kinds of clouds."""

import torch
from torch import Tensor

from training.palette import CLASS_IDS
from training.world.canvas import Canvas, bell, flat, mix, step, tone
from training.world.scene import NIGHT, RAIN, Scenes

# Rows of heaped clouds, far to near: height in the sky, size, shift of their noise.
_HEAPS = [(0.14, 0.30, 0.13), (0.36, 0.52, 0.41), (0.70, 0.95, 0.77)]


def sky(c: Canvas, s: Scenes) -> None:
    """The sky with sun, moon, stars and clouds."""
    host = s.host or s
    part = c.window(0.0, float(host.horizon.max()) + 0.05)
    if part is None:
        return
    c = part
    light = c.light
    up = ((flat(s.horizon) - c.y) / flat(s.horizon)).clamp(0.0, 1.0)
    colour = mix(light.low, light.zenith, (up**0.7)[:, None])
    r2 = (c.x - flat(s.sun_x)) ** 2 + (c.y - flat(s.sun_y)) ** 2
    distance = torch.sqrt(r2)
    night = flat((s.hour == NIGHT).float())
    clear = 1.0 - light.grey[:, 0]
    # Light scattered forwards around the sun, and along the horizon under a low one.
    glow = torch.exp(-distance * 5.0) * (0.75 - 0.5 * night) + bell(r2 * 120.0) * (0.5 - 0.2 * night)
    low_sun = flat(((s.hour == 0) | (s.hour == 2)).float())
    band = low_sun * bell(up * 5.0) * bell((c.x - flat(s.sun_x)) ** 2 * 1.6) * 0.35
    colour = colour + light.sun * ((glow * (0.25 + 0.75 * clear) + band * clear) * 0.7)[:, None]
    disc = c.soft(0.022 + 0.008 * night - distance, 2.0) * (clear - 0.05).clamp(min=0.0)
    moon = mix(tone(c.y.device, 1.5, 1.45, 1.3), tone(c.y.device, 0.90, 0.91, 0.86), night[:, None])
    (mottle,) = c.lookup("rough", c.x * 1.3, c.y * 1.3)
    colour = mix(colour, moon * (1.0 - 0.07 * (mottle * night).clamp(-1, 1))[:, None], disc[:, None])
    stars, patch = c.lookup("dots rough", c.x * 0.8 + flat(s.cloud_phase), c.y * 0.8)
    stars = stars * step(-0.2, 1.4, patch) * night * (up * 1.6).clamp(max=1.0) * clear
    colour = colour + stars[:, None] * 0.9
    c.paint(torch.ones_like(c.y), colour, CLASS_IDS["sky"], None)

    kinds = set(host.cloud_kind.tolist())
    if 0 in kinds:
        _feathers(c, s, distance)
    if 1 in kinds:
        _heaps(c, s, distance)
    if 2 in kinds:
        _layer(c, s)


def _feathers(c: Canvas, s: Scenes, to_sun: Tensor) -> None:
    """High clouds on a plane overhead, so that they flatten and crowd towards the horizon."""
    above = (flat(s.horizon) - c.y + 0.10).clamp(min=0.04)
    u, v = c.x * 0.16 / above, 0.055 / above
    phase = flat(s.cloud_phase)
    n, detail = c.lookup("cloud rough", u + phase * 7, v + phase * 3)
    density = n + 0.20 * detail
    edge = 1.35 - 2.1 * flat(s.cover)
    alpha = step(edge, edge + 0.9, density) * step(0.0, 0.05, flat(s.horizon) - c.y + 0.01)
    alpha = alpha * flat((s.cloud_kind == 0).float()) * (0.92 - 0.25 * flat((s.hour == NIGHT).float()))
    lit = (0.68 - 0.10 * (density - edge)).clamp(0.2, 1.0) + 0.3 * bell(to_sun * 2.5)
    cloud = c.light.ambient * 1.05 + c.light.sun * lit[:, None] * 0.75
    cloud = mix(cloud, c.light.low * 1.02, (0.75 * torch.exp(-above * 9.0))[:, None])
    c.paint(alpha, cloud, CLASS_IDS["cloud"], None)


def _heaps(c: Canvas, s: Scenes, to_sun: Tensor) -> None:
    """Cumulus in three rows: flat bases in shade, rounded tops in the light."""
    heaped = flat((s.cloud_kind == 1).float())
    phase = flat(s.cloud_phase)
    side = flat(c.light.side)
    near_sun = bell(to_sun * 3.0)
    for altitude, size, shift in _HEAPS:
        base = flat(s.horizon) * (1.0 - altitude) + 0.0 * c.x[:, :1]
        across = c.x[:, :1] * 0.13 / size + phase * 5 + shift
        (swell,) = c.lookup("cloud", across, shift + across * 0.0 + phase)
        amount = (swell + 2.6 * flat(s.cover) - 1.15).clamp(0.0, 1.8)
        height = 0.20 * size * amount**0.8  # [B, 1, W]
        u, v = c.x * 0.36 / size + phase * 3, c.y * 0.36 / size + shift
        puff, rough = c.lookup("billow rough", u + 0.012 * torch.sin(v * 50), v)
        (towards,) = c.lookup("billow", u + 0.012 * side, v - 0.018)
        above = base - c.y
        top = height * (0.35 + 1.25 * puff + 0.05 * rough) - above
        bottom = above + 0.01 * size * (rough * 0.4 + puff)
        alpha = c.soft(torch.minimum(top, bottom), 5.0) * step(0.05, 0.30, amount) * heaped
        rise = (above / (height + 0.01)).clamp(0.0, 1.3)
        lit = (0.18 + 0.62 * rise + 1.4 * (puff - towards) + 0.35 * (puff - 0.4)).clamp(0.0, 1.15)
        lit = lit + 0.25 * near_sun
        cloud = c.light.ambient * (1.02 + 0.12 * rise[:, None]) + c.light.sun * lit[:, None] * 0.72
        far = 0.62 - 0.6 * altitude
        cloud = mix(cloud, c.light.low * 1.02, torch.full_like(cloud, far))
        c.paint(alpha * 0.97, cloud, CLASS_IDS["cloud"], None)


def _layer(c: Canvas, s: Scenes) -> None:
    """A closed grey layer with darker folds; under rain it hangs low and dark."""
    above = (flat(s.horizon) - c.y + 0.16).clamp(min=0.05)
    phase = flat(s.cloud_phase)
    n, fold = c.lookup("cloud rough", c.x * 0.10 / above + phase * 7, 0.07 / above + phase * 3)
    rain = flat((s.weather == RAIN).float())
    alpha = step(-2.6 * flat(s.cover) + 0.6, -2.6 * flat(s.cover) + 1.8, n + 0.2 * fold)
    alpha = alpha * step(-0.01, 0.06, flat(s.horizon) - c.y) * flat((s.cloud_kind == 2).float())
    shade = (0.55 + (0.13 + 0.10 * rain) * n + 0.05 * fold).clamp(0.1, 1.0)
    cloud = c.light.ambient * (1.0 - 0.12 * rain)[:, None] + c.light.sun * shade[:, None] * 0.8
    cloud = mix(cloud, c.light.low, (0.9 * torch.exp(-(above - 0.05) * 6.0))[:, None])
    c.paint(alpha * 0.97, cloud, CLASS_IDS["cloud"], None)
